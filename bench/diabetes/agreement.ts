import { Random } from "../../src/base/random";
import { mean, quantiles, standardDeviation } from "../../src/base/statistics";

/** A quantity over several seeds. */
export interface Means {
  mean: number;
  standardDeviation: number;
  count: number;
}

/** Two means of the same quantity from two programs. */
export interface Comparison {
  label: string;
  ours: Means;
  theirs: Means;
  /** ours over theirs - 1, in percent */
  percent: number;
  within3Percent: boolean;
  /** the difference over its standard error, both programs' seeds being independent draws */
  errorsApart: number;
  verdict: string;
}

export function meansOf(values: readonly number[]): Means {
  return { mean: mean(values), standardDeviation: standardDeviation(values), count: values.length };
}

/** Differences up to this are luck: with some twenty comparisons in a table, 5 % of all tables have a larger one (Bonferroni). */
const STANDARD_ERRORS_OF_LUCK = 3;

/**
 * Within 3 % is what was asked for; beyond that, a difference of at most three standard errors is what other splits and
 * weights make of the same training.
 */
export function compare(label: string, ours: Means, theirs: Means): Comparison {
  const percent = 100 * (ours.mean / theirs.mean - 1);
  const error = Math.hypot(...[ours, theirs].map((one) => one.standardDeviation / Math.sqrt(one.count)));
  const errorsApart = Math.abs(ours.mean - theirs.mean) / error;
  const within3Percent = Math.abs(percent) <= 3;
  const verdict = within3Percent
    ? "agrees within 3 %"
    : `not within 3 %, ${errorsApart <= STANDARD_ERRORS_OF_LUCK ? "but within the luck of the seeds" : "and MORE than the luck of the seeds"}`;
  return { label, ours, theirs, percent, within3Percent, errorsApart, verdict };
}

/** Where 95 % of the means over `few` of the values lie: how far apart two such means can be by luck alone. */
export function rangeOfMeans(values: readonly number[], few: number): [low: number, high: number] {
  const random = new Random(0, "means of few");
  const means = Float64Array.from({ length: 20_000 }, () =>
    mean(Array.from({ length: few }, () => values[random.integer(values.length)])),
  );
  const [low, high] = quantiles(means, [0.025, 0.975]);
  return [low, high];
}
