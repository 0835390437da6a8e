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
  ].concat(["Missing", "unknown", "inf", "-inf", "nil", "<NA>", "N.A.", "n.a.", "#VALUE!", "#DIV/0!", "#REF!"]),
);

/**
 * The usual words for a missing value that stand among the numbers of a delimited file's columns, with the line of each.
 * They may outnumber the numbers, if the column holds nothing else.
 */
export function guessMissingCodes(path: string, maxBytes?: number): Map<string, { column: string; line: number }> {
  const found = new Map<string, { column: string; line: number }>();
  if (/^\.(parquet|json|jsonl|ndjson)$/.test(extname(path.replace(/\.gz$/i, "")).toLowerCase())) return found;
  const text = plainText(readBytes(path, maxBytes), path);
  const cut = /\.tsv(\.gz)?$/i.test(path) ? "\t" : guessSeparator(text);
  for (const { name, numbers, texts, codes } of scanDelimited(text, cut, USUAL_CODES, path).columns) {
    if (numbers === 0 || texts > numbers) continue;
    for (const code of codes) if (!found.has(code.text)) found.set(code.text, { column: name, line: code.line });
  }
  return found;
}
