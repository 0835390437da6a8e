import { ArgumentError, checkNumber, checkOptions, number, optional, SEED } from "../base/check";
import { Random } from "../base/random";
import type { RowBlocks } from "./row-blocks";
import { blocksOf, MOST_ROWS, ownBlocks, rowsOfBlocks } from "./split";

export interface FoldOptions {
  /** number of folds; defaults to 5 */
  folds?: number;
  /** defaults to 0 */
  seed?: number;
  /** rows of one block stay together; defaults to every row on its own */
  blocks?: RowBlocks;
}

/**
 * Splits rows into k folds, whole blocks only, by seed; each row is in the test rows of exactly one fold.
 * Blocks come in random order, each to the smallest fold so far.
 * @param rows number of rows
 * @returns for each fold its test rows and all other rows, in rising order
 */
export function kFolds(rows: number, options: FoldOptions = {}): { train: Uint32Array; test: Uint32Array }[] {
  checkNumber("rows", rows, { min: 2, max: MOST_ROWS, integer: true });
  const checked = checkOptions("options", options, {
    folds: optional(number({ min: 2, max: rows, integer: true }), 5),
    seed: SEED,
    blocks: optional(blocksOf(rows)),
  });
  const { folds, seed, blocks = ownBlocks(rows) } = checked;
  if (blocks.count < folds) {
    throw new ArgumentError("folds", folds, `the rows form only ${blocks.count} blocks: give at most as many folds.`);
  }
  const members = rowsOfBlocks(blocks);
  const sizes = new Array<number>(folds).fill(0);
  const foldOf = new Uint32Array(rows);
  for (const block of new Random(seed, "folds").permutation(members.count)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    const own = members.rows.subarray(members.starts[block], members.starts[block + 1]);
    sizes[fold] += own.length;
    for (const row of own) foldOf[row] = fold;
  }
  return sizes.map((_, fold) => {
    const isTest = (row: number): boolean => foldOf[row] === fold;
    const all = Array.from({ length: rows }, (_unused, row) => row);
    return { train: Uint32Array.from(all.filter((row) => !isTest(row))), test: Uint32Array.from(all.filter(isTest)) };
  });
}
