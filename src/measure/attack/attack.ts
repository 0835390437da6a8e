import { ascending, checkNumbers, checkOptions, choice, count, optional, SEED } from "../../base/check";
import { looksLike } from "../../base/format";
import { Random } from "../../base/random";
import type { PerturbedColumns, Samples } from "../../base/samples";
import { featureName } from "../../loss/features";
import type { Model } from "../../model/model";
import { attackLooks } from "../looks";
import { movedColumns, PERTURBED, type PerturbedOptions } from "../perturbed-columns";
import { checkSamples, forEachBatch, type Predictor, predictorOf } from "../predictor";
import { AttackedBatch, type AttackSettings } from "./attacked-batch";
import { ATTACK_NORMS, type AttackNorm, Ball } from "./ball";

/** The error that attacks of one size reach. In the unit of y for "squared", in nats for "logistic". */
export interface AttackPoint {
  /** largest norm of the perturbation, in the unit of x */
  epsilon: number;
  /** error after one step of size epsilon along the gradient (FGSM) */
  fgsm: number;
  /** error after projected gradient ascent, the worst iterate of each row */
  pgd: number;
  /** error after random search without gradients, the worst draw of each row */
  randomSearch: number;
}

/** Worst-case error as a function of the size of the perturbation. */
export interface AttackCurve {
  norm: AttackNorm;
  objective: "squared" | "logistic";
  /** what the numbers are: RMSE for "squared", mean log loss for "logistic" */
  error: "rmse" | "logLoss";
  /** the columns that could be moved: those that hold numbers, or all of them */
  perturbedColumns: PerturbedColumns;
  /** names of the columns that may be moved */
  features: string[];
  rows: number;
  steps: number;
  restarts: number;
  trials: number;
  seed: number;
  /** the error without a perturbation */
  clean: number;
  points: AttackPoint[];
  /**
   * true where random search beats both gradient attacks by more than 1 % somewhere: gradients then hide the model's
   * weakness (Athalye et al. 2018), and a low slope proves nothing
   */
  gradientsMasked: boolean;
}

export interface AttackOptions extends PerturbedOptions {
  /** sizes of the perturbation, ascending; defaults to .05, .1, .2, .5 */
  epsilons?: readonly number[];
  /** defaults to "l2" */
  norm?: AttackNorm;
  /** what is maximised: the squared error, or the log loss of a logit for targets in [0, 1]; defaults to "squared" */
  objective?: "squared" | "logistic";
  /** steps of PGD; defaults to 10, each of 2.5 epsilon / steps */
  steps?: number;
  /** starts of PGD: the first from the clean row, the others from random points of the ball; defaults to 2 */
  restarts?: number;
  /** draws of the random search; defaults to 20 */
  trials?: number;
  /** seed of the restarts and trials; defaults to 0 */
  seed?: number;
}

/**
 * Worst-case error of a model under perturbations of bounded norm: FGSM (Goodfellow et al. 2015; in L2 the same step along
 * the gradient itself), PGD with restarts (Madry et al. 2018) and a random search that needs no gradient. PGD and random
 * search also keep the worst point that they found in the smaller balls, so their curves never fall.
 *
 * One-hot and 0/1 columns stay: a distance in standard deviations means nothing there.
 *
 * A row on which the model's prediction becomes NaN makes the error NaN.
 *
 * For a linear model w with error e the exact worst case is |e| + epsilon |w|_2 (L2) or |e| + epsilon |w|_1 (Linf).
 *
 * @param samples x of shape [rows, features], y of shape [rows]
 * @throws ArgumentError where samples, features or an option cannot be used
 */
export function attack(model: Model | Predictor, samples: Samples, options: AttackOptions = {}): AttackCurve {
  const predictor = predictorOf(model);
  const checked = checkOptions("options", options, {
    ...PERTURBED,
    epsilons: optional(ascending({ min: 0 }), [0.05, 0.1, 0.2, 0.5]),
    norm: optional(choice(ATTACK_NORMS), "l2"),
    objective: optional(choice(["squared", "logistic"]), "squared"),
    steps: optional(count(), 10),
    restarts: optional(count(10_000), 2),
    trials: optional(count(10_000), 20),
    seed: SEED,
  });
  const { norm, objective, epsilons, steps, restarts, trials, seed, perturbedColumns } = checked;
  checkSamples(predictor, samples);
  const columns = movedColumns(samples, checked);
  const settings: AttackSettings = { ball: new Ball(norm, columns, samples.features), epsilons, steps, objective };
  if (objective === "logistic") checkNumbers("samples.y", samples.y, { min: 0, max: 1 });
  // one generator a restart and one for each trial: their draws go on from batch to batch, whatever the batch size
  const starts = Array.from({ length: restarts - 1 }, (_, r) => new Random(seed, `attack restart ${r + 1}`));
  const draws = Array.from({ length: trials }, (_, t) => new Random(seed, `attack trial ${t}`));
  const sums = epsilons.map(() => ({ fgsm: 0, pgd: 0, randomSearch: 0 }));
  let clean = 0;
  forEachBatch(samples, checked.batchSize, (start, rows, x) => {
    const batch = new AttackedBatch(predictor, settings, x, samples.y.subarray(start, start + rows), rows);
    clean += batch.clean();
    const fgsm = batch.fastGradient();
    const pgd = batch.projectedGradient(starts);
    const randomSearch = batch.randomSearch(draws);
    for (const [e, sum] of sums.entries()) {
      sum.fgsm += fgsm[e];
      sum.pgd += pgd[e];
      sum.randomSearch += randomSearch[e];
    }
  });
  const finish = (sum: number): number =>
    objective === "squared" ? Math.sqrt(sum / samples.rows) : sum / samples.rows;
  const points = sums.map(({ fgsm, pgd, randomSearch }, e) => ({
    epsilon: epsilons[e],
    fgsm: finish(fgsm),
    pgd: finish(pgd),
    randomSearch: finish(randomSearch),
  }));
  const curve: AttackCurve = {
    norm,
    objective,
    error: objective === "squared" ? "rmse" : "logLoss",
    perturbedColumns,
    features: Array.from(columns, (column) => featureName(samples, column)),
    rows: samples.rows,
    steps,
    restarts,
    trials,
    seed,
    clean: finish(clean),
    points,
    gradientsMasked: points.some((point) => point.randomSearch > 1.01 * Math.max(point.fgsm, point.pgd)),
  };
  return looksLike(curve, () => attackLooks(curve));
}
