import { ArgumentError, checkOptions, count, optional, SEED, text } from "../base/check";
import { column, columnNames, columnsOf, GROUP_BY, numbers, rowCount } from "./columns";
import { equalRows, joinBlocks } from "./row-blocks";
import { FRACTIONS, type Fractions, type RowSplit, type SplitOptions, splitRowNumbers } from "./split";
import { asTable, type TableInput } from "./table-input";
import { timeValues } from "./time";

export interface TableSplitOptions {
  /** defaults to 0 */
  seed?: number;
  /** of train, validation and test; they sum to 1; validation or test may be 0; defaults to [.6, .2, .2] */
  fractions?: Fractions;
  /** a column, or several: rows that agree in them stay together, as exact duplicates always do */
  groupBy?: string | readonly string[];
  /** a column of times: the first rows in this order train, the last test; a group stands where its latest row does */
  time?: string;
  /** a column of numbers: every part has its distribution */
  stratifyBy?: string;
  /** number of quantile groups of that column; defaults to 10 */
  strata?: number;
}

/**
 * Splits rows into train, validation and test, by seed: of a table, whose exact duplicates stay together, or a mere number
 * of rows.
 * @param rows a table, or the number of rows
 * @returns row numbers; `takeRows(table, split.train)` gives the rows
 * @throws ArgumentError where a part would be left empty although its fraction is above 0
 */
export function splitRows(rows: number, options?: SplitOptions): RowSplit;
export function splitRows(table: TableInput, options?: TableSplitOptions): RowSplit;
export function splitRows(rows: number | TableInput, options: SplitOptions | TableSplitOptions = {}): RowSplit {
  if (typeof rows === "number") return splitRowNumbers(rows, options as SplitOptions);
  return splitTable(rows, options as TableSplitOptions);
}

function splitTable(input: TableInput, options: TableSplitOptions): RowSplit {
  const { seed, fractions, groupBy, time, stratifyBy, strata } = checkOptions("options", options, {
    seed: SEED,
    fractions: FRACTIONS,
    groupBy: GROUP_BY,
    time: optional(text),
    stratifyBy: optional(text),
    strata: optional(count(), 10),
  });
  const table = columnsOf(asTable(input));
  for (const name of [...groupBy, time, stratifyBy]) if (name !== undefined) column(table, name);
  if (time !== undefined && stratifyBy !== undefined) {
    throw new ArgumentError("stratifyBy", stratifyBy, "a chronological split cannot be stratified: leave one out.");
  }
  let blocks = equalRows(table, columnNames(table));
  if (groupBy.length > 0) blocks = joinBlocks(blocks, equalRows(table, groupBy));
  const rows = rowCount(table);
  const shared = { seed, fractions, blocks };
  if (time !== undefined) return splitRowNumbers(rows, { ...shared, kind: "time", time: timeValues(table, time) });
  if (stratifyBy === undefined) return splitRowNumbers(rows, shared);
  return splitRowNumbers(rows, { ...shared, kind: "stratified", target: numbers(table, stratifyBy), strata });
}
