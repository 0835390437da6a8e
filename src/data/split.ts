import {
  ArgumentError,
  checkNumber,
  checkNumbers,
  checkOptions,
  choice,
  count,
  numbers,
  optional,
  type Rule,
  SEED,
} from "../base/check";
import { Random } from "../base/random";
import type { RowBlocks } from "./row-blocks";

/** Row numbers of the three parts, each in rising order. */
export interface RowSplit {
  train: Uint32Array;
  validation: Uint32Array;
  test: Uint32Array;
}

export type Fractions = readonly [train: number, validation: number, test: number];

export interface SplitOptions {
  /** defaults to 0 */
  seed?: number;
  /** of train, validation and test; they sum to 1; validation or test may be 0; defaults to [.6, .2, .2] */
  fractions?: Fractions;
  /** rows of one block stay together; defaults to every row on its own */
  blocks?: RowBlocks;
  /** "time": the first rows in `time` order train, the last test; "stratified": every part has the target's distribution */
  kind?: "random" | "time" | "stratified";
  /** for kind "time": a number a row, such as a date or a year; equal ones stay together */
  time?: ArrayLike<number>;
  /** for kind "stratified": the target, a number a row */
  target?: ArrayLike<number>;
  /** for kind "stratified": number of quantile groups of the target; defaults to 10 */
  strata?: number;
}

/** More rows than a typed array of their numbers holds. */
export const MOST_ROWS = 2 ** 31;

/** The rule of the three fractions. */
export const FRACTIONS: Rule<Fractions> = optional(checkFractions, [0.6, 0.2, 0.2]);

/** The rule of the blocks of so many rows. */
export function blocksOf(rows: number): Rule<RowBlocks> {
  return (argument, value) => {
    const { blocks, count } = (value ?? {}) as Partial<RowBlocks>;
    const total = checkNumber(`${argument}.count`, count, { min: 1, max: rows, integer: true });
    checkNumbers(`${argument}.blocks`, blocks, { length: rows, min: 0, max: total - 1, integer: true });
    return value as RowBlocks;
  };
}

/**
 * Splits rows into train, validation and test, whole blocks only, by seed.
 * Blocks come in random order, each to the part that is furthest below its share.
 * @param rows number of rows
 * @throws ArgumentError where a part would be left empty although its fraction is above 0
 */
export function splitRowNumbers(rows: number, options: SplitOptions = {}): RowSplit {
  checkNumber("rows", rows, { min: 1, max: MOST_ROWS, integer: true });
  const checked = checkOptions("options", options, {
    seed: SEED,
    fractions: FRACTIONS,
    blocks: optional(blocksOf(rows)),
    kind: optional(choice(["random", "time", "stratified"]), "random"),
    time: optional(numbers({ length: rows })),
    target: optional(numbers({ length: rows })),
    strata: optional(count(), 10),
  });
  const { seed, kind, fractions, strata: groups, blocks = ownBlocks(rows) } = checked;
  const members = rowsOfBlocks(blocks);
  let part: Uint8Array;
  if (kind === "time") part = splitByTime(rows, fractions, needed("time", checked.time), members);
  else {
    const strata =
      kind === "random"
        ? [new Random(seed, "split").permutation(members.count)]
        : strataOfBlocks(members, needed("target", checked.target), groups, seed);
    part = new Uint8Array(rows);
    const counts = [0, 0, 0];
    let seen = 0;
    let left = members.count;
    for (const stratum of strata) {
      for (const block of stratum) {
        const [from, to] = [members.starts[block], members.starts[block + 1]];
        seen += to - from;
        let best = 0;
        let bestDeficit = Number.NEGATIVE_INFINITY;
        // the last blocks are kept for parts that have none
        let empty = 0;
        for (let p = 0; p < 3; p++) if (fractions[p] > 0 && counts[p] === 0) empty++;
        const isLast = left-- <= empty;
        for (let p = 0; p < 3; p++) {
          if (isLast && counts[p] > 0) continue;
          // within strata every part keeps its share of the rows seen so far; otherwise of all rows
          const quota = fractions[p] * (kind === "stratified" ? seen : rows);
          const deficit = quota - counts[p];
          if (fractions[p] > 0 && deficit > bestDeficit) {
            best = p;
            bestDeficit = deficit;
          }
        }
        counts[best] += to - from;
        for (let i = from; i < to; i++) part[members.rows[i]] = best;
      }
    }
  }
  const split = { train: rowsWhere(part, 0), validation: rowsWhere(part, 1), test: rowsWhere(part, 2) };
  const sizes = [split.train.length, split.validation.length, split.test.length];
  if (sizes.some((size, p) => size === 0 && fractions[p] > 0)) {
    const remedy =
      `${rows} rows in ${members.count} blocks (rows that repeat one another or share a group) do not fill every part; ` +
      "give more rows, or other fractions.";
    throw new ArgumentError("fractions", fractions, remedy);
  }
  return split;
}

/** Cuts the rows in the order of time; rows of the same time, and of one block, fall on one side. */
function splitByTime(rows: number, fractions: Fractions, time: ArrayLike<number>, members: BlockRows): Uint8Array {
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => time[a] - time[b] || a - b);
  const part = new Uint8Array(rows);
  const edges = [fractions[0] * rows, (fractions[0] + fractions[1]) * rows];
  let from = 0;
  while (from < rows) {
    let to = from + 1;
    while (to < rows && time[order[to]] === time[order[from]]) to++;
    const middle = (from + to) / 2;
    const p = middle <= edges[0] ? 0 : middle <= edges[1] || fractions[2] === 0 ? 1 : 2;
    for (let i = from; i < to; i++) part[order[i]] = p === 1 && fractions[1] === 0 ? 2 : p;
    from = to;
  }
  for (let block = 0; block < members.count; block++) {
    const own = members.rows.subarray(members.starts[block], members.starts[block + 1]);
    let latest = 0;
    for (const row of own) latest = Math.max(latest, part[row]);
    for (const row of own) part[row] = latest;
  }
  return part;
}

/** Blocks in the order of their mean target, cut into equal groups, each group shuffled. */
function strataOfBlocks(members: BlockRows, target: ArrayLike<number>, strata: number, seed: number): number[][] {
  const random = new Random(seed, "split");
  const mean = Array.from({ length: members.count }, (_, block) => {
    const own = members.rows.subarray(members.starts[block], members.starts[block + 1]);
    return own.reduce((sum, row) => sum + target[row], 0) / own.length;
  });
  const shuffled = Array.from(random.permutation(members.count)); // ties in the target fall by chance
  const order = shuffled.sort((a, b) => mean[a] - mean[b]);
  const groups = Math.min(strata, order.length);
  return Array.from({ length: groups }, (_, g) =>
    random.shuffle(order.slice(Math.floor((g * order.length) / groups), Math.floor(((g + 1) * order.length) / groups))),
  ) as number[][];
}

/** Every row its own block. */
export function ownBlocks(rows: number): RowBlocks {
  return { blocks: new Uint32Array(rows).map((_, row) => row), count: rows };
}

/** The rows of each block: those of block b stand in `rows` from `starts[b]` up to `starts[b + 1]`. */
export interface BlockRows {
  count: number;
  starts: Uint32Array;
  rows: Uint32Array;
}

export function rowsOfBlocks({ blocks, count }: RowBlocks): BlockRows {
  const starts = new Uint32Array(count + 1);
  for (let row = 0; row < blocks.length; row++) starts[blocks[row] + 1]++;
  for (let block = 0; block < count; block++) starts[block + 1] += starts[block];
  const next = starts.slice();
  const rows = new Uint32Array(blocks.length);
  for (let row = 0; row < blocks.length; row++) rows[next[blocks[row]]++] = row;
  return { count, starts, rows };
}

function rowsWhere(part: Uint8Array, p: number): Uint32Array {
  let count = 0;
  for (let row = 0; row < part.length; row++) if (part[row] === p) count++;
  const rows = new Uint32Array(count);
  count = 0;
  for (let row = 0; row < part.length; row++) if (part[row] === p) rows[count++] = row;
  return rows;
}

function checkFractions(argument: string, value: unknown): Fractions {
  const fractions = value as Fractions;
  const ok =
    Array.isArray(fractions) &&
    fractions.length === 3 &&
    fractions.every((f) => typeof f === "number" && f >= 0 && f <= 1) &&
    fractions[0] > 0 &&
    Math.abs(fractions[0] + fractions[1] + fractions[2] - 1) < 1e-9;
  if (ok) return fractions;
  throw new ArgumentError(argument, fractions, "give [train, validation, test] with train above 0 and a sum of 1.");
}

function needed(name: string, values: ArrayLike<number> | undefined): ArrayLike<number> {
  if (values !== undefined) return values;
  throw new ArgumentError(name, undefined, "this kind of split needs it, a number a row.");
}
