import { createHash } from "node:crypto";
import { join } from "node:path";
import { ArgumentError, writeFileAtomic } from "lai-internal";
import { versions } from "lai-loss";
import type { Environment } from "../environment";
import { type PlannedRun, planStudy } from "../plan";
import { costOf, type StudyCost } from "../report/write-report";
import type { ResolvedStudy } from "../resolve-study";
import { StudyStore } from "../store/store";
import type { KeptEpoch } from "../study";
import { parquetOf } from "./parquet";
import { resultsFolder } from "./results-folder";
import { lineOf, type StoredLine } from "./stored-run";

/** What stands beside the numbers of a study: everything that says what they are of. Plain JSON. */
export interface ResultsHeader {
  /** of this layout */
  format: 1;
  study: ResolvedStudy;
  environment: Environment;
  versions: Record<string, string>;
  cost: StudyCost;
  lines: number;
  /** of the Parquet file */
  sha256: string;
}

/**
 * Writes the records of a complete study in a compact form that can be committed: NAME.parquet, a line for each setting,
 * learning rate and seed, its measures rounded to 15 bits (a relative error of at most 3e-5), and NAME.json, which says what they are of.
 *
 * @param folder that `runStudy` stored in
 * @param to defaults to data/results of the package
 * @returns the two files
 * @throws ArgumentError where the study is not complete: nothing is written
 */
export function exportResults(folder: string, to: string = resultsFolder()): { header: string; parquet: string } {
  const store = StudyStore.existing(folder);
  const { environment, ...study } = store.readStudy();
  const lines: StoredLine[] = [];
  const add = (run: PlannedRun, regimes: readonly KeptEpoch[]): void => {
    const record = store.get(run.key);
    if (record === undefined) {
      const remedy = `${run.label.data} has runs without a record: go on with lai study run, then export.`;
      throw new ArgumentError("folder", folder, remedy);
    }
    lines.push(lineOf(run, record.outcome, regimes));
  };
  for (const { data, tuning, evaluation } of planStudy(study, environment, (key) => store.get(key))) {
    for (const run of tuning) add(run, study.regimes);
    if (evaluation === null) throw new ArgumentError("folder", folder, `${data.name} was not evaluated yet.`);
    for (const run of evaluation) add(run, run.regimes);
  }
  const bytes = parquetOf(lines);
  const files = { header: join(to, `${study.name}.json`), parquet: join(to, `${study.name}.parquet`) };
  const header: ResultsHeader = {
    format: 1,
    study,
    environment,
    versions: versions(),
    cost: costOf(store.all()),
    lines: lines.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
  writeFileAtomic(files.parquet, bytes);
  writeFileAtomic(files.header, `${JSON.stringify(header, null, 1)}\n`);
  return files;
}
