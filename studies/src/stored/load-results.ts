import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkName, checkShape, path as pathRule, readFileWithin, readJsonFile, readParquet } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { z } from "zod";
import { checkParts } from "../check-study";
import { readEnvironment } from "../environment";
import { environmentSchema, storedOutcomeSchema } from "../record-schema";
import { type StudySummary, summariseStudy } from "../report/results";
import type { ResolvedStudy } from "../resolve-study";
import type { RunRecord } from "../run-record";
import { resolvedStudyFields } from "../study-schema";
import type { ResultsHeader } from "./export-results";
import { resultsFolder, storedResults } from "./results-folder";
import { isColumn, keyOfLine, outcomeOf, type StoredLine, storedKey } from "./stored-run";

/** The stored results of a study: what tables, figures and sentences are made from. */
export interface StoredResults extends ResultsHeader, Omit<StudySummary, "study" | "environment" | "missing"> {}

/**
 * Reads the results that `exportResults` stored, and brings them into the form that reports are made from.
 *
 * @param name of the study, such as "concrete"
 * @throws ArgumentError where there are none, or where the file is not the one that was stored
 */
export function loadResults(name: string, folder: string = resultsFolder()): StoredResults {
  const header = readHeader(name, folder);
  const records = readRecords(join(folder, `${name}.parquet`), header);
  const { study, environment } = header;
  const { missing: _none, ...summary } = summariseStudy(study, environment, (key) => records.get(key), storedKey);
  return { ...header, ...summary };
}

/** Which study stored results are of, and how they were made; without the results. */
export function readHeader(name: string, folder: string = resultsFolder()): ResultsHeader {
  const path = join(pathRule("folder", folder), `${checkName("results", name)}.json`);
  if (!existsSync(path)) {
    const known = storedResults(folder);
    const there = known.length > 0 ? `there are results of ${known.join(", ")}` : "there are none yet";
    const remedy = `${there}; make them: lai study run studies/${name}.json, then lai study export studies/${name}-records.`;
    throw new ArgumentError("results", name, remedy);
  }
  const header = readJsonFile(path, headerSchema, REMEDY);
  checkParts(header.study);
  return { ...header, environment: readEnvironment(header.environment, path) };
}

const REMEDY = "bring the stored file back, or export the study again";

const studySchema: z.ZodType<ResolvedStudy> = z.object(resolvedStudyFields) as never;
const headerSchema: z.ZodType<ResultsHeader> = z.object({
  format: z.literal(1, "this version reads format 1"),
  study: studySchema,
  environment: environmentSchema,
  versions: z.record(z.string(), z.string()),
  cost: z.object({
    runs: z.number(),
    prepare: z.number(),
    train: z.number(),
    measure: z.number(),
    first: z.string().nullable(),
    last: z.string().nullable(),
    node: z.array(z.string()),
  }),
  lines: z.number().int().min(0),
  sha256: z.string(),
});

/** What tells the lines apart; the measures are checked with the outcome that they make. */
const lineSchema: z.ZodType<StoredLine> = z
  .object({ data: z.string(), stage: z.string(), method: z.string(), setting: z.string() })
  .extend({ learningRate: z.number().positive(), seed: z.number().int(), error: z.string().nullable() })
  .catchall(z.union([z.number(), z.string(), z.null()]));

function readRecords(path: string, { sha256, lines: expected, study }: ResultsHeader): Map<string, RunRecord> {
  const bytes = existsSync(path) ? readFileWithin(path) : Buffer.alloc(0);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) {
    throw new ArgumentError(
      `SHA-256 of ${path}`,
      bytes.length === 0 ? "missing" : found,
      `stored was ${sha256}: bring that file back, or export again.`,
    );
  }
  const table = readParquet(bytes, path);
  for (const { name } of table.getColumns()) {
    if (!isColumn(name)) throw new ArgumentError(`${path}: column`, name, `results have no such column; ${REMEDY}.`);
  }
  if (table.height !== expected) {
    throw new ArgumentError(`${path}: rows`, table.height, `its header says ${expected}; ${REMEDY}.`);
  }
  const columns = table.getColumns().map((column) => [column.name, column.toArray()] as const);
  return new Map(
    Array.from({ length: table.height }, (_, i) => {
      const found = Object.fromEntries(columns.map(([column, values]) => [column, values[i]]));
      const line = checkShape(lineSchema, found, `${path}: row ${i}`, REMEDY);
      const outcome = checkShape(storedOutcomeSchema, outcomeOf(line), `${path}: row ${i}`, REMEDY);
      const missing =
        outcome.status === "failed" || line.stage !== "tuning"
          ? undefined
          : study.regimes.find((regime) => outcome.measures[regime] === undefined);
      if (missing !== undefined) throw new ArgumentError(`${path}: row ${i}: ${missing}`, undefined, `${REMEDY}.`);
      const key = keyOfLine(line);
      const { data, method, learningRate, seed } = line;
      const run = {
        data: String(data),
        method: String(method),
        learningRate: Number(learningRate),
        seed: Number(seed),
      };
      const cost = { prepare: 0, train: 0, measure: 0, ended: "", node: "" };
      return [key, { key, run, outcome, cost }];
    }),
  );
}
