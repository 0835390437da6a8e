// #region begin
import { denseModel, gradientPenaltyLoss, laiLoss, Random, ready } from "lai-loss";
import * as compare from "lai-loss/compare";
import { prepare } from "lai-loss/data";
import { accuracy, noiseCurve } from "lai-loss/measure";

await ready();
const random = new Random(1);
const table = Array.from({ length: 150 }, () => {
  const size = random.normal();
  return { size, age: random.normal(), price: 0.7 * size + 0.7 * random.normal() };
});
// #endregion begin

// #region compareMethods, differenceAtSameAccuracy, differenceAtMeanClean
const methods = [
  { name: "plain", options: {} },
  { name: "Lai 0.3", options: { loss: laiLoss({ lambda: 0.3 }) } },
  { name: "penalty 0.1", options: { loss: gradientPenaltyLoss({ weight: 0.1 }) } },
];
const runs = await compare.compareMethods({
  methods,
  seeds: [0, 1],
  prepare: (seed) => prepare(table, { target: "price", seed }),
  model: { hidden: [8] },
  training: { epochs: 3 },
});
const rows = runs.map(({ method, seed, predictor, prepared }) => ({
  name: method,
  seed,
  rmse: accuracy(predictor, prepared.test).rmse,
  noise: noiseCurve(predictor, prepared.test, { sigmas: [0.3], repeats: 5 }).points[0].rmse,
}));
const rivals = ["plain", "penalty 0.1"];
console.log(compare.differenceAtSameAccuracy(rows, { method: "Lai 0.3", rivals, clean: "rmse", error: "noise" }));
const settingOf = (name: string) =>
  rows
    .filter((row) => row.name === name)
    .map(({ seed, rmse, noise }) => ({ setting: name, seed, test: { clean: rmse, robust: noise } }));
console.log(compare.differenceAtMeanClean(settingOf("Lai 0.3"), rivals.flatMap(settingOf)));
// #endregion

// #region adviseLoss, QUESTIONS
const { train, validation } = prepare(table, { target: "price", seed: 0 });
const plain = denseModel({ inputs: train.features, hidden: [8], seed: 0 });
console.log(compare.QUESTIONS);
console.log(compare.adviseLoss(plain, validation, { question: "noisy inputs" }));
// #endregion

// #region summarise
const [first, second] = [
  [0.52, 0.5, 0.55, 0.51, 0.53],
  [0.5, 0.49, 0.52, 0.5, 0.52],
];
console.log(compare.summarise(first)); // mean, sd and an interval of the mean
// #endregion

// #region comparePaired, pairedTTest, wilcoxonSignedRank, effectSize
console.log(compare.comparePaired(first, second)); // values of the same seeds, in the same order
console.log(
  compare.pairedTTest(first, second),
  compare.wilcoxonSignedRank(first, second),
  compare.effectSize(first, second),
);
// #endregion

// #region holm
console.log(compare.holm([0.01, 0.04, 0.03])); // p-values of several tests, corrected
// #endregion

// #region paretoFront
console.log(
  compare.paretoFront([
    { clean: 1, robust: 3 },
    { clean: 2, robust: 2 },
    { clean: 3, robust: 3 },
  ]),
);
// #endregion

// #region rankCorrelation
console.log(compare.rankCorrelation([1, 2, 3, 4], [1, 3, 2, 4]).rho);
// #endregion
