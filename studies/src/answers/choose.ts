import type { Run, StudyRuns } from "../stored/study-runs";
import type { KeptEpoch } from "../study";

/** A kind of error: how a setting is chosen by it on validation rows, and what it is on test rows. */
export interface Kind {
  name: string;
  /** the end of its columns, such as "noise.1" */
  column: string;
}

export const CLEAN: Kind = { name: "clean", column: "rmse" };
export const NOISE: Kind = { name: "noise .3", column: "noise.1" };
export const FEATURE_NOISE: Kind = { name: "noise .3 in the noisy features", column: "featureNoise.1" };
export const ATTACK: Kind = { name: "attack .5", column: "attack.1" };
export const KINDS: readonly Kind[] = [
  NOISE,
  { name: "noise .1", column: "noise.0" },
  { name: "noise 1", column: "noise.2" },
  ATTACK,
];

/** A method's setting that one seed chose. */
export interface Choice {
  value: number | "off";
  run: Run;
}

/**
 * The setting that a user would take: on the validation rows of the seed, of the settings that lose at most the study's budget
 * of plain training's clean accuracy, 2 % as a rule, the one with the lowest error of a kind. "Off" always qualifies.
 */
export function chooseInUse(
  runs: StudyRuns,
  data: string,
  method: string,
  epoch: KeptEpoch,
  seed: number,
  kind: Kind,
): Choice {
  const clean = `${epoch}.validation.rmse`;
  const plain = runs.runs(data, runs.study.comparison.baseline, null).find((run) => run.seed === seed)!;
  const most = (1 + runs.study.comparison.budget) * plain.get(clean)!;
  const qualifies = ({ value, run }: Choice): boolean => value === "off" || run.get(clean)! <= most;
  return lowest(candidates(runs, data, method, seed, clean).filter(qualifies), `${epoch}.validation.${kind.column}`);
}

/** The setting with the lowest clean validation RMSE of a seed; `column` may be another one, such as of noisy rows. */
export function chooseAccurate(
  runs: StudyRuns,
  data: string,
  method: string,
  epoch: KeptEpoch,
  seed: number,
  column = "validation.rmse",
): Choice {
  return lowest(candidates(runs, data, method, seed, `${epoch}.${column}`), `${epoch}.${column}`);
}

/** What each seed chose, found once: many comparisons look at the same choices. */
export class Choices {
  private readonly known = new Map<string, Choice[]>();

  constructor(readonly runs: StudyRuns) {}

  /** The choices of a method on a data set in the order of the seeds: of the kind "clean" for accuracy, else in use. */
  of(data: string, method: string, epoch: KeptEpoch, kind: Kind): Choice[] {
    const key = JSON.stringify([data, method, epoch, kind.name]);
    const { runs } = this;
    const found =
      this.known.get(key) ??
      runs.seeds.map((seed) =>
        kind === CLEAN
          ? chooseAccurate(runs, data, method, epoch, seed)
          : chooseInUse(runs, data, method, epoch, seed, kind),
      );
    this.known.set(key, found);
    return found;
  }

  /** How large a share of the seeds of some data sets chose a method's lowest and highest value: a better one may lie beyond. */
  atEnds(data: readonly string[], method: string, epoch: KeptEpoch, kind: Kind): { lowest: number; highest: number } {
    const picked = data.flatMap((entry) => {
      const values = this.runs.settings(entry, method).filter((value) => value !== "off");
      return this.of(entry, method, epoch, kind).map(({ value }) => ({ value, ends: [values[0], values.at(-1)] }));
    });
    const share = (end: 0 | 1): number =>
      picked.filter(({ value, ends }) => value !== "off" && value === ends[end]).length / picked.length;
    return { lowest: share(0), highest: share(1) };
  }
}

/** A method's settings on a seed, but those whose training failed. */
function candidates(runs: StudyRuns, data: string, method: string, seed: number, column: string): Choice[] {
  const settings = runs.settings(data, method);
  const all = settings.length > 0 ? settings : [null];
  return all.flatMap((value) => {
    const run = runs.runs(data, method, value).find((each) => each.seed === seed);
    return run === undefined || run.get(column) === null ? [] : [{ value: value ?? "off", run }];
  });
}

function lowest(choices: readonly Choice[], column: string): Choice {
  return choices.reduce((a, b) => (b.run.get(column)! < a.run.get(column)! ? b : a));
}
