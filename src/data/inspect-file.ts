import { type Columns, texts } from "./columns";
import { type ColumnReport, inspectTable, type TableReport } from "./inspect";
import { codesAsNull } from "./parse-column";
import type { ReaderOptions, ReadOptions } from "./read-options";
import { readTableFile } from "./read-table";

export interface InspectedFile {
  table: Columns;
  report: TableReport;
  /** what was done while reading */
  notes: string[];
  /** texts that are taken for missing values, by column where they were found, and why */
  missing: NonNullable<ReadOptions["missing"]>;
  missingReasons: string[];
  /** the features that are proposed, with the reason of each */
  features: { feature: NonNullable<ColumnReport["guess"]>; reason: string }[];
  /** columns that are no features, with the reason of each */
  leftOut: { name: string; reason: string }[];
}

/**
 * Reads a table's file, with the missing codes that are found in it, and guesses how each column enters a model. A code is
 * that of the column in which it is found; what marks missing numbers in one column does so among the words of others too.
 * In the target only what stands among its numbers is taken.
 * @param options.others columns that are no features: a group, a time
 */
export function inspectFile(
  path: string,
  options: { target?: string; others?: readonly string[] } & ReaderOptions,
): InspectedFile {
  const { target, others = [], ...readOptions } = options;
  const usualCodes = readOptions.missing === undefined;
  const read = readTableFile(path, { ...readOptions, usualCodes });
  let report = inspectTable(read.table, { target });
  const missing: Record<string, string[]> = {};
  const missingReasons: string[] = [];
  const take = (column: string, code: number | string, reason: string): void => {
    missing[column] = [...(missing[column] ?? []), String(code)];
    missingReasons.push(reason);
  };
  for (const { column, code, where } of read.codes)
    take(column, code, `"${code}" stands among the numbers of ${column} (${where})`);
  const table = new Map(read.table);
  const words = [...new Set(read.codes.map(({ code }) => code))]; // what marks missing numbers marks missing words
  for (const { name, type } of report.columns) {
    const isLeft = type !== "text" || name === target || readOptions.text?.includes(name);
    const found = isLeft ? [] : texts(table, name).texts;
    for (const code of words.filter((word) => found.includes(word))) {
      table.set(name, codesAsNull(table.get(name)!, [code]));
      take(
        name,
        code,
        `"${code}" stands among the words of ${name}, and among the numbers of another column; if it is a word of its own in ${name}, state the codes by column (missing, --missing COLUMN=CODE)`,
      );
    }
  }
  const likely = usualCodes ? report.likelyCodes.filter(({ column }) => column !== target) : [];
  for (const { column, code } of likely) {
    table.set(column, codesAsNull(table.get(column)!, [code]));
    take(column, code, `${code} of ${column} stands far from all its other values`);
  }
  if (missingReasons.length > read.codes.length) report = inspectTable(table, { target });
  const columns = report.columns.filter(({ name }) => name !== target && !others.includes(name));
  return {
    table,
    report,
    notes: read.notes,
    missing: readOptions.missing ?? missing,
    missingReasons,
    features: columns.flatMap(({ guess, reason }) => (guess === null ? [] : [{ feature: guess, reason }])),
    leftOut: columns.filter(({ guess }) => guess === null),
  };
}
