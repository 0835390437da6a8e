/*
 * Does the slope that adviseLoss asks for come out? On each Kaggle data set a plain model is trained, asked for .5, .7 and .9
 * of its mean slope, and Lai-MSE and its one-sided form are trained with the lambdas that adviseLoss proposes; and with the
 * loss that it advises, by the stored evidence, for a slope of at most .7 of it.
 *
 *   npm run --silent test:build && node build/bench/advice/advice.js [seeds]
 *
 * Writes bench/results/advice.md and advice.json. Data sets that are not on this machine are named and left out.
 */
import { join } from "node:path";
import { packageRoot, writeFileAtomic } from "lai-internal";
import {
  denseModel,
  type GradientAwareLoss,
  laiLoss,
  modelPredictor,
  plainLoss,
  ready,
  train,
  versions,
} from "lai-loss";
import { type AdvisedLoss, adviseLoss } from "lai-loss/compare";
import type { PreparedDataset } from "lai-loss/data";
import { accuracy, gradientNorms, mean } from "lai-loss/measure";
import { tableBundle } from "lai-loss/show";
import { readStudy } from "../../studies/src/read-study";
import type { StudyData } from "../../studies/src/study";
import { loadStudyDataset, prepareStudyRows } from "../../studies/src/study-data";
import { writeResult } from "../keep-result";

const STUDIES = [
  ...["diamonds", "concrete", "auto-mpg", "california-housing", "air-quality", "ccpp", "gas-turbine", "airfoil"],
  ...["playground-s3e1", "wine", "abalone"],
];
const FRACTIONS = [0.5, 0.7, 0.9];
const BOUND = 0.7;

async function trained(
  loss: GradientAwareLoss,
  rows: PreparedDataset,
  data: StudyData,
  seed: number,
  more: AdvisedLoss["training"] = {},
) {
  const { epochs, warmUpEpochs, batchSize } = data.training;
  const model = denseModel({ ...data.model, inputs: rows.train.features, seed });
  const options = { epochs, warmUpEpochs, batchSize: Math.min(batchSize, rows.train.rows), learningRate: 0.003, seed };
  await train(model, rows.train, { ...options, ...more, loss, trackSlope: false });
  return model;
}

/** Share of the way from the plain slope to the asked one. */
const way = (plain: number, asked: number, reached: number): number => (plain - reached) / (plain - asked);

type Model = Parameters<typeof modelPredictor>[0];

/** What became of a bound of .7 of the plain slope with the loss that is advised for it. */
async function boundOf(plain: Model, rows: PreparedDataset, data: StudyData, seed: number) {
  const errorOf = (model: Model): number => accuracy(modelPredictor(model), rows.test).rmse;
  const bound = BOUND * gradientNorms(modelPredictor(plain), rows.train).mean!;
  const { best } = adviseLoss(plain, rows.train, { question: "slope bound", slope: bound });
  const model = await trained(best.loss, rows, data, seed, best.training);
  const [inside, outside] = [rows.train, rows.test].map((samples) => {
    const { p95, aboveTarget } = gradientNorms(modelPredictor(model), samples, { targetSlope: bound });
    return { above: aboveTarget!, p95: p95! / bound };
  });
  return { advised: best.name.split(",")[0], inside, outside, error: errorOf(model) / errorOf(plain) };
}

async function adviceOf(data: StudyData, seed: number) {
  const rows = await prepareStudyRows(await loadStudyDataset(data), data, seed);
  const slopeOf = (model: Model): number => gradientNorms(modelPredictor(model), rows.test).mean!;
  const plain = await trained(plainLoss(), rows, data, seed);
  const plainSlope = slopeOf(plain);
  const bound = await boundOf(plain, rows, data, seed);
  const found = [];
  for (const fraction of FRACTIONS) {
    const { lai } = adviseLoss(plain, rows.train, {
      question: "smoother",
      slope: fraction * plainSlope,
      evidence: null,
    });
    const reached = slopeOf(await trained(lai.loss, rows, data, seed));
    const oneSided = slopeOf(await trained(laiLoss({ lambda: lai.lambda, oneSided: true }), rows, data, seed));
    found.push({
      data: data.name,
      seed,
      fraction,
      hold: lai.hold!, // a number with the base "mse"
      plainSlope,
      asked: lai.targetSlope,
      reached,
      oneSided,
      bound,
    });
  }
  return found;
}

async function main(): Promise<void> {
  await ready();
  const seeds = Array.from({ length: Number(process.argv[2] ?? 3) }, (_, i) => i);
  const found: Awaited<ReturnType<typeof adviceOf>> = [];
  const missing: string[] = [];
  for (const name of STUDIES) {
    const study = readStudy(join(packageRoot(), "studies", `${name}.json`));
    for (const data of study.data.filter(({ split }) => split === undefined)) {
      try {
        for (const seed of seeds) found.push(...(await adviceOf(data, seed)));
        console.log(`${data.name}: done`);
      } catch (error) {
        missing.push(`${data.name}: ${(error as Error).message}`);
        console.log(missing[missing.length - 1]);
      }
    }
  }
  const names = [...new Set(found.map(({ data }) => data))];
  const rows = names.map((data) => {
    const own = found.filter((entry) => entry.data === data);
    const at = (fraction: number, key: "reached" | "oneSided"): number =>
      mean(own.filter((entry) => entry.fraction === fraction).map((e) => way(e.plainSlope, e.asked, e[key])));
    return {
      data,
      hold: mean(own.map(({ hold }) => hold)),
      "plain slope": mean(own.map(({ plainSlope }) => plainSlope)),
      ...Object.fromEntries(FRACTIONS.map((fraction) => [`Lai-MSE, ${fraction}`, at(fraction, "reached")])),
      ...Object.fromEntries(FRACTIONS.map((fraction) => [`one-sided, ${fraction}`, at(fraction, "oneSided")])),
    };
  });
  rows.sort((a, b) => a.hold - b.hold);
  const bounds = rows.map(({ data }) => {
    const own = found.filter((entry) => entry.data === data && entry.fraction === BOUND).map(({ bound }) => bound);
    return {
      data,
      advised: [...new Set(own.map(({ advised }) => advised))].join(", "),
      "above it, training rows": mean(own.map(({ inside }) => inside.above)),
      "p95 / bound, training rows": mean(own.map(({ inside }) => inside.p95)),
      "above it, test rows": mean(own.map(({ outside }) => outside.above)),
      "p95 / bound, test rows": mean(own.map(({ outside }) => outside.p95)),
      "RMSE / plain": mean(own.map(({ error }) => error)),
    };
  });
  const boundCaption = `A slope of at most ${BOUND} of the plain mean slope on training rows, by the loss that adviseLoss gives for it: share of the rows above it, 95th percentile of the slope over it, mean over ${seeds.length} seeds`;
  const caption = `How far of the way from the plain mean slope to the asked one (.5, .7 and .9 of it) the slope came, test rows, last epoch, mean over ${seeds.length} seeds: 1 is all the way`;
  const text = [
    "# Does the slope that adviseLoss asks for come out?",
    "",
    "Written by bench/advice/advice.ts. Hold: RMSE over mean slope of the plain model on its training rows; the least first. Learning rate 0.003, network and epochs as in studies/.",
    "",
    tableBundle(rows, { caption, digits: 3 })["text/markdown"],
    "",
    tableBundle(bounds, { caption: boundCaption, digits: 3 })["text/markdown"],
    ...missing.map((line) => `\nLeft out: ${line}`),
    "",
  ].join("\n");
  writeFileAtomic(join(packageRoot(), "bench/results/advice.md"), text);
  const result = { kind: "advice", date: new Date().toISOString(), versions: versions(), seeds, found, missing };
  writeResult(join(packageRoot(), "bench/results/advice.json"), result);
  console.log(text);
}
void main();
