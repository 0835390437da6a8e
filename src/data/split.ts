import {
  ArgumentError,
  checkNumber,
  checkNumbers,
  checkOptions,
  count,
  number,
  optional,
  type Rule,
  SEED,
  where,
} from "../base/check";
import { byName, type Columns, column, GROUP_BY, isNumeric, numbers, rowCount, texts } from "./columns";
import {
  blockSizes,
  blocksOfValues,
  equalRows,
  joinBlocks,
  ownBlocks,
  type RowBlocks,
  repeatsByChance,
} from "./row-blocks";
import {
  type BlockSplitOptions,
  type Fractions,
  foldRowNumbers,
  largeBlocks,
  type RowParts,
  splitRowNumbers,
} from "./split-blocks";
import { asTable, type TableInput } from "./table-input";
import { timeValues } from "./time";

export type { Fractions };

/** The rows of each part, and what a reader should know of them. */
export interface RowSplit extends RowParts {
  /**
   * how the rows were parted: "random", "group", "time", "stratified" or "folds"; with " 2" where it is not as in version 0.1:
   * large blocks first, or repeats left free
   */
  name: string;
  /** parts far from their fraction, repeats that are not kept together */
  notes: string[];
}

export interface SplitOptions {
  /** defaults to 0 */
  seed?: number;
  /** of train, validation and test; they sum to 1; validation or test may be 0; defaults to [.6, .2, .2] */
  fractions?: Fractions;
  /** gives so many splits instead of one: each row is a test row of one of them; validation is empty */
  folds?: number;
  /** a column, or several, or a number a row: rows that agree in them stay together, as exact duplicates do */
  groupBy?: string | readonly string[] | ArrayLike<number>;
  /** a column of times, or a number a row: the first in this order train, the last test; a group stands where its latest row does */
  time?: string | ArrayLike<number>;
  /** a column of numbers or classes, or a number a row: every part has its distribution */
  stratifyBy?: string | ArrayLike<number>;
  /** number of quantile groups of what `stratifyBy` names; defaults to 10 */
  strata?: number;
}

/** More rows than a typed array of their numbers holds. */
const MOST_ROWS = 2 ** 31;

export const FRACTIONS: Rule<Fractions> = optional(
  where(
    (value) =>
      Array.isArray(value) &&
      value.length === 3 &&
      value.every((fraction) => typeof fraction === "number" && fraction >= 0 && fraction <= 1) &&
      value[0] > 0 &&
      Math.abs(value[0] + value[1] + value[2] - 1) < 1e-9,
    "give [train, validation, test] with train above 0 and a sum of 1.",
  ),
  [0.6, 0.2, 0.2],
);

const isList = (value: unknown): value is ArrayLike<unknown> => typeof value === "object" && value !== null;
/** The name of a column, or numbers. */
const COLUMN: Rule<string | ArrayLike<number>> = (argument, value) =>
  typeof value === "string"
    ? value
    : checkNumbers(argument, value, { remedy: "name a column, or give a number a row." });

/**
 * Splits rows by seed into train, validation and test, or into k folds: of a table, whose exact duplicates stay together
 * (unless its rows can hardly differ), or of a mere number of rows.
 *
 * @example splitRows(frame, { groupBy: "patient", seed: 1 }).test // row numbers; takeRows(frame, split.test) gives the rows
 * @param source a table, or the number of rows
 * @throws ArgumentError where a part would be left empty although its fraction is above 0
 */
export function splitRows(source: number | TableInput, options: SplitOptions & { folds: number }): RowSplit[];
export function splitRows(source: number | TableInput, options?: SplitOptions): RowSplit;
export function splitRows(source: number | TableInput, options: SplitOptions = {}): RowSplit | RowSplit[] {
  const table = typeof source === "number" ? undefined : asTable(source);
  const rows = table ? rowCount(table) : checkNumber("rows", source, { min: 1, max: MOST_ROWS, integer: true });
  const { groupBy, time, stratifyBy, folds, ...others } = checkOptions("options", options, {
    seed: SEED,
    fractions: FRACTIONS,
    folds: optional(number({ min: 2, max: rows, integer: true })),
    groupBy: (argument, value) =>
      isList(value) && typeof value[0] === "number"
        ? checkNumbers(argument, value, { length: rows })
        : GROUP_BY(argument, value),
    time: optional(COLUMN),
    stratifyBy: optional(COLUMN),
    strata: optional(count(), 10),
  });
  if (time !== undefined && stratifyBy !== undefined) {
    throw new ArgumentError("stratifyBy", stratifyBy, "a chronological split cannot be stratified: leave one out.");
  }
  const other = ["fractions", "time", "stratifyBy"].find(
    (key) => (options as Record<string, unknown>)[key] !== undefined,
  );
  if (folds !== undefined && other !== undefined) {
    throw new ArgumentError("folds", folds, `folds are drawn at random: leave ${other} out.`);
  }
  const tableWith = (argument: string, name: string): Columns => {
    if (table) return table;
    throw new ArgumentError(argument, name, "a mere number of rows has no columns: give a table, or a number a row.");
  };
  const values = (
    argument: string,
    given: string | ArrayLike<number> | undefined,
    read: typeof classesOrNumbers,
  ): ArrayLike<number> | undefined =>
    typeof given === "string"
      ? read(tableWith(argument, given), given)
      : given && checkNumbers(argument, given, { length: rows });
  const labels = typeof groupBy[0] === "number" ? (groupBy as ArrayLike<number>) : undefined;
  const named = labels ? [] : (groupBy as string[]).map((name) => column(tableWith("groupBy", name), name));
  const plan: SplitPlan = {
    ...others,
    rows,
    groups: labels ? blocksOfValues(labels) : named.length > 0 ? equalRows(byName(named)) : undefined,
    repeats: table,
    time: values("time", time, timeValues),
    target: values("stratifyBy", stratifyBy, classesOrNumbers),
  };
  return folds === undefined ? splitByPlan(plan) : foldsByPlan(plan, folds);
}

/** A number a row: those of the column, or the place of each of its classes in sorting order. */
export function classesOrNumbers(table: Columns, name: string): ArrayLike<number> {
  const words = isNumeric(table, name) ? undefined : texts(table, name);
  if (words === undefined || words.texts.length > words.codes.length / 4) {
    return checkNumbers(`column ${name}`, numbers(table, name));
  }
  const row = words.codes.indexOf(-1);
  if (row >= 0) throw new ArgumentError(`row ${row}, column ${name}`, null, "leave rows without a value out.");
  const sorted = [...words.texts].sort();
  const places = words.texts.map((text) => sorted.indexOf(text));
  return Array.from(words.codes, (code) => places[code]);
}

/** How rows are split, all columns read. */
export interface SplitPlan extends Pick<BlockSplitOptions, "time" | "target" | "strata"> {
  rows: number;
  seed: number;
  fractions: Fractions;
  /** the columns whose agreement makes a row the repeat of another */
  repeats?: Columns;
  groups?: RowBlocks;
}

/** Splits rows as planned, with notes on what came out otherwise than asked for. */
export function splitByPlan(plan: SplitPlan): RowSplit {
  const { rows, fractions, groups, time, target } = plan;
  const kind = time ? "time" : target ? "stratified" : "random";
  const { blocks, notes, areFree } = togetherIn(plan);
  const parts = splitRowNumbers(rows, { ...plan, blocks });
  const isNew = areFree || (kind === "random" && largeBlocks(blocks, fractions).length > 0);
  const name = (groups && kind === "random" ? "group" : kind) + (isNew ? " 2" : "");
  return { ...parts, name, notes: [...notes, ...sizeNotes(parts, fractions, blocks)] };
}

function foldsByPlan(plan: SplitPlan, folds: number): RowSplit[] {
  const { blocks, notes, areFree } = togetherIn(plan);
  const isNew = areFree || largeBlocks(blocks, [1 / folds]).length > 0;
  return foldRowNumbers(folds, plan.seed, blocks).map((parts) => ({
    ...parts,
    name: isNew ? "folds 2" : "folds",
    notes: [...notes, ...sizeNotes(parts, [1 - 1 / folds, 0, 1 / folds], blocks)],
  }));
}

/** The blocks of rows that stay together: repeats and groups; where rows can hardly differ, groups alone. */
function togetherIn({ rows, repeats, groups }: SplitPlan): { blocks: RowBlocks; notes: string[]; areFree: boolean } {
  const equal = repeats ? equalRows(repeats) : ownBlocks(rows);
  const areFree = repeats !== undefined && equal.count < rows && repeatsByChance(repeats);
  if (areFree) {
    const note = `${rows - equal.count} of ${rows} rows repeat an earlier one, as rows of so few values must: repeats may stand on both sides of the split.`;
    return { blocks: groups ?? ownBlocks(rows), notes: [note], areFree };
  }
  return { blocks: groups ? joinBlocks(equal, groups) : equal, notes: [], areFree };
}

/** A part is far from its fraction where it has a quarter more or less, and that is more than one row. */
function sizeNotes(parts: RowParts, fractions: readonly number[], blocks: RowBlocks): string[] {
  const rows = blocks.blocks.length;
  const notes = namedParts(parts).flatMap(([part, { length }], p) => {
    const wanted = fractions[p] * rows;
    if (Math.abs(length - wanted) <= Math.max(1, wanted / 4)) return [];
    return [`the ${part} rows are ${percent(length / rows)} of all, not ${percent(fractions[p])}`];
  });
  if (notes.length === 0) return [];
  const largest = blockSizes(blocks).reduce((most, size) => Math.max(most, size), 0);
  return [`${notes.join("; ")}: up to ${largest} rows have to stay together.`];
}

/** What to say of parts in which a class is far more or less frequent than in all rows: 4 standard errors, and 5 points. */
export function classNotes(parts: RowParts, isClass: ArrayLike<number>, name: string): string[] {
  const counted = namedParts(parts).map(([part, rows]) => {
    let ofClass = 0;
    for (const row of rows) ofClass += isClass[row];
    return { part, ofClass, rows: rows.length };
  });
  const sum = (key: "ofClass" | "rows"): number => counted.reduce((total, one) => total + one[key], 0);
  const share = sum("ofClass") / sum("rows");
  return counted.flatMap(({ part, ofClass, rows }) => {
    const difference = Math.abs(ofClass / rows - share);
    if (!(difference > 4 * Math.sqrt((share * (1 - share)) / rows) && difference > 0.05)) return [];
    const shares = `${percent(ofClass / rows)} of the ${part} rows, and ${percent(share)} of all`;
    return [`${name} is ${shares}: a stratified split, or another seed, gives parts alike.`];
  });
}

const namedParts = ({ train, validation, test }: RowParts): [string, Uint32Array][] => [
  ["training", train],
  ["validation", validation],
  ["test", test],
];

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
