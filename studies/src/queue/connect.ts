import type { Redis } from "ioredis";
import { ArgumentError } from "lai-internal";
import { queuePackages } from "./packages";

/** Milliseconds until a first connection counts as failed, and the longest pause between later ones. */
const PATIENCE = 10_000;
const LONGEST_PAUSE = 2_000;

/**
 * Checks the address of a Redis: redis://HOST, redis://USER:PASSWORD@HOST:PORT/DATABASE, or rediss:// for TLS.
 *
 * @returns the address with the password hidden, for messages
 * @throws ArgumentError for anything else
 */
export function shownAddress(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new ArgumentError(
      "queue",
      hide(address),
      "give an address such as redis://HOST:6379 or rediss://HOST for TLS.",
    );
  }
  if (!["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") {
    throw new ArgumentError(
      "queue",
      hide(address),
      "give an address such as redis://HOST:6379 or rediss://HOST for TLS.",
    );
  }
  if (url.password !== "") url.password = "***";
  return url.href;
}

/** What stands before an @ may be a password. */
function hide(address: string): string {
  return address.replace(/\/\/[^@]*@/, "//***@");
}

/**
 * Connects to a Redis. Later, whenever the connection is lost, it is made again and what was under way is sent again.
 *
 * @throws ArgumentError where it cannot be reached or does not let us in
 */
export async function connectRedis(address: string): Promise<Redis> {
  const shown = shownAddress(address);
  const { Redis } = queuePackages();
  let connected = false;
  const client = new Redis(address, {
    lazyConnect: true,
    maxRetriesPerRequest: null, // what BullMQ asks for: commands wait for the connection
    connectTimeout: PATIENCE,
    retryStrategy: (times) => (connected ? Math.min(LONGEST_PAUSE, 100 * times) : null),
  });
  let reason = "";
  client.on("error", (error: Error) => {
    reason = describe(error);
  });
  try {
    await within(client.connect(), PATIENCE);
    await within(client.ping(), PATIENCE);
  } catch (error) {
    client.disconnect();
    const remedy = `it does not answer (${reason || describe(error as Error)}): is the Redis up, and are address, user and password right?`;
    throw new ArgumentError("queue", shown, remedy);
  }
  connected = true;
  return client;
}

/** Some errors of the network carry a code and no text. */
function describe(error: Error & { code?: string; errors?: Error[] }): string {
  return error.message || error.errors?.map(({ message }) => message).join(", ") || error.code || error.name;
}

/** @throws Error where it takes longer than so many milliseconds */
export async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
