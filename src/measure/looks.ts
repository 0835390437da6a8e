import { type Looks, shortNumber } from "../base/format";
import type { Distribution } from "../base/statistics";
import type { AttackCurve } from "./attack/attack";
import type { MinimalPerturbation } from "./attack/minimal-perturbation";
import type { ExactLipschitz } from "./lipschitz/exact";
import type { GlobalLipschitzBound } from "./lipschitz/global-bound";
import type { PerturbationCurve, PerturbedErrors } from "./perturbation";
import type { Sensitivity } from "./sensitivity";

// How each measure's result looks in a notebook: its main numbers; the record has more.

/** The steepest features that a table of sensitivities has. */
const MOST_FEATURES = 20;
const PERCENTILES = ["mean", "p50", "p95", "p99", "max"] as const;

export function curveLooks<Point extends PerturbedErrors>(
  what: string,
  { points, cleanRmse, area, repeats, rows, seed }: PerturbationCurve<Point>,
  level: string,
  levelOf: (point: Point) => number,
): Looks {
  const found = points.map((point) => [levelOf(point), point.rmse, point.standardError]);
  return {
    rows: [[level, "RMSE", "standard error"], [0, cleanRmse, null], ...found],
    caption: `${what}, ${repeats} draws of ${rows} rows, seed ${seed}; mean RMSE ${shortNumber(area, 4)}`,
  };
}

export function attackLooks({ points, clean, error, norm, rows, seed, gradientsMasked }: AttackCurve): Looks {
  const found = points.map(({ epsilon, fgsm, pgd, randomSearch }) => [epsilon, fgsm, pgd, randomSearch]);
  const masked = gradientsMasked ? "; random search beats the gradients, which are masked" : "";
  return {
    rows: [["epsilon", "FGSM", "PGD", "random search"], [0, clean, clean, clean], ...found],
    caption: `${error === "rmse" ? "RMSE" : "log loss"} under attacks, ${norm}, ${rows} rows, seed ${seed}${masked}`,
  };
}

export function minimalLooks({ p5, p50, p95, unreached, rows, norm, tolerance }: MinimalPerturbation): Looks {
  const change = tolerance === null ? "the decision" : `the prediction by ${tolerance}`;
  return {
    rows: [["percentile", "distance"], ...Object.entries({ "5 %": p5, "50 %": p50, "95 %": p95 })],
    caption: `smallest change of x, ${norm}, that changes ${change}; ${rows} rows, ${unreached} unreached`,
  };
}

export function sensitivityLooks({ perFeature, norms }: Sensitivity): Looks {
  const steepest = [...perFeature].sort((a, b) => b.meanAbsolute - a.meanAbsolute);
  const rows = steepest
    .slice(0, MOST_FEATURES)
    .map(({ feature, meanAbsolute, mean, signConsistency }) => [feature, meanAbsolute, mean, signConsistency]);
  return {
    rows: [["feature", "mean |derivative|", "mean derivative", "share of one sign"], ...rows],
    caption: `${rows.length} of ${perFeature.length} features, steepest first, ${norms.rows} rows; slope: ${PERCENTILES.map((name) => `${name} ${told(norms[name])}`).join(", ")}`,
  };
}

export function distributionLooks(what: string, found: Distribution, caption: string): Looks {
  return { rows: [["", what], ...PERCENTILES.map((name) => [name, found[name]])], caption };
}

export function globalBoundLooks({ upper, product, averaged, intervals }: GlobalLipschitzBound): Looks {
  return {
    rows: [["bound", "slope"], ...Object.entries({ product, averaged, intervals })],
    caption: `no input has a steeper slope than ${told(upper)}`,
  };
}

export function exactLooks({ value, method, pieces }: ExactLipschitz): Looks {
  const how = method === "linear" ? "a linear model" : `the steepest of ${pieces} linear pieces`;
  return { rows: [["Lipschitz constant"], [value]], caption: how };
}

function told(value: number | null): string {
  return value === null ? "none" : shortNumber(value, 4);
}
