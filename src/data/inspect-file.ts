import { columnsOf, frameOf } from "./columns";
import type { FeatureInput } from "./feature";
import { inspectTable, type TableReport } from "./inspect";
import { codesAsNull } from "./parse-column";
import type { DataFrame } from "./polars";
import type { ReadOptions } from "./read-options";
import { readTableFile } from "./read-table";

/** A file's table as it was read, and what was guessed of it. */
export interface InspectedFile {
  table: DataFrame;
  report: TableReport;
  /** what was done while reading */
  notes: string[];
  /** texts that are taken for missing values, by column where they were found, and why */
  missing: NonNullable<ReadOptions["missing"]>;
  missingReasons: string[];
  /** the features that are proposed, with the reason of each */
  features: { feature: FeatureInput; reason: string }[];
  /** columns that are no features, with the reason of each */
  leftOut: { name: string; reason: string }[];
}

/**
 * Reads a table's file, with the missing codes that are found in it, and guesses how each column enters a model. A code is
 * that of the column in which it is found, and no number is taken for one in the target.
 * @param options.others columns that are no features: a group, a time
 * @param options.mayLack columns that the options of reading may name though the file lacks them
 */
export function inspectFile(
  path: string,
  options: { target?: string; others?: readonly string[]; mayLack?: readonly string[] } & ReadOptions,
): InspectedFile {
  const { target, others = [], mayLack, ...readOptions } = options;
  const usualCodes = readOptions.missing === undefined;
  const read = readTableFile(path, readOptions, { usualCodes, mayLack });
  let { table } = read;
  let report = inspectTable(table, { target });
  if (!usualCodes)
    return { ...features(report, others), table, notes: read.notes, missing: readOptions.missing!, missingReasons: [] };
  const missing: Record<string, string[]> = {};
  const missingReasons = read.codes.map(({ column, code, where }) => {
    missing[column] = [...(missing[column] ?? []), code];
    return `"${code}" stands among the numbers of ${column} (${where})`;
  });
  const likely = report.likelyCodes.filter(({ column }) => column !== target);
  if (likely.length > 0) {
    const columns = new Map(columnsOf(table));
    for (const { column, code } of likely) {
      columns.set(column, codesAsNull(columns.get(column)!, [code]));
      missing[column] = [...(missing[column] ?? []), String(code)];
      missingReasons.push(`${code} of ${column} stands far from all its other values`);
    }
    table = frameOf([...columns.values()]);
    report = inspectTable(table, { target });
  }
  return { ...features(report, others), table, notes: read.notes, missing, missingReasons };
}

function features(
  report: TableReport,
  others: readonly string[],
): Pick<InspectedFile, "report" | "features" | "leftOut"> {
  const found: Pick<InspectedFile, "report" | "features" | "leftOut"> = { report, features: [], leftOut: [] };
  for (const { name, guess, reason } of report.columns) {
    if (name === report.target || others.includes(name)) continue;
    if (guess === null) found.leftOut.push({ name, reason });
    else found.features.push({ feature: guess, reason });
  }
  return found;
}
