import { EVALUATION_PRESETS } from "lai-internal";
import type { MeasureName } from "lai-loss/measure";
import type { RunErrors, RunMeasures } from "../measure-run";

/** A number of a run, the lower the better, that methods are compared by beside their clean error. */
export interface Criterion {
  /** such as "noise 0.3" */
  name: string;
  /** what it is, for tables */
  meaning: string;
  /** undefined where it was not measured */
  test(measures: RunMeasures): number | undefined;
  /** the same of the validation rows, by which a setting may be chosen; undefined where it is measured on test rows alone */
  validation?(measures: RunMeasures): number | undefined;
}

type Curve = "noise" | "featureNoise" | "attack" | "attackLinf" | "featureAttack";

const { noise, attack } = EVALUATION_PRESETS.quick;

/** Levels and meaning of each curve of a record. */
export const CURVES: Readonly<Record<Curve, { levels: readonly number[]; meaning: string }>> = {
  noise: { levels: noise.sigmas, meaning: "RMSE under Gaussian noise on all features, sigma" },
  featureNoise: { levels: noise.sigmas, meaning: "RMSE under Gaussian noise on the noisy features, sigma" },
  attack: { levels: attack.epsilons, meaning: "RMSE under attack by PGD in L2, epsilon" },
  attackLinf: { levels: attack.epsilons, meaning: "RMSE under attack by PGD in Linf, epsilon" },
  featureAttack: { levels: attack.epsilons, meaning: "RMSE under attack by PGD in L2 on the noisy features, epsilon" },
};

const SLOPES: readonly Criterion[] = (["mean", "p95", "p99", "max"] as const).map((key) => ({
  name: `slope ${key}`,
  meaning: `${key} of the slope over the test rows`,
  test: ({ test }) => test?.slope?.[key],
}));

/** The criteria of a study that takes these measures. */
export function criteriaOf(measures: readonly MeasureName[]): Criterion[] {
  const curves = (Object.keys(CURVES) as Curve[]).filter((curve) => measures.includes(curve));
  const errors = curves.flatMap((curve) =>
    CURVES[curve].levels.map((level, i): Criterion => {
      const at = (of: RunErrors | undefined): number | undefined => of?.[curve]?.[i];
      return {
        name: `${curve} ${level}`,
        meaning: `${CURVES[curve].meaning} ${level}`,
        test: ({ test }) => at(test),
        validation: ({ validation }) => at(validation),
      };
    }),
  );
  const lipschitz: Criterion = {
    name: "lipschitz",
    meaning: "largest slope that was found near test rows (a lower bound of the Lipschitz constant)",
    test: ({ test }) => test?.lipschitz,
  };
  return [
    ...errors,
    ...(measures.includes("sensitivity") ? SLOPES : []),
    ...(measures.includes("localLipschitz") ? [lipschitz] : []),
  ];
}

/** The criterion that stands for noise resistance where one must: noise of the middle level. */
export function mainCriterion(criteria: readonly Criterion[]): Criterion | undefined {
  const level = noise.sigmas[noise.sigmas.length >> 1];
  return criteria.find(({ name }) => name === `noise ${level}`) ?? criteria.find((criterion) => criterion.validation);
}
