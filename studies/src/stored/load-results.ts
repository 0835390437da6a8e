import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError, polars } from "lai-loss/internal";
import { type StudySummary, summariseStudy } from "../report/results";
import type { RunRecord } from "../run-record";
import type { ResultsHeader } from "./export-results";
import { resultsFolder, storedResults } from "./results-folder";
import { keyOfLine, outcomeOf, type StoredLine, storedKey } from "./stored-run";

/** The stored results of a study: what tables, figures and sentences are made from. */
export interface StoredResults extends ResultsHeader, Omit<StudySummary, "study" | "environment" | "missing"> {}

/**
 * Reads the results that `exportResults` stored, and brings them into the form that reports are made from.
 *
 * @param name of the study, such as "concrete"
 * @throws ArgumentError where there are none, or where the file is not the one that was stored
 */
export function loadResults(name: string, folder: string = resultsFolder()): StoredResults {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) {
    const known = storedResults(folder);
    const there = known.length > 0 ? `there are results of ${known.join(", ")}` : "there are none yet";
    const remedy = `${there}; make them: lai study run studies/${name}.json, then lai study export studies/${name}-records.`;
    throw new ArgumentError("results", name, remedy);
  }
  const header: ResultsHeader = JSON.parse(readFileSync(path, "utf8"));
  if (header.format !== 1) throw new ArgumentError(`${path}: format`, header.format, "this version reads format 1.");
  const records = readRecords(join(folder, `${name}.parquet`), header);
  const { study, environment } = header;
  const { missing: _none, ...summary } = summariseStudy(study, environment, (key) => records.get(key), storedKey);
  return { ...header, ...summary };
}

function readRecords(path: string, { sha256 }: ResultsHeader): Map<string, RunRecord> {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) {
    throw new ArgumentError(
      `SHA-256 of ${path}`,
      bytes.length === 0 ? "missing" : found,
      `stored was ${sha256}: bring that file back, or export again.`,
    );
  }
  const lines = polars().readParquet(path).toRecords() as StoredLine[];
  return new Map(
    lines.map((line) => {
      const key = keyOfLine(line);
      const { data, method, learningRate, seed } = line;
      const run = {
        data: String(data),
        method: String(method),
        learningRate: Number(learningRate),
        seed: Number(seed),
      };
      const cost = { prepare: 0, train: 0, measure: 0, ended: "", node: "" };
      return [key, { key, run, outcome: outcomeOf(line), cost }];
    }),
  );
}
