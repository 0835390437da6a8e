import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkName, packageRoot, readFileWithin, readJsonFile, readParquet } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { z } from "zod";
import { checkParts } from "../check-study";
import { type Environment, readEnvironment } from "../environment";
import { methodInfo } from "../methods/build";
import { environmentSchema } from "../record-schema";
import type { StudyCost } from "../report/write-report";
import type { ResolvedStudy } from "../resolve-study";
import type { KeptEpoch } from "../study";
import { resolvedStudyFields } from "../study-schema";

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

/** The folder of a study's stored runs. */
export function storedFolder(name: string, folder = join(packageRoot(), "data", "results")): string {
  return join(folder, checkName("study", name));
}

export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** One training as it is stored: what tells it apart, and its measures by their paths, such as "last.test.noise.1". */
export interface Run {
  data: string;
  method: string;
  /** of what the method tunes; null where it tunes nothing */
  value: number | null;
  seed: number;
  /** null where the training failed, or the measure was not taken */
  get(measure: string): number | null;
}

/** The trainings of a study. */
export class StudyRuns {
  readonly study: ResolvedStudy;
  readonly cost: StudyCost;
  private readonly groups = new Map<string, Run[]>();

  /**
   * @param name of the study, such as "main"
   * @throws ArgumentError where its files are not there, or not those that were stored
   */
  constructor(name: string, folder?: string) {
    const from = storedFolder(name, folder);
    const path = join(from, "study.json");
    if (!existsSync(path)) {
      const remedy = `${path} is not there: run lai study run studies/${name}.json, then lai study export.`;
      throw new ArgumentError("study", name, remedy);
    }
    const { study, environment, cost, files } = readJsonFile(path, HEADER, REMEDY);
    checkParts(study);
    readEnvironment(environment, path);
    this.study = study;
    this.cost = cost;
    for (const [id, file] of Object.entries(files)) this.read(join(from, `${id}.parquet`), file);
  }

  /** The names of its data sets, in the order of the study. */
  get data(): string[] {
    return this.study.data.map(({ name }) => name);
  }

  get seeds(): readonly number[] {
    return this.study.seeds.evaluation;
  }

  /** The values of a method in order of strength on a data set: "off" first, then from weak to strong. */
  settings(data: string, method: string): (number | "off")[] {
    const found = this.study.methods.find(({ label }) => label === method)!;
    const values = found.grid.filter(
      (value): value is number => value !== "off" && this.groups.has(groupKey(data, method, value)),
    );
    return values.length === 0 ? [] : ["off", ...values.sort((a, b) => a - b)];
  }

  /** The runs of one setting, one a seed in the order of the seeds; of "off", those of plain training with the method's base. */
  runs(data: string, method: string, value: number | "off" | null): Run[] {
    if (value !== "off") return this.groups.get(groupKey(data, method, value)) ?? [];
    return this.groups.get(groupKey(data, this.plainOf(method), null)) ?? [];
  }

  /** Plain training with the base of a method. */
  plainOf(method: string): string {
    const { spec } = this.study.methods.find(({ label }) => label === method)!;
    const info = methodInfo(spec.method);
    const base = info.fixed.base ?? "mse";
    return this.study.methods.find(
      (each) => each.grid.length === 0 && each.spec.method === (base === "mae" ? "plainMae" : "plainMse"),
    )!.label;
  }

  private read(path: string, { sha256, lines }: { sha256: string; lines: number }): void {
    const bytes = existsSync(path) ? readFileWithin(path) : Buffer.alloc(0);
    const found = bytes.length === 0 ? "missing" : sha256Of(bytes);
    if (found !== sha256) throw new ArgumentError(`SHA-256 of ${path}`, found, `stored was ${sha256}: ${REMEDY}.`);
    const table = readParquet(bytes, path);
    if (table.height !== lines)
      throw new ArgumentError(`${path}: rows`, table.height, `its header says ${lines}; ${REMEDY}.`);
    const columns = new Map(table.getColumns().map((column) => [column.name, column.toArray()]));
    const at = (name: string, i: number): unknown => columns.get(name)?.[i] ?? null;
    for (let i = 0; i < lines; i++) {
      const run: Run = {
        data: String(at("data", i)),
        method: String(at("method", i)),
        value: at("value", i) as number | null,
        seed: Number(at("seed", i)),
        get: (measure) => at(measure, i) as number | null,
      };
      const key = groupKey(run.data, run.method, run.value);
      const own = this.groups.get(key) ?? [];
      own.push(run);
      this.groups.set(key, own);
    }
    for (const own of this.groups.values()) own.sort((a, b) => a.seed - b.seed);
  }
}

function groupKey(data: string, method: string, value: number | null): string {
  return JSON.stringify([data, method, value]);
}

/** The studies that have stored runs. */
export function storedStudies(folder = join(packageRoot(), "data", "results")): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "study.json")))
    .map(({ name }) => name)
    .sort();
}

export const EPOCHS: readonly KeptEpoch[] = ["last", "best"];
