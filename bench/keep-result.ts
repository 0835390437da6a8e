import { join } from "node:path";
import { writeFileAtomic } from "../src/base/files";
import { PAGE, RESULTS_FOLDER, writePage } from "./steps/results";

/**
 * Writes a result as bench/results/KIND-DATE.json, and the page anew; or, where `out` names another place, there alone.
 *
 * @returns the result as it was written
 */
export function keepResult<T extends { kind: string; date: string }>(result: T, out?: string): T {
  const file = out ?? join(RESULTS_FOLDER, `${result.kind}-${result.date.slice(0, 10)}.json`);
  const text = JSON.stringify(result, shorten, 1);
  writeFileAtomic(file, `${text}\n`);
  console.log(`\n${file} written`);
  if (out === undefined) {
    writePage();
    console.log(`${PAGE} written`);
  }
  return JSON.parse(text);
}

/** Five digits of what was measured; more are noise. */
function shorten(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
