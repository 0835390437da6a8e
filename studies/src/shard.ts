import { ArgumentError } from "lai-internal";

/** The part of a study's runs that one process begins with, where several share a store. */
export interface Shard {
  /** from 1 */
  number: number;
  of: number;
}

/** Hexadecimal digits of a key that choose its shard: enough for any number of shards. */
const DIGITS = 12;

/**
 * Reads "3/8": the third of eight.
 *
 * @throws ArgumentError for anything else
 */
export function parseShard(text: string): Shard {
  const [number, of] = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (number === undefined || number < 1 || number > of) {
    throw new ArgumentError("shard", text, "give which one of how many, from 1: 1/8, 2/8, ... 8/8.");
  }
  return { number, of };
}

/** Whether a run is one of those that a shard begins with. */
export function isOfShard(key: string, { number, of }: Shard): boolean {
  return Number.parseInt(key.slice(0, DIGITS), 16) % of === number - 1;
}

/** Where a run stands among those that a shard helps with: another order for each, so that helpers seldom meet. */
export function helpingOrder(key: string, { number }: Shard): string {
  const turn = number % key.length;
  return key.slice(turn) + key.slice(0, turn);
}
