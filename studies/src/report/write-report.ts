import { join } from "node:path";
import { path, writeFileAtomic } from "lai-internal";
import { versions } from "lai-loss";
import type { RunRecord } from "../run-record";
import { StudyStore } from "../store/store";
import { resultsMarkdown } from "./markdown";
import { type StudyResults, studyResults } from "./results";
import { summaryRows, writeSummary } from "./summary";

/** What all runs of a study took, in seconds of one thread. */
export interface StudyCost {
  runs: number;
  prepare: number;
  train: number;
  measure: number;
  first: string | null;
  last: string | null;
  /** of Node.js, of the machines that did the runs */
  node: string[];
}

/** A report and the files that it was written to. */
export interface WrittenReport {
  results: StudyResults;
  cost: StudyCost;
  files: { markdown: string; json: string; parquet: string };
}

/**
 * Writes RESULTS.md, results.json and summary.parquet into the folder of a study's records, also where some are missing.
 *
 * @param folder that `runStudy` stored in
 * @throws ArgumentError where it holds no study
 */
export function writeReport(folder: string): WrittenReport {
  const store = StudyStore.existing(path("folder", folder));
  const { environment, ...study } = store.readStudy();
  const recordOf = (key: string): RunRecord | undefined => store.get(key);
  const results = studyResults(study, environment, recordOf);
  const cost = costOf(store.all());
  const files = {
    markdown: join(folder, "RESULTS.md"),
    json: join(folder, "results.json"),
    parquet: join(folder, "summary.parquet"),
  };
  writeSummary(files.parquet, summaryRows(study, environment, recordOf));
  writeFileAtomic(files.json, `${JSON.stringify({ ...results, cost, versions: versions() }, null, 1)}\n`);
  writeFileAtomic(files.markdown, resultsMarkdown(results, costLines(cost)));
  return { results, cost, files };
}

/** Adds up the cost of records. */
export function costOf(records: readonly RunRecord[]): StudyCost {
  const sum = (part: "prepare" | "train" | "measure"): number =>
    Math.round(records.reduce((total, { cost }) => total + cost[part], 0));
  const ended = records.map(({ cost }) => cost.ended).sort();
  return {
    runs: records.length,
    prepare: sum("prepare"),
    train: sum("train"),
    measure: sum("measure"),
    first: ended[0] ?? null,
    last: ended[ended.length - 1] ?? null,
    node: [...new Set(records.map(({ cost }) => cost.node))].sort(),
  };
}

function costLines({ runs, prepare, train, measure, first, last, node }: StudyCost): string[] {
  const all = Math.max(1, prepare + train + measure);
  const share = (part: number): string => `${Math.round((100 * part) / all)} %`;
  const names = Object.entries(versions()).filter(([name]) => ["lai-loss", "nodejs-polars"].includes(name));
  return [
    `${runs} runs, ${all} s of one thread: ${share(train)} training, ${share(measure)} measuring, ${share(prepare)} preparing data; the first ended ${first}, the last ${last}.`,
    `Node.js ${node.join(", ")}; ${names.map(([name, version]) => `${name} ${version}`).join(", ")}.`,
  ];
}
