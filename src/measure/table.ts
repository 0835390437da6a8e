import { where } from "../base/check";
import { type Looks, textTable, visibleLine } from "../base/format";
import type { AttackCurve } from "./attack/attack";
import type { Evaluation } from "./evaluate";
import type { NoiseCurve } from "./noise";
import type { DirectionSensitivity } from "./sensitivity";

/** One line of a table of measures. */
export interface MeasureRow {
  measure: string;
  /** null where it is not defined, such as R2 of a constant target */
  value: number | null;
  /** Monte Carlo standard error, where there is one */
  error: number | null;
}

const EVALUATION = where<Evaluation>((value) => {
  const { measures, targets } = (value ?? {}) as Partial<Evaluation>;
  return typeof measures === "object" && measures !== null && typeof targets === "string";
}, "give what evaluate(model, samples) gives.");

/** How an evaluation looks in a notebook: its main numbers. */
export function evaluationLooks(evaluation: Evaluation): Looks {
  const rows = measureRows(evaluation);
  const hasErrors = rows.some(({ error }) => error !== null);
  const { preset, rows: count, seed } = evaluation;
  return {
    rows: [
      ["measure", "value", ...(hasErrors ? ["standard error"] : [])],
      ...rows.map(({ measure, value, error }) => [measure, value, ...(hasErrors ? [error] : [])]),
    ],
    caption: `${count} rows, the ${preset} measures, seed ${seed}`,
  };
}

/**
 * The main numbers of an evaluation as rows of a table; the whole record has more.
 *
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function measureRows(evaluation: Evaluation): MeasureRow[] {
  const { measures } = EVALUATION("evaluation", evaluation);
  const rows: MeasureRow[] = [];
  const add: Add = (measure, value, error = null) => {
    if (value !== undefined) rows.push({ measure, value, error });
  };
  const { accuracy, binary, sensitivity, minimalPerturbation, localLipschitz, globalLipschitz } = measures;
  const isBinary = evaluation.targets === "binary";
  const rmse = isBinary ? "RMSE of the probability" : "RMSE";
  const slope = isBinary ? "slope of the logit" : "slope";
  add(rmse, accuracy?.rmse);
  add(isBinary ? "MAE of the probability" : "MAE", accuracy?.mae);
  add(isBinary ? "Brier skill score (R2 of the probability)" : "R2", accuracy?.r2);
  const units = accuracy?.inTargetUnits;
  add(`RMSE${units?.unit ? `, ${units.unit}` : " in target units"}`, units?.rmse);
  add(`MAE${units?.unit ? `, ${units.unit}` : " in target units"}`, units?.mae);
  add("log loss", binary?.logLoss);
  add("AUC", binary?.auc);
  add("share right", binary?.accuracy);
  add("Brier score", binary?.brier);
  add("expected calibration error", binary?.expectedCalibrationError);
  for (const key of ["mean", "p50", "p95", "p99", "max"] as const) add(`${slope}, ${key}`, sensitivity?.norms[key]);
  add("share above the target slope", sensitivity?.norms.aboveTarget ?? undefined);
  for (const [key, label] of [
    ["zero", "rows of slope 0"],
    ["nan", "rows with a NaN slope"],
    ["infinite", "rows of infinite slope"],
  ] as const) {
    add(label, sensitivity?.norms[key] || undefined);
  }
  add("share of |slope|^2 along the last 5 % of the variance", shareAlongRest(sensitivity?.directions));
  for (const feature of sensitivity?.perFeature ?? []) add(`mean |${slope}|, ${feature.feature}`, feature.meanAbsolute);
  addNoise(add, `${rmse}, noise`, measures.noise);
  const { features = [], flipped = [] } = measures.featureNoise ?? {};
  addNoise(add, `${rmse}, noise on ${[...features, ...flipped].join(", ")}`, measures.featureNoise);
  addNoise(add, `${rmse}, uniform noise`, measures.uniformNoise);
  for (const point of measures.missing?.points ?? []) {
    add(`${rmse}, share ${point.probability} missing`, point.rmse, point.standardError);
  }
  for (const curve of [measures.attack, measures.attackLinf, measures.featureAttack]) addAttack(add, curve);
  const { tolerance, p50 } = minimalPerturbation ?? {};
  add(`median distance to ${tolerance === null ? "another decision" : `a change of ${tolerance}`}`, p50);
  add("largest slope found (lower bound of the Lipschitz constant)", localLipschitz?.max);
  add("upper bound of the Lipschitz constant", globalLipschitz?.upper);
  for (const { feature, ice } of measures.smoothness ?? []) {
    add(`total variation of ICE ${feature}`, ice.totalVariation);
  }
  return rows;
}

/**
 * The rows as lines of text, one a measure.
 *
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function measureTable(evaluation: Evaluation): string {
  const rows = measureRows(evaluation).map(({ measure, value, error }) => {
    const spread = error === null ? "" : ` ± ${error.toPrecision(2)}`;
    return [visibleLine(measure), `${value === null ? "-" : value.toPrecision(5)}${spread}`];
  });
  const lines = textTable(rows);
  const { attack, attackLinf, featureAttack } = evaluation.measures;
  if ([attack, attackLinf, featureAttack].some((curve) => curve?.gradientsMasked))
    lines.push("Random search beats the gradient attacks: gradients hide weaknesses here.");
  return lines.join("\n");
}

/** The share of the squared slope along the directions left when those of the first 95 % of the variance are taken away. */
function shareAlongRest(directions: readonly DirectionSensitivity[] = []): number | undefined {
  let variance = 0;
  const rest = directions.filter(({ varianceShare }) => {
    const isRest = variance >= 0.95;
    variance += varianceShare;
    return isRest;
  });
  if (rest.length === 0 || rest.some(({ gradientShare }) => gradientShare === null)) return undefined;
  return rest.reduce((sum, { gradientShare }) => sum + (gradientShare as number), 0);
}

type Add = (measure: string, value: number | null | undefined, error?: number | null) => void;

function addNoise(add: Add, label: string, curve: NoiseCurve | undefined): void {
  const flips = curve && curve.flipProbability > 0 ? `, share ${curve.flipProbability} of categories flipped` : "";
  for (const point of curve?.points ?? []) add(`${label} ${point.sigma}${flips}`, point.rmse, point.standardError);
}

function addAttack(add: Add, curve: AttackCurve | undefined): void {
  if (!curve) return;
  const error = curve.error === "rmse" ? "RMSE" : "log loss";
  const where = curve.features.length <= 3 ? ` on ${curve.features.join(", ")}` : "";
  for (const point of curve.points) add(`${error}, worst case ${curve.norm} ${point.epsilon}${where}`, point.pgd);
}
