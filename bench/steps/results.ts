import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, writeFileAtomic } from "../../src/base/files";
import { readOtherResults } from "../page";
import { benchmarksPage, type NamedResult } from "./report";
import type { StepsResult } from "./types";

export const RESULTS_FOLDER: string = join(packageRoot(), "bench", "results");
export const PAGE: string = join(packageRoot(), "bench", "BENCHMARKS.md");

/** The results of a folder. @throws Error that names a file that is none */
export function readResults(folder: string): NamedResult[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^steps-.*\.json$/.test(name)) : [];
  return files.map((file) => {
    let result: StepsResult;
    try {
      result = JSON.parse(readFileSync(join(folder, file), "utf8"));
    } catch (error) {
      throw new Error(`${join(folder, file)} is not JSON (${(error as Error).message}): delete it or measure again.`);
    }
    if (result.kind !== "steps" || result.format !== 1) {
      throw new Error(`${join(folder, file)} is not a result of this benchmark: delete it or measure again.`);
    }
    return { file, result };
  });
}

/** Writes bench/BENCHMARKS.md from all results. @throws Error where there are none */
export function writePage(folder: string = RESULTS_FOLDER, page: string = PAGE): void {
  const results = readResults(folder);
  if (results.length === 0) throw new Error(`${folder} holds no steps-*.json: run npm run bench.`);
  writeFileAtomic(page, benchmarksPage(results, readOtherResults(folder)));
}
