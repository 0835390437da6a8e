import { ArgumentError } from "lai-internal";

type BullMq = typeof import("bullmq");
type IoRedis = typeof import("ioredis");

/** The packages that a queue needs, loaded where a study is shared over machines. */
export interface QueuePackages {
  bullmq: BullMq;
  Redis: IoRedis["Redis"];
}

const NAMES = ["bullmq", "ioredis"] as const;

/**
 * Loads the packages at their first use.
 *
 * @param load how a package is loaded; tests put their own in its place
 * @throws ArgumentError where they do not load, with the remedy
 */
export function queuePackages(load: (name: string) => unknown = require): QueuePackages {
  try {
    return { bullmq: load("bullmq") as BullMq, Redis: (load("ioredis") as IoRedis).Redis };
  } catch (error) {
    const remedy = `they do not load (${(error as Error).message.split("\n")[0]}): bash kernel-setup.sh`;
    throw new ArgumentError("packages of the queue", NAMES, remedy);
  }
}
