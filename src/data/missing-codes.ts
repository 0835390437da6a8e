import { extname } from "node:path";
import { scanDelimited } from "./scan-delimited";
import { guessSeparator, plainText, readBytes } from "./text-file";

const USUAL_CODES = new Set(
  [
    "NA",
    "N/A",
    "n/a",
    "na",
    "#N/A",
    "NaN",
    "nan",
    "NAN",
    "null",
    "NULL",
    "Null",
    "None",
    "none",
    "?",
    "-",
    "--",
    ".",
    "missing",
  ].concat(["Missing", "unknown", "inf", "-inf"]),
);

/** The usual words for a missing value that stand among the numbers of a delimited file's columns, with the line of each. */
export function guessMissingCodes(path: string, separator?: string): Map<string, { column: string; line: number }> {
  const found = new Map<string, { column: string; line: number }>();
  if (/^\.(parquet|json|jsonl|ndjson)$/.test(extname(path.replace(/\.gz$/i, "")).toLowerCase())) return found;
  const text = plainText(readBytes(path), path);
  const cut = separator ?? (/\.tsv(\.gz)?$/i.test(path) ? "\t" : guessSeparator(text));
  for (;;) {
    const before = found.size;
    for (const column of scanDelimited(text, cut, new Set(found.keys()), path).columns) {
      const { firstText, numbers, texts, name } = column;
      if (firstText && numbers >= texts && numbers > 0 && USUAL_CODES.has(firstText.text)) {
        found.set(firstText.text, { column: name, line: firstText.line });
      }
    }
    if (found.size === before) return found;
  }
}
