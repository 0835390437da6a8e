import type { Figure } from "lai-loss/show";
import { intervals } from "../figures/intervals";
import { slopeAgainstLambda } from "../figures/slope-against-lambda";
import { type TradeOffCurve, tradeOffCurves } from "../figures/trade-off-curves";
import type { Run, StudyRuns } from "../stored/study-runs";
import type { KeptEpoch } from "../study";
import { chosenOf, LAI, type MainAnswers, PENALTY } from "./main-questions";

const DRAWN: readonly string[] = [PENALTY, LAI, "Lai-MSE, sampled", "Lai-MSE, one-sided"];

/** Clean RMSE against RMSE under noise .3 on one data set: each method's settings joined, means over the seeds. */
export function tradeOff(runs: StudyRuns, data: string, epoch: KeptEpoch = "last"): Figure {
  const point = (own: readonly Run[], column: string): number => {
    const values = own.flatMap((run) => run.get(`${epoch}.test.${column}`) ?? []);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const curve = (name: string, settings: readonly (number | null)[]): TradeOffCurve => {
    const each = settings.map((value) => runs.runs(data, name, value));
    return {
      name,
      clean: each.map((own) => point(own, "rmse")),
      noisy: each.map((own) => point(own, "noise.1")),
      settings: settings.map((value) => (value === null ? "plain training" : String(value))),
    };
  };
  const { baseline } = runs.study.comparison;
  const valuesOf = (name: string): number[] =>
    runs.settings(data, name).filter((value): value is number => value !== "off");
  const curves = [curve(baseline, [null]), ...DRAWN.map((name) => curve(name, valuesOf(name)))];
  const title = `${data}: what robustness costs`;
  return tradeOffCurves({ curves, title, yLabel: "RMSE under noise .3" });
}

/** The primary comparison on each data set and over all, in percent: below 0 Lai-MSE is better. */
export function forest(main: MainAnswers, epoch: KeptEpoch): Figure {
  const { comparison } = chosenOf(main, { epoch, kind: "noise .3", method: LAI, rival: PENALTY });
  const percent = (logarithm: number): number => 100 * (Math.exp(logarithm) - 1);
  const row = (name: string, { mean, low, high }: { mean: number; low: number; high: number }) => {
    return {
      name,
      mean: percent(mean),
      low: percent(low),
      high: percent(high),
      group: name === ALL ? ALL : "data set",
    };
  };
  const rows = comparison.each.map(({ data, effect }) => row(data, effect));
  if (comparison.over !== null) rows.push(row(ALL, comparison.over));
  return intervals({
    rows,
    title: `${LAI} beside the ${PENALTY}, in use`,
    xLabel: "RMSE under noise .3, % of difference",
  });
}

const ALL = "all data sets";

/** The slope reached against lambda on each data set. */
export function control({ control: controls }: MainAnswers, epoch: KeptEpoch, method = LAI, data?: string): Figure {
  const own = controls.filter((one) => one.epoch === epoch && one.method === method);
  const names = data === undefined ? own[0].reached.map((one) => one.data) : [data];
  const series = names.map((name) => ({
    name,
    lambdas: own.map(({ value }) => value),
    slopes: own.map(({ reached }) => reached.find((one) => one.data === name)!.slope),
  }));
  return slopeAgainstLambda({
    series,
    power: method === "Lai-MAE" ? 1 : 2,
    title: `${method}: slope asked and reached`,
  });
}
