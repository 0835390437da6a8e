import type { Command } from "commander";
import { ArgumentError, checkNumber, checkOptions } from "../base/check";
import { MAX_BYTES } from "../base/read-file";
import { READ_RULES, type ReadOptions, readingOf } from "../data/read-options";

/** Of every command that reads a table's file. */
export const MAX_BYTES_HELP = `the most bytes that a file may have, as it is and unpacked (default: ${MAX_BYTES})`;

export function maxBytesOf({ maxBytes }: { maxBytes?: string }): number | undefined {
  return maxBytes === undefined ? undefined : checkNumber("--max-bytes", Number(maxBytes), { min: 1, integer: true });
}

/** What commander makes of the flags below: options of reading, three of them in a form of their own. */
export interface ReadFlags
  extends Omit<ReadOptions, "missing" | "dates" | "maxBytes" | "kinds" | "columns" | "rename"> {
  missing?: string[];
  date?: string[];
  maxBytes?: string;
}

export function addReadFlags(command: Command): Command {
  return command
    .option(
      "--missing <codes...>",
      "texts that mark missing values, COLUMN=CODE for one column's; defaults to the usual ones that are found",
    )
    .option("--text <columns...>", "columns that hold words, though most of their cells look like numbers")
    .option("--thousands <mark>", "what groups the digits of numbers, such as , in 4,787,699")
    .option("--decimal <mark>", "what marks decimals: . or ,")
    .option("--separator <character>", "between the cells; a space stands for runs of spaces")
    .option("--percent <columns...>", "columns of numbers with a percent sign")
    .option("--currency <columns...>", "columns of numbers with a currency's sign or code")
    .option("--date <formats...>", 'how dates are written, as COLUMN=FORMAT, such as "day=%d/%m/%Y"')
    .option("--encoding <name>", "of a text that is not UTF-8, such as windows-1252")
    .option("--no-header", "the first line is data")
    .option("--names <columns...>", "the names of all columns")
    .option("--max-bytes <number>", MAX_BYTES_HELP);
}

/** The options of reading that the flags stand for, checked; those that were not given are left out. */
export function readOptionsOf(flags: ReadFlags): ReadOptions {
  const { missing, date, header } = flags;
  const byColumn = missing?.filter((code) => /^[^=]+=./.test(code)) ?? [];
  if (missing !== undefined && byColumn.length > 0 && byColumn.length < missing.length) {
    throw new ArgumentError("--missing", missing, "give codes of all columns, or each as COLUMN=CODE.");
  }
  const codes: Record<string, string[]> = {};
  for (const one of byColumn) {
    const [column, code] = cutAtSign("--missing", one);
    codes[column] = [...(codes[column] ?? []), code];
  }
  const reading = readingOf({
    ...flags,
    missing: byColumn.length > 0 ? codes : missing,
    dates: date && Object.fromEntries(date.map((one) => cutAtSign("--date", one))),
    header: header === false ? false : undefined,
    maxBytes: maxBytesOf(flags),
  });
  return checkOptions("flags", reading, READ_RULES) as ReadOptions;
}

function cutAtSign(flag: string, text: string): [column: string, value: string] {
  const at = text.indexOf("=");
  if (at < 1) throw new ArgumentError(flag, text, "give it as COLUMN=VALUE.");
  return [text.slice(0, at), text.slice(at + 1)];
}
