import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkName, list, object, optional, packageRoot, path, readFileWithin, readParquet, text } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { z } from "zod";
import { checkParts } from "../check-study";
import { type Environment, readEnvironment } from "../environment";
import { readJsonFile } from "../json-file";
import { environmentSchema } from "../record-schema";
import type { ResolvedStudy } from "../resolve-study";
import { resolvedStudyFields } from "../study-schema";
import type { StudyCost } from "./study-cost";
import { type Run, StudyRuns } from "./study-runs";

/** What stands beside the Parquet files of a study: what their numbers are of. */
export interface Header {
  format: 2;
  study: ResolvedStudy;
  environment: Environment;
  versions: Record<string, string>;
  cost: StudyCost;
  /** SHA-256 and lines of each file, by the id of its data set */
  files: Record<string, { sha256: string; lines: number }>;
}

const REMEDY = "bring the stored file back, or export the study again";
const HEADER: z.ZodType<Header> = z.object({
  format: z.literal(2, "this version reads format 2"),
  study: z.object(resolvedStudyFields),
  environment: environmentSchema,
  versions: z.record(z.string(), z.string()),
  cost: z.looseObject({ runs: z.number() }),
  files: z.record(z.string(), z.object({ sha256: z.string(), lines: z.number().int() })),
}) as never;

const FROM = { folder: optional(path), only: optional(list(text, { least: 1, unique: true })) };

/** The folder that holds a folder of stored runs for each study. */
export const STORED_RUNS: string = join(packageRoot(), "data", "results");

/** The folder of a study's stored runs. */
export function storedFolder(name: string, folder: string = STORED_RUNS): string {
  return join(folder, checkName("study", name));
}

/** The studies that have stored runs. */
export function storedStudies(folder: string = STORED_RUNS): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "study.json")))
    .map(({ name }) => name)
    .sort();
}

export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * What stands beside the runs of a stored study.
 *
 * @throws ArgumentError where it is not there, or is none
 */
export function storedStudy(name: string, folder?: string): Header {
  const path = headerPath(name, folder);
  if (!existsSync(path)) {
    const remedy = `${path} is not there: run lai study run studies/${name}.json, then lai study export.`;
    throw new ArgumentError("study", name, remedy);
  }
  const header = readJsonFile(path, HEADER, REMEDY);
  checkParts(header.study);
  readEnvironment(header.environment, path);
  return header;
}

function headerPath(name: string, folder?: string): string {
  return join(storedFolder(name, folder), "study.json");
}

/**
 * Reads the runs that `lai study export` stored.
 *
 * @param name of the study, such as "main"
 * @param from `folder` of the stored studies, data/results by default; `only` the ids of the data sets to read, all by default
 * @throws ArgumentError where its files are not there, or not those that were stored
 */
export function readStoredRuns(name: string, from: { folder?: string; only?: readonly string[] } = {}): StudyRuns {
  const { folder: all, only } = object(FROM)("from", from);
  const { study, files } = storedStudy(name, all);
  const [folder, header] = [storedFolder(name, all), headerPath(name, all)];
  const ids = only ?? Object.keys(files);
  const runs = ids.flatMap((id) => {
    if (!Object.hasOwn(files, id)) {
      throw new ArgumentError("from.only", id, `${header} has ${Object.keys(files).join(", ")}.`);
    }
    return readRuns(join(folder, `${id}.parquet`), files[id]);
  });
  checkRuns(runs, study, header);
  const names = new Set(runs.map(({ data }) => data));
  return new StudyRuns({ ...study, data: study.data.filter((data) => names.has(data.name)) }, runs);
}

function readRuns(path: string, { sha256, lines }: Header["files"][string]): Run[] {
  const bytes = existsSync(path) ? readFileWithin(path) : Buffer.alloc(0);
  const found = bytes.length === 0 ? "missing" : sha256Of(bytes);
  if (found !== sha256) throw new ArgumentError(`SHA-256 of ${path}`, found, `stored was ${sha256}: ${REMEDY}.`);
  const table = readParquet(bytes, path);
  if (table.height !== lines) {
    throw new ArgumentError(`${path}: rows`, table.height, `its header says ${lines}; ${REMEDY}.`);
  }
  const columns = new Map(table.getColumns().map((column) => [column.name, column.toArray()]));
  for (const [name, values] of columns) {
    const kind = TEXTS.includes(name) ? "string" : "number";
    const wrong = [...values].find((value) => value !== null && typeof value !== kind);
    if (wrong !== undefined) throw new ArgumentError(`${path}: column ${name}`, wrong, `give a ${kind}; ${REMEDY}.`);
  }
  const at = (name: string, i: number): unknown => columns.get(name)?.[i] ?? null;
  return Array.from({ length: lines }, (_, i) => ({
    data: String(at("data", i)),
    method: String(at("method", i)),
    value: at("value", i) as number | null,
    seed: Number(at("seed", i)),
    get: (measure: string) => at(measure, i) as number | null,
  }));
}

/** Columns that hold no numbers. */
const TEXTS: readonly string[] = ["data", "method", "error"];

/** Every setting of a data set that is read has one run of each seed: answers compare them seed by seed. */
function checkRuns(runs: readonly Run[], study: ResolvedStudy, path: string): void {
  const seeds = new Set(study.seeds.evaluation);
  const known = new Set(study.methods.map(({ label }) => label));
  const counted = new Map<string, Set<number>>();
  for (const { data, method, value, seed } of runs) {
    const where = `${path}: a run of ${data}, ${method}`;
    if (!known.has(method)) throw new ArgumentError(where, method, `the study has no such method; ${REMEDY}.`);
    if (!seeds.has(seed)) throw new ArgumentError(`${where}, seed`, seed, `the study has no such seed; ${REMEDY}.`);
    const key = JSON.stringify([data, method, value]);
    counted.set(key, (counted.get(key) ?? new Set()).add(seed));
  }
  for (const [key, own] of counted) {
    if (own.size === seeds.size) continue;
    throw new ArgumentError(`${path}: seeds of ${key}`, own.size, `the study has ${seeds.size}; ${REMEDY}.`);
  }
}
