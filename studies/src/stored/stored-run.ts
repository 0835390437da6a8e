import type { RunMeasures } from "../measure-run";
import type { KeyOf, PlannedRun } from "../plan";
import type { RunOutcome } from "../run-record";
import { KEPT_EPOCHS, type KeptEpoch } from "../study";

/** One line of a file of stored results. */
export type StoredLine = Record<string, string | number | null>;

/**
 * A run as stored results name it: by what a reader sees, so that they stay readable when the package's own names of losses
 * and options change.
 */
export const storedKey: KeyOf = ({ spec, stage, setting }) =>
  keyOfLine({ data: spec.data.name, stage, ...nameOf(setting), learningRate: spec.learningRate, seed: spec.seed });

/** The same of a line. */
export function keyOfLine({ data, stage, method, setting, learningRate, seed }: StoredLine): string {
  return JSON.stringify([data, stage, method, setting, learningRate, seed]);
}

/** The line of a run; of its two models those that the study looks at. */
export function lineOf(run: PlannedRun, outcome: RunOutcome, regimes: readonly KeptEpoch[]): StoredLine {
  const { spec, stage, setting } = run;
  const line: StoredLine = {
    data: spec.data.name,
    stage,
    ...nameOf(setting),
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

/** What a line says came of its run. */
export function outcomeOf(line: StoredLine): RunOutcome {
  if (line.error !== null) {
    const [name, ...message] = String(line.error).split(": ");
    return { status: "failed", error: { name, message: message.join(": ") } };
  }
  const measures: Partial<Record<KeptEpoch, RunMeasures>> = {};
  for (const [column, value] of Object.entries(line)) {
    if (value === null) continue;
    const path = pathOf(column);
    if (path.length > 1) put(measures, path, value);
  }
  return {
    status: "done",
    epochs: Number(line.epochs),
    bestEpoch: Number(line.bestEpoch),
    measures: measures as Record<KeptEpoch, RunMeasures>,
  };
}

function nameOf({ method, setting }: PlannedRun["setting"]): { method: string; setting: string } {
  return { method, setting };
}

/** Numbers by their path: "last.test.noise.0". */
function flatten(line: StoredLine, path: string, value: unknown): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) flatten(line, `${path}.${key}`, part);
  } else if (typeof value === "number" || value === null) line[path] = value;
}

/** Whether a column is one that `lineOf` writes: what tells runs apart, or a measure by its path. */
export function isColumn(name: string): boolean {
  const [first, ...rest] = name.split(".");
  if (rest.length === 0) return /^[a-zA-Z]+$/.test(first);
  return KEPT_EPOCHS.some((regime) => regime === first) && rest.every((part) => /^([a-zA-Z]\w*|\d{1,3})$/.test(part));
}

/** The parts of the columns' names: each is the same in every line of a file. */
const PATHS = new Map<string, string[]>();

function pathOf(column: string): string[] {
  const path = PATHS.get(column) ?? column.split(".");
  PATHS.set(column, path);
  return path;
}

function put(target: object, path: readonly string[], value: string | number): void {
  let at = target as Record<string, unknown>;
  const last = path.length - 1;
  for (let i = 0; i < last; i++) {
    if (!Object.hasOwn(at, path[i])) at[path[i]] = /^\d+$/.test(path[i + 1]) ? [] : {};
    at = at[path[i]] as Record<string, unknown>;
  }
  at[path[last]] = value;
}
