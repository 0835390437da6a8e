import { join } from "node:path";
import { writeFileAtomic } from "../src/base/files";
import { PAGE, RESULTS_FOLDER, writePage } from "./steps/results";

/** What every result has: which benchmark it is of, and when it was measured (ISO 8601). */
export interface DatedResult {
  kind: string;
  date: string;
}

/**
 * Writes a result as bench/results/KIND-DATE.json, and the page anew; or, where `out` names another place, there alone.
 *
 * @returns the result as it was written
 */
export function keepResult<T extends DatedResult>(result: T, out?: string): T {
  const file = out ?? join(RESULTS_FOLDER, `${result.kind}-${result.date.slice(0, 10)}.json`);
  const written = writeResult(file, result);
  if (out === undefined) {
    writePage();
    console.log(`${PAGE} written`);
  }
  return written;
}

/**
 * Writes a result that has no section in bench/BENCHMARKS.md.
 *
 * @returns the result as it was written
 */
export function writeResult<T extends DatedResult>(file: string, result: T): T {
  const text = JSON.stringify(result, shorten, 1);
  writeFileAtomic(file, `${text}\n`);
  console.log(`\n${file} written`);
  return JSON.parse(text);
}

/** Five digits of what was measured: more are noise. A loss keeps all, by which programs are seen to agree. */
function shorten(key: string, value: unknown): unknown {
  const isMeasured = typeof value === "number" && !Number.isInteger(value) && key !== "loss";
  return isMeasured ? Number(value.toPrecision(5)) : value;
}
