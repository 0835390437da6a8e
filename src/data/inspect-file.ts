import type { FeatureInput } from "./feature";
import { inspectTable, type TableReport } from "./inspect";
import { guessMissingCodes } from "./missing-codes";
import type { ReadOptions } from "./read-delimited";
import { readTable } from "./read-table";

/** A file's table as it was read, and what was guessed of it. */
export interface InspectedFile {
  report: TableReport;
  /** what was done while reading */
  notes: string[];
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
 * @param options.others columns that are no features: a group, a time
 * @param options.missing texts that mark missing values, instead of those that are found
 * @param options.kinds what columns must hold
 * @param options.maxBytes the most bytes that the file may have, as it is and unpacked; defaults to 1 GB
 */
export function inspectFile(
  path: string,
  options: { target: string; others?: readonly string[] } & Pick<ReadOptions, "missing" | "kinds" | "maxBytes">,
): InspectedFile {
  const { target, others = [], kinds, maxBytes } = options;
  const words: ReturnType<typeof guessMissingCodes> = options.missing ? new Map() : guessMissingCodes(path, maxBytes);
  const missing = [...(options.missing ?? words.keys())];
  const missingReasons = [...words].map(
    ([code, { column, line }]) => `"${code}" stands among the numbers of ${column} (line ${line})`,
  );
  let { table, notes } = readTable(path, { missing, kinds, maxBytes });
  let report = inspectTable(table, { target });
  if (options.missing === undefined && report.likelyCodes.length > 0) {
    for (const code of report.likelyCodes) {
      missing.push(String(code));
      missingReasons.push(`${code} stands far from all other values of its column`);
    }
    ({ table, notes } = readTable(path, { missing, kinds, maxBytes }));
    report = inspectTable(table, { target });
  }
  const features: InspectedFile["features"] = [];
  const leftOut: InspectedFile["leftOut"] = [];
  for (const { name, guess, reason } of report.columns) {
    if (name === target || others.includes(name)) continue;
    if (guess === null) leftOut.push({ name, reason });
    else features.push({ feature: guess, reason });
  }
  return { report, notes, missing, missingReasons, features, leftOut };
}
