import type { Figure, MeanSd } from "lai-loss/show";
import type { Spread } from "../report/results";

/** A line of a table; null where there is nothing to say. */
export type FindingRow = Record<string, string | number | MeanSd | null>;

/** One question to stored results, and what they answer: the same in notebooks and in RESULTS.md. */
export interface Finding {
  title: string;
  table: { caption: string; rows: FindingRow[] };
  /** none where a table says it all */
  figures: Figure[];
  /** made from the numbers; the first is the answer in short */
  sentences: string[];
}

/** A cell of a table: mean and standard deviation, or the one number where there was one seed. */
export function cell(spread: Spread | undefined): MeanSd | number | null {
  if (spread === undefined) return null;
  return spread.sd === null ? spread.mean : { mean: spread.mean, sd: spread.sd };
}

/** A p-value in words, never 0: "below 1e-6". */
export function pText(pValue: number | null, digits: number): string {
  if (pValue === null) return "-";
  return pValue < 1e-6 ? "below 1e-6" : pValue.toPrecision(digits);
}

/** A list in words: "a, b and c". */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** A count with its noun: "1 seed", "3 seeds". */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
