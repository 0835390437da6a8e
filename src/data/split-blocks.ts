import { ArgumentError } from "../base/check";
import { counted } from "../base/format";
import { Random } from "../base/random";
import { type BlockRows, blockSizes, ownBlocks, type RowBlocks, rowsOfBlocks } from "./row-blocks";

/** Row numbers of the three parts, each in rising order. */
export interface RowParts {
  train: Uint32Array;
  validation: Uint32Array;
  test: Uint32Array;
}

export type Fractions = readonly [train: number, validation: number, test: number];

export interface BlockSplitOptions {
  /** defaults to 0 */
  seed?: number;
  /** of train, validation and test; defaults to [.6, .2, .2] */
  fractions?: Fractions;
  /** rows of one block stay together; defaults to every row on its own */
  blocks?: RowBlocks;
  /** a number a row: the split is chronological */
  time?: ArrayLike<number>;
  /** a number a row: the split is stratified by it */
  target?: ArrayLike<number>;
  /** number of quantile groups of the target; defaults to 10 */
  strata?: number;
}

/**
 * Splits rows into train, validation and test, whole blocks only, by seed.
 * Blocks come in random order, large ones first, each to the part that is furthest below its share.
 *
 * @throws ArgumentError where a part would be left empty although its fraction is above 0
 */
export function splitRowNumbers(rows: number, options: BlockSplitOptions = {}): RowParts {
  const { seed = 0, fractions = [0.6, 0.2, 0.2], blocks = ownBlocks(rows), time, target, strata = 10 } = options;
  const members = rowsOfBlocks(blocks);
  const random = new Random(seed, "split");
  let part: Uint8Array;
  if (time) part = partsByTime(rows, fractions, time, members);
  else if (target) part = partsInOrder(strataOfBlocks(members, target, strata, random), members, fractions, true);
  else part = partsInOrder(largeFirst(random, blocks, fractions), members, fractions, false);
  const [train, validation, test] = [0, 1, 2].map((p) => rowsWhere(part, (own) => own === p));
  if ([train, validation, test].some(({ length }, p) => length === 0 && fractions[p] > 0)) {
    const together = `rows that repeat one another or share a group${time ? " or a time; a group stands where its latest row does" : ""}`;
    const remedy = `${rows} rows in ${counted(members.count, "block")} (${together}) do not fill every part; give more rows, or other fractions${time ? ", or split by time or by group alone" : ""}.`;
    throw new ArgumentError("fractions", fractions, remedy);
  }
  return { train, validation, test };
}

/** Blocks of more than half of what the smallest part is to have: late in the order they would land where little is missing. */
export function largeBlocks(blocks: RowBlocks, fractions: readonly number[]): number[] {
  const limit = (Math.min(...fractions.filter((fraction) => fraction > 0)) * blocks.blocks.length) / 2;
  const sizes = blockSizes(blocks);
  const large: number[] = [];
  for (let block = 0; block < sizes.length; block++) if (sizes[block] > Math.max(limit, 1)) large.push(block);
  return large.sort((a, b) => sizes[b] - sizes[a]);
}

/** All blocks in random order, but the large ones first, the largest of them at the front. */
function largeFirst(random: Random, blocks: RowBlocks, fractions: readonly number[]): Iterable<number> {
  const order = random.permutation(blocks.count);
  const large = largeBlocks(blocks, fractions);
  if (large.length === 0) return order;
  const isLarge = new Set(large);
  return [...large, ...order.filter((block) => !isLarge.has(block))];
}

/** @param isStratified every part keeps its share of the rows seen so far, not only of all */
function partsInOrder(
  order: Iterable<number>,
  { count, starts, rows }: BlockRows,
  fractions: Fractions,
  isStratified: boolean,
): Uint8Array {
  const part = new Uint8Array(rows.length);
  const counts = [0, 0, 0];
  const wanted = [0, 1, 2].filter((p) => fractions[p] > 0);
  let seen = 0;
  let left = count;
  // no object a block: there may be as many blocks as rows
  for (const block of order) {
    const size = starts[block + 1] - starts[block];
    seen += size;
    // the last blocks are kept for parts that have none
    const empty = left > 3 ? 0 : wanted.filter((p) => counts[p] === 0).length;
    const isLast = left-- <= empty;
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const p of wanted) {
      const missing = fractions[p] * (isStratified ? seen : rows.length) - counts[p];
      if (missing <= most || (isLast && counts[p] > 0)) continue;
      best = p;
      most = missing;
    }
    counts[best] += size;
    for (let i = starts[block]; i < starts[block + 1]; i++) part[rows[i]] = best;
  }
  return part;
}

/** Cuts the rows in the order of time; rows of the same time, and of one block, fall on one side. */
function partsByTime(rows: number, fractions: Fractions, time: ArrayLike<number>, members: BlockRows): Uint8Array {
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
    const latest = own.reduce((most, row) => Math.max(most, part[row]), 0);
    for (const row of own) part[row] = latest;
  }
  return part;
}

/** Blocks in the order of their mean target, cut into equal groups, each group shuffled. */
function strataOfBlocks(members: BlockRows, target: ArrayLike<number>, strata: number, random: Random): number[] {
  const mean = Array.from({ length: members.count }, (_, block) => {
    const own = members.rows.subarray(members.starts[block], members.starts[block + 1]);
    return own.reduce((sum, row) => sum + target[row], 0) / own.length;
  });
  const shuffled = Array.from(random.permutation(members.count)); // ties in the target fall by chance
  const order = shuffled.sort((a, b) => mean[a] - mean[b]);
  const groups = Math.min(strata, order.length);
  const edge = (g: number): number => Math.floor((g * order.length) / groups);
  return Array.from({ length: groups }, (_, g) => [...random.shuffle(order.slice(edge(g), edge(g + 1)))]).flat();
}

/**
 * Splits rows into k folds, whole blocks only, by seed; each row is in the test rows of exactly one fold.
 * Blocks come in random order, large ones first, each to the smallest fold so far.
 */
export function foldRowNumbers(folds: number, seed: number, blocks: RowBlocks): RowParts[] {
  if (blocks.count < folds) {
    throw new ArgumentError("folds", folds, `the rows form only ${blocks.count} blocks: give at most as many folds.`);
  }
  const members = rowsOfBlocks(blocks);
  const sizes = new Array<number>(folds).fill(0);
  const foldOf = new Uint32Array(members.rows.length);
  for (const block of largeFirst(new Random(seed, "folds"), blocks, [1 / folds])) {
    const fold = sizes.indexOf(Math.min(...sizes));
    const own = members.rows.subarray(members.starts[block], members.starts[block + 1]);
    sizes[fold] += own.length;
    for (const row of own) foldOf[row] = fold;
  }
  return sizes.map((_, fold) => ({
    train: rowsWhere(foldOf, (own) => own !== fold),
    validation: new Uint32Array(0),
    test: rowsWhere(foldOf, (own) => own === fold),
  }));
}

function rowsWhere(parts: Uint8Array | Uint32Array, isWanted: (part: number) => boolean): Uint32Array {
  const rows = new Uint32Array(parts.length);
  let count = 0;
  for (let row = 0; row < parts.length; row++) if (isWanted(parts[row])) rows[count++] = row;
  return rows.slice(0, count);
}
