import { ArgumentError, type Checked, checkChoice, checkNumbers, fields, optional, SEED } from "../base/check";
import { byName, type Columns, checkRowNumbers, missingAt, rowCount, selectColumns } from "./columns";
import type { Dataset } from "./dataset";
import type { FeatureSpec } from "./feature";
import { equalRows } from "./row-blocks";
import { classesOrNumbers, FRACTIONS, type Fractions, type RowSplit, splitByPlan } from "./split";
import { timeValues } from "./time";

const SPLITS = ["random", "group", "time", "stratified"] as const;

/** How the rows of a data set are split. */
export interface DatasetSplitOptions {
  /** defaults to "time" or "group" where there is such a column, or else "random"; or the row numbers of each part */
  split?:
    | (typeof SPLITS)[number]
    | { train: ArrayLike<number>; validation?: ArrayLike<number>; test: ArrayLike<number> };
  /** of train, validation and test; defaults to [.6, .2, .2] */
  fractions?: Fractions;
  /** of the split; defaults to 0 */
  seed?: number;
}

const ROWS = (argument: string, value: unknown) => checkNumbers(argument, value, { least: 0, anyNumber: true });
const PARTS = fields<Record<"train" | "test", ArrayLike<number>> & { validation?: ArrayLike<number> }>({
  train: ROWS,
  validation: optional(ROWS),
  test: ROWS,
});
export const SPLIT_OPTIONS = {
  seed: SEED,
  fractions: FRACTIONS,
  split: optional((argument: string, value: unknown) =>
    typeof value === "object" ? PARTS(argument, value) : checkChoice(argument, value, SPLITS),
  ),
};

/** Splits a data set's rows as it calls for, or as the options say; `features` are those in which repeats agree. */
export function splitOf(
  { id, target, groupBy, time, split, notes }: Dataset,
  features: readonly FeatureSpec[],
  { split: wanted = split, seed, fractions }: Checked<typeof SPLIT_OPTIONS>,
  table: Columns,
): RowSplit {
  const rows = rowCount(table);
  if (typeof wanted === "object") return ownSplit(wanted, rows, notes);
  if (wanted === "group" && groupBy.length === 0) {
    throw new ArgumentError("split", wanted, `${id} has no group columns.`);
  }
  if (wanted === "time" && time === undefined) {
    throw new ArgumentError("split", wanted, `${id} has no column of times.`);
  }
  const times = wanted === "time" ? timeValues(table, time!) : undefined;
  const used = [target.name, ...features.map((feature) => feature.name), ...(times ? [time!] : [])];
  const isGrouped = groupBy.length > 0 && (wanted === "group" || wanted === "time");
  const result = splitByPlan({
    rows,
    seed,
    fractions,
    time: times,
    repeats: byName(used.flatMap((name) => table.get(name) ?? [])),
    groups: isGrouped ? equalRows(selectColumns(table, groupBy)) : undefined,
    target: wanted === "stratified" ? classesOrNumbers(table, target.name) : undefined,
  });
  if (isGrouped) {
    const kept = groupBy.flatMap((name) => {
      const { count } = missingAt(table, name);
      return count > 1 ? [`${count} rows without a value in ${name} stay together, as one group.`] : [];
    });
    return { ...result, notes: [...result.notes, ...kept] };
  }
  if (groupBy.length === 0) return result;
  const note = `a ${wanted} split: rows that agree in ${groupBy.join(", ")} may stand on both sides of it.`;
  return { ...result, notes: [...result.notes, note] };
}

/** A split of the user's own: row numbers, each in one part. */
function ownSplit(parts: ReturnType<typeof PARTS>, rows: number, notes: readonly string[]): RowSplit {
  const left = notes.find((note) => note.endsWith("left out: the target is missing."));
  if (left !== undefined) {
    throw new ArgumentError("split", "row numbers", `${left} Take those rows out of the table before it is split.`);
  }
  const partOf = new Map<number, string>();
  const checkedRows = (part: "train" | "validation" | "test"): Uint32Array => {
    const own = checkRowNumbers(rows, parts[part] ?? [], `split.${part}`);
    own.forEach((row, i) => {
      const other = partOf.get(row);
      if (other !== undefined) throw new ArgumentError(`split.${part}[${i}]`, row, `split.${other} has that row too.`);
      partOf.set(row, part);
    });
    return own;
  };
  const [train, validation, test] = [checkedRows("train"), checkedRows("validation"), checkedRows("test")];
  if (train.length < 2) throw new ArgumentError("split.train", parts.train, "give at least 2 training rows.");
  return { train, validation, test, name: "own", notes: [] };
}
