import { type PlannedRun, planStudy } from "../plan";
import type { ResolvedStudy } from "../resolve-study";
import type { RunOutcome } from "../run-record";
import type { StudyStore } from "../store/store";
import type { KeptEpoch } from "../study";
import type { Run } from "./study-runs";

/** One training as a line of a file: what tells it apart, and its measures by their paths, such as "last.test.noise.1". */
export type StoredLine = Record<string, string | number | null>;

/** The lines of a study's records, by the name of the data set, and how many runs of each have no record yet. */
export interface StudyLines {
  study: ResolvedStudy;
  lines: Map<string, StoredLine[]>;
  missing: Map<string, number>;
}

/** The evaluation runs that a folder has records of. A method that is off is plain training and has no line of its own. */
export function linesOfRecords(store: StudyStore): StudyLines {
  const { environment, ...study } = store.readStudy();
  const lines: StudyLines["lines"] = new Map();
  const missing: StudyLines["missing"] = new Map();
  for (const { data, tuning, evaluation } of planStudy(study, environment, (key) => store.get(key))) {
    const wanted = evaluation?.filter(({ setting }) => setting.value !== "off") ?? tuning;
    missing.set(data.name, wanted.filter(({ key }) => store.get(key) === undefined).length);
    const own = new Map<string, StoredLine>();
    for (const run of evaluation?.filter(({ setting }) => setting.value !== "off") ?? []) {
      const record = store.get(run.key);
      if (record === undefined) continue;
      const line = lineOf(run, record.outcome, run.regimes);
      const key = JSON.stringify([line.method, line.value, line.seed]);
      const other = own.get(key);
      own.set(key, other === undefined ? line : joined(other, line));
    }
    lines.set(data.name, [...own.values()]);
  }
  return { study, lines, missing };
}

/** The line of a training whose last and best epoch were tuned to different learning rates, which are then two trainings. */
function joined(one: StoredLine, other: StoredLine): StoredLine {
  return { ...one, ...other, learningRate: null, error: one.error ?? other.error };
}

/** A line as a run. */
export function runOfLine(line: StoredLine): Run {
  const { data, method, value, seed } = line;
  return {
    data: String(data),
    method: String(method),
    value: value as number | null,
    seed: Number(seed),
    get: (measure) => (line[measure] ?? null) as number | null,
  };
}

/** The line of a run; of its two models those that the study looks at. */
function lineOf({ spec, setting }: PlannedRun, outcome: RunOutcome, regimes: readonly KeptEpoch[]): StoredLine {
  const line: StoredLine = {
    data: spec.data.name,
    method: setting.method,
    value: typeof setting.value === "number" ? setting.value : null,
    learningRate: spec.learningRate,
    seed: spec.seed,
    error: outcome.status === "failed" ? `${outcome.error.name}: ${outcome.error.message}` : null,
  };
  if (outcome.status === "failed") return line;
  line.epochs = outcome.epochs;
  line.bestEpoch = outcome.bestEpoch;
  for (const regime of regimes) flatten(line, regime, outcome.measures[regime]);
  return line;
}

/** Numbers by their path: "last.test.noise.0". */
function flatten(line: StoredLine, path: string, value: unknown): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) flatten(line, `${path}.${key}`, part);
  } else if (typeof value === "number" || value === null) line[path] = value;
}
