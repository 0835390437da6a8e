import type { FeatureInput } from "./feature";
import { inspectTable, type TableReport } from "./inspect";
import { guessMissingCodes } from "./missing-codes";
import { readTable } from "./read-table";

/** A file's table as it was read, and what was guessed of it. */
export interface InspectedFile {
  report: TableReport;
  /** texts that are taken for missing values, and why */
  missing: string[];
  missingReasons: string[];
  /** the features that are proposed, with the reason of each */
  features: { feature: FeatureInput; reason: string }[];
  /** columns that are no features, with the reason of each */
  leftOut: { name: string; reason: string }[];
}

/**
 * Reads a table's file, with the missing codes that are found in it, and guesses how each column enters a model.
 * @param others columns that are no features: a group, a time
 */
export function inspectFile(path: string, options: { target: string; others?: readonly string[] }): InspectedFile {
  const { target, others = [] } = options;
  const words = guessMissingCodes(path);
  const missing = [...words.keys()];
  const missingReasons = [...words].map(
    ([code, { column, line }]) => `"${code}" stands among the numbers of ${column} (line ${line})`,
  );
  let report = inspectTable(readTable(path, { missing }).table, { target });
  if (report.likelyCodes.length > 0) {
    for (const code of report.likelyCodes) {
      missing.push(String(code));
      missingReasons.push(`${code} stands far from all other values of its column`);
    }
    report = inspectTable(readTable(path, { missing }).table, { target });
  }
  const features: InspectedFile["features"] = [];
  const leftOut: InspectedFile["leftOut"] = [];
  for (const { name, guess, reason } of report.columns) {
    if (name === target || others.includes(name)) continue;
    if (guess === null) leftOut.push({ name, reason });
    else features.push({ feature: guess, reason });
  }
  return { report, missing, missingReasons, features, leftOut };
}
