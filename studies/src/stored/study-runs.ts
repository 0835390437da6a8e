import { mean } from "lai-loss/measure";
import { methodInfo } from "../methods/build";
import type { ResolvedStudy } from "../resolve-study";
import type { KeptEpoch } from "../study";

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
  private readonly groups = new Map<string, Run[]>();

  /** @param runs all of those that `study` asks for, in any order */
  constructor(
    readonly study: ResolvedStudy,
    runs: Iterable<Run>,
  ) {
    for (const run of runs) {
      const key = groupKey(run.data, run.method, run.value);
      const own = this.groups.get(key) ?? [];
      own.push(run);
      this.groups.set(key, own);
    }
    for (const own of this.groups.values()) own.sort((a, b) => a.seed - b.seed);
  }

  /** The names of its data sets, in the order of the study. */
  get data(): string[] {
    return this.study.data.map(({ name }) => name);
  }

  get seeds(): readonly number[] {
    return this.study.seeds.evaluation;
  }

  /** The models of each training that are judged. */
  get epochs(): readonly KeptEpoch[] {
    return EPOCHS.filter((epoch) => this.study.regimes.includes(epoch));
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
}

function groupKey(data: string, method: string, value: number | null): string {
  return JSON.stringify([data, method, value]);
}

/** The mean of a measure over the runs whose training did not fail. */
export function meanOf(runs: readonly Run[], measure: string): number {
  return mean(runs.flatMap((run) => run.get(measure) ?? []));
}

const EPOCHS: readonly KeptEpoch[] = ["last", "best"];
