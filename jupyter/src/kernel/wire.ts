import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** A message of the Jupyter protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html. */
export interface Message {
  /** the routing frames of the one who sent it, for answers */
  identity: Buffer[];
  header: { msg_id: string; msg_type: string; session: string; username: string };
  content: Record<string, unknown>;
  /** bytes that came beside it */
  buffers: Buffer[];
}

export interface Socket {
  send(frames: (Uint8Array | string)[]): unknown;
}

const DELIMITER = Buffer.from("<IDS|MSG>");
const PROTOCOL = "5.3";

// A cell may replace any of these, also while it prints.
const { parse, stringify } = JSON;
const nothing = Object.freeze({});

/**
 * Reads a message.
 *
 * @param key the connection's; without one, messages are not signed
 * @throws Error in one sentence, which does not tell the signature that would have been right
 */
export function readMessage(frames: readonly Buffer[], key: string): Message {
  const delimiter = frames.findIndex((frame) => frame.equals(DELIMITER));
  const parts = frames.slice(delimiter + 2, delimiter + 6);
  if (delimiter < 0 || parts.length < 4) throw new Error("it has not the parts of a message of Jupyter");
  const signature = frames[delimiter + 1];
  const expected = Buffer.from(sign(parts, key));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    throw new Error("its signature is not that of this connection's key");
  const [header, , , content] = parts.map((part) => parse(part.toString()));
  if (typeof header?.msg_type !== "string" || typeof content !== "object" || content === null)
    throw new Error("it has no type or no content");
  return { identity: frames.slice(0, delimiter), header, content, buffers: frames.slice(delimiter + 6) };
}

/** The frames of a message that answers `parent`. */
export function framesOf(
  parent: Message,
  type: string,
  content: Record<string, unknown>,
  metadata: Record<string, unknown>,
  key: string,
  buffers: readonly Uint8Array[] = [],
): (Uint8Array | string)[] {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: parent.header.session,
    username: parent.header.username,
    date: isoDate(),
    version: PROTOCOL,
  };
  const parts = [stringify(header), stringify(parent.header), stringify(metadata ?? nothing), stringify(content)];
  return [...parent.identity, DELIMITER, sign(parts, key), ...parts, ...buffers];
}

const OriginalDate = Date;
const toISOString = Date.prototype.toISOString;

function isoDate(): string {
  return toISOString.call(new OriginalDate());
}

function sign(parts: readonly (Buffer | string)[], key: string): string {
  if (key === "") return "";
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
