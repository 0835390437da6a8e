import { mean } from "lai-loss/measure";
import { takeStudyKernel } from "./environment";
import { buildMethod } from "./methods/build";
import type { Study, StudyData } from "./study";
import { RunDataCache } from "./study-data";
import { trainRun } from "./train-run";

/** How plain training went at one learning rate: means over the tuning seeds of the validation RMSE, standardised. */
export interface TriedRate {
  learningRate: number;
  /** at the epoch where it is lowest, each seed's own */
  best: number;
  /** at the last epoch */
  last: number;
}

/** What plain training on one data set says about learning rate and warm-up, for all methods. */
export interface ChosenTraining {
  data: string;
  rates: readonly TriedRate[];
  learningRate: number;
  warmUpEpochs: number;
}

/** Learning rates, half a decade apart. */
const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03];

/** Rates this close to the best count as equal, and the smallest of them is taken. */
const EQUAL = 0.005;

/** Never an evaluation seed. */
const TUNING_SEEDS = [1000, 1001, 1002, 1003, 1004];

/**
 * Chooses learning rate and warm-up of a data set by plain MSE training, on tuning seeds. The rate is the smallest whose mean
 * validation RMSE at the best epoch is within 0.5 % of the lowest. The warm-up ends with the first epoch at which the mean
 * validation RMSE is within a tenth of its lowest, rounded up to a multiple of 5, and takes at most a quarter of the training.
 */
export async function chooseTraining(data: StudyData): Promise<ChosenTraining> {
  takeStudyKernel();
  const cache = new RunDataCache();
  const tried: (TriedRate & { curve: number[] })[] = [];
  for (const learningRate of RATES) {
    const curves: number[][] = [];
    for (const seed of TUNING_SEEDS) curves.push(await plainCurve(data, learningRate, seed, cache));
    const curve = curves[0].map((_, epoch) => mean(curves.map((each) => each[epoch])));
    const best = mean(curves.map((each) => Math.min(...each)));
    tried.push({ learningRate, best, last: mean(curves.map((each) => each.at(-1)!)), curve });
  }
  const lowest = Math.min(...tried.map(({ best }) => best));
  const chosen = tried.find(({ best }) => best <= (1 + EQUAL) * lowest)!;
  const near = chosen.curve.findIndex((rmse) => rmse <= 1.1 * Math.min(...chosen.curve)) + 1;
  const warmUpEpochs = Math.min(5 * Math.ceil(near / 5), Math.floor(data.training.epochs / 4));
  const rates = tried.map(({ curve: _curve, ...rate }) => rate);
  return { data: data.name, rates, learningRate: chosen.learningRate, warmUpEpochs };
}

/**
 * The same for every data set of a study. Further splits of a data set take over what its first one chose: they ask how a
 * choice fares on other rows.
 *
 * @param onChosen told of each as it is there
 */
export async function chooseTrainings(
  study: Study,
  onChosen: (chosen: ChosenTraining) => void = () => {},
): Promise<ChosenTraining[]> {
  const chosen: ChosenTraining[] = [];
  const known = new Set<string>();
  for (const data of study.data) {
    if (known.has(data.dataset)) continue;
    known.add(data.dataset);
    const found = await chooseTraining(data);
    chosen.push(found);
    onChosen(found);
  }
  return chosen;
}

/** Validation RMSE after each epoch of plain training. */
async function plainCurve(data: StudyData, learningRate: number, seed: number, cache: RunDataCache): Promise<number[]> {
  const run = await trainRun(
    { data, learningRate, seed },
    await cache.get(data, seed),
    buildMethod({ method: "plainMse" }),
  );
  run.dispose();
  return run.history.epochs.map(({ validationRmse }) => validationRmse!);
}
