import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Random } from "../../src/base/random";
import type { Samples } from "../../src/data/samples";
import { ready } from "../../src/engine/backend";
import { modelPredictor } from "../../src/engine/model-predictor";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { evaluate } from "../../src/measure/evaluate";
import { summarise } from "../../src/measure/statistics/summary";
import { denseModel } from "../../src/model/dense-model";
import { train } from "../../src/train/train";

/**
 * The mean test slope on scikit-learn's diabetes data, beside the figures of an independent PyTorch study: MLP 10-64-32-1
 * softplus, Adam .001, batch 128 (last partial batch dropped), 60/20/20, 20 warm-up of 300 epochs, Lai-MSE on all rows,
 * last epoch, 10 seeds. Both sides draw their own splits: a difference within two standard errors of the seeds is luck. The
 * study gives the sd of lambda > .05 as at most .012. Run it by: npm run test:build && node build/bench/measures/diabetes.js FOLDER [seeds], FOLDER holding
 * diabetes_data_raw.csv.gz and diabetes_target.csv.gz of the scikit-learn package (sklearn/datasets/data).
 */
const PYTORCH_SLOPES: readonly [lambda: number | null, slope: number, sd: number][] = [
  [null, 0.659, 0.076],
  [0.05, 0.222, 0.001],
  [0.3, 0.541, 0.012],
  [1, 1.003, 0.012],
  [3, 1.757, 0.012],
];

async function main(): Promise<void> {
  const folder = process.argv[2];
  if (!folder) throw new Error("give the folder with diabetes_data_raw.csv.gz and diabetes_target.csv.gz.");
  const seeds = Array.from({ length: Number(process.argv[3] ?? 10) }, (_, seed) => seed);
  await ready();
  const x = numbers(join(folder, "diabetes_data_raw.csv.gz"));
  const y = numbers(join(folder, "diabetes_target.csv.gz")).flat();
  console.log("lambda    slope mean ± sd     PyTorch    off     RMSE mean ± sd (standardised)");
  for (const [lambda, expected, sd] of PYTORCH_SLOPES) {
    const slopes: number[] = [];
    const errors: number[] = [];
    for (const seed of seeds) {
      const parts = split(x, y, seed);
      const model = denseModel({ inputs: 10, hidden: [64, 32], activation: "softplus", seed });
      await train(model, parts.train, {
        loss: lambda === null ? plainLoss() : laiLoss({ lambda }),
        epochs: 300,
        batchSize: 128,
        dropLastBatch: true,
        warmUpEpochs: 20,
        trackSlope: false,
        engine: "dense",
        seed,
      });
      const { measures } = evaluate(modelPredictor(model), parts.test, { which: ["accuracy", "sensitivity"] });
      slopes.push(measures.sensitivity?.norms.mean as number);
      errors.push(measures.accuracy?.rmse as number);
      model.dispose();
    }
    const [slope, error] = [summarise(slopes), summarise(errors)];
    const off = slope.mean / expected - 1;
    const luck = Math.sqrt((slope.standardDeviation ?? 0) ** 2 / seeds.length + sd ** 2 / 10);
    const errorsApart = Math.abs(slope.mean - expected) / luck;
    const verdict =
      Math.abs(off) <= 0.03
        ? "agrees within 3 %"
        : `${errorsApart <= 2 ? "agrees within the luck of the seeds" : "DIFFERS"}: ${errorsApart.toFixed(1)} standard errors`;
    console.log(
      [
        `${lambda ?? "plain"}`.padEnd(8),
        `${slope.mean.toFixed(3)} ± ${(slope.standardDeviation ?? 0).toFixed(3)}`.padStart(15),
        `${expected} ± ${sd}`.padStart(13),
        `${(100 * off).toFixed(1)} %`.padStart(8),
        `${error.mean.toFixed(3)} ± ${(error.standardDeviation ?? 0).toFixed(3)}`.padStart(17),
        verdict,
      ].join("  "),
    );
  }
}

function numbers(path: string): number[][] {
  const lines = gunzipSync(readFileSync(path)).toString().trim().split("\n");
  return lines.map((line) =>
    line
      .trim()
      .split(/[\s,]+/)
      .map(Number),
  );
}

/** 60/20/20 by seed, everything standardised on the training rows. */
function split(x: number[][], y: number[], seed: number): { train: Samples; test: Samples } {
  const order = new Random(seed, "split").permutation(y.length);
  const trainRows = order.subarray(0, Math.round(0.6 * y.length));
  const testRows = order.subarray(Math.round(0.8 * y.length));
  const scales = Array.from({ length: 11 }, (_, j) => {
    const values = Array.from(trainRows, (row) => (j < 10 ? x[row][j] : y[row]));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
  });
  const samples = (rows: Uint32Array): Samples => ({
    x: Float32Array.from(
      Array.from(rows).flatMap((row) => x[row].map((value, j) => (value - scales[j].mean) / scales[j].sd)),
    ),
    y: Float32Array.from(rows, (row) => (y[row] - scales[10].mean) / scales[10].sd),
    rows: rows.length,
    features: 10,
  });
  return { train: samples(trainRows), test: samples(testRows) };
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
