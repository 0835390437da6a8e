import { checkOptions } from "lai-internal";
import { targetSlopeOf } from "lai-loss";
import { figures } from "lai-loss/show";
import type { StoredResults } from "../../stored/load-results";
import { cell, type Finding, type FindingRow } from "../finding";
import { VIEW_OPTIONS, View, type ViewOptions } from "../view";

/** A reached slope this close to the asked one counts as set. */
const CLOSE = 0.1;

/** How well lambda set the slope. */
export interface LambdaControl {
  /** lambdas whose mean slope over the seeds is within a tenth of the asked one, and all lambdas */
  set: number;
  lambdas: number;
  /** d log(reached slope) / d log(asked slope), least squares over the lambdas: 1 is full control, 0 none */
  elasticity: number;
  /** factor by which the reached slope differs from the asked one, up or down, geometric mean over the lambdas: 1 is full control */
  offBy: number;
}

/** Numbers behind the finding, for the verdict over all data sets; null where the study has no Lai-MSE with lambdas. */
export function measureLambdaControl(view: View): LambdaControl | null {
  const points = lambdaPoints(view);
  if (points.length < 2) return null;
  const x = points.map(({ asked }) => Math.log(asked));
  const y = points.map(({ reached }) => Math.log(reached));
  const centre = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [centre(x), centre(y)];
  const slope =
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0) /
    x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  const set = points.filter(({ asked, reached }) => Math.abs(reached / asked - 1) <= CLOSE).length;
  const offBy = Math.exp(centre(points.map(({ asked, reached }) => Math.abs(Math.log(reached / asked)))));
  return { set, lambdas: points.length, elasticity: slope, offBy };
}

/** The asked slope and the mean one reached, for each lambda of Lai-MSE. */
export function lambdaPoints(view: View): { lambda: number; asked: number; reached: number }[] {
  return view.labels("laiMse").flatMap((label) =>
    view.settings(label).flatMap(({ value, measures }) => {
      const reached = measures["slope mean"];
      if (typeof value !== "number" || reached === undefined) return [];
      return [{ lambda: value, asked: targetSlopeOf("mse", value), reached: reached.mean }];
    }),
  );
}

/** Whether lambda sets the slope, at the best and at the last epoch. */
export function lambdaControl(results: StoredResults, options: Omit<ViewOptions, "regime"> = {}): Finding {
  const last = new View(results, checkOptions("options", options, { data: VIEW_OPTIONS.data }));
  const best = last.withRegime("best");
  const [label] = last.labels("laiMse");
  const atBest = new Map(best.settings(label).map((entry) => [entry.setting, entry.measures]));
  const rows = last.settings(label).map(({ setting, value, measures }): FindingRow => {
    const other = atBest.get(setting);
    return {
      setting,
      "asked slope": typeof value === "number" ? targetSlopeOf("mse", value) : null,
      "slope, last": cell(measures["slope mean"]),
      "slope, best": cell(other?.["slope mean"]),
      "RMSE, last": cell(measures.rmse),
      "RMSE, best": cell(other?.rmse),
      "share above asked": cell(measures["share above the asked slope"]),
    };
  });
  const series = ([last, best] as const).map((view) => {
    const points = lambdaPoints(view);
    const runs = view.runs.filter(({ setting }) => setting.method === label && typeof setting.value === "number");
    return {
      name: view.regime === "last" ? "last epoch" : "best epoch",
      lambdas: points.map(({ lambda }) => lambda),
      slopes: runs.map((run) => [...run.runs.values()].map(({ measures }) => measures.test!.slope!.mean)),
    };
  });
  const [atLast, early] = [measureLambdaControl(last)!, measureLambdaControl(best)!];
  return {
    title: "Does lambda set the slope?",
    table: { caption: `${last.data}: ${label}, mean ± sd over ${last.seeds} seeds`, rows },
    figures: [
      figures.slopeAgainstLambda({
        series,
        plainSlope: last.plain("slope mean")!.mean,
        title: `${last.data}: slope asked for and slope reached`,
      }),
    ],
    sentences: [controlSentence(atLast), `At the best epoch by validation: ${controlSentence(early)}`],
  };
}

/** Elasticities from these on are called full control, if half of the lambdas set the slope, and some. */
const CONTROLLED = 0.8;
export const MOVED = 0.4;

/** How far lambda has the slope in hand: "sets" where it follows what is asked and mostly comes out as asked. */
export function controlOf({ set, lambdas, elasticity }: LambdaControl): "sets" | "moves" | "hardly moves" {
  if (elasticity >= CONTROLLED && 2 * set >= lambdas) return "sets";
  return elasticity >= MOVED ? "moves" : "hardly moves";
}

/** What the words of `controlOf` mean. */
export const CONTROL_KEY = `"sets": 1 % more asked gives at least ${CONTROLLED} % more, and at half of the lambdas or more the mean slope is within a tenth of the asked one; "moves": at least ${MOVED} %`;

function controlSentence(control: LambdaControl): string {
  const { set, lambdas, elasticity } = control;
  return `lambda ${controlOf(control)} the slope: asking for 1 % more gives ${elasticity.toFixed(2)} % more, and at ${set} of ${lambdas} lambdas the mean slope is within a tenth of the one asked for (off by a factor of ${control.offBy.toFixed(2)} on average).`;
}
