import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/files";
import type { Dataset } from "../../src/data/dataset";
import { loadDataset } from "../../src/data/load";
import { prepareDataset } from "../../src/data/prepare";
import { ready } from "../../src/engine/backend";
import { modelPredictor } from "../../src/engine/model-predictor";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { evaluate } from "../../src/measure/evaluate";
import { type Summary, summarise } from "../../src/measure/statistics/summary";
import { denseModel } from "../../src/model/dense-model";
import { train } from "../../src/train/train";

/**
 * The mean test slope and RMSE on the diabetes data (data/README.md), beside two programs that share nothing with the
 * package: an independent PyTorch study (10 seeds, slopes only) and replication.py beside this file (JAX). All three: MLP
 * 10-64-32-1 softplus, Glorot uniform, Adam .001, batch 128 (last partial batch dropped), 60/20/20, 20 warm-up of 300
 * epochs, Lai-MSE on all rows, last epoch; each with splits of its own, so their means differ by the luck of their seeds.
 *
 * Run it by: npm run test:build && node build/bench/diabetes/diabetes.js [seeds, default 10]
 */
interface Expected {
  lambda: number | null;
  /** of the PyTorch study; it gives the sd of lambda > .05 as at most .012 */
  pytorch: { mean: number; standardDeviation: number };
}

const PYTORCH_SEEDS = 10;
const EXPECTED: readonly Expected[] = [
  { lambda: null, pytorch: { mean: 0.659, standardDeviation: 0.076 } },
  { lambda: 0.05, pytorch: { mean: 0.222, standardDeviation: 0.001 } },
  { lambda: 0.3, pytorch: { mean: 0.541, standardDeviation: 0.012 } },
  { lambda: 1, pytorch: { mean: 1.003, standardDeviation: 0.012 } },
  { lambda: 3, pytorch: { mean: 1.757, standardDeviation: 0.012 } },
];

const FEATURES = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"].map((name) => ({ name }));

async function main(): Promise<void> {
  const seeds = Number(process.argv[2] ?? PYTORCH_SEEDS);
  if (!Number.isInteger(seeds) || seeds < 2)
    throw new Error(`seeds is ${process.argv[2]}: give a whole number from 2.`);
  await ready();
  const dataset = await loadDataset(join(packageRoot(), "data/diabetes.csv.gz"), {
    target: "progression",
    features: FEATURES,
  });
  const replication = JSON.parse(
    readFileSync(join(packageRoot(), "bench/results/diabetes-replication.json"), "utf8"),
  ).results;
  console.log(`diabetes, dense engine, ${seeds} seeds; mean ± standard deviation over the seeds, x and y standardised`);
  for (const { lambda, pytorch } of EXPECTED) {
    const { slope, rmse } = await runs(dataset, lambda, seeds);
    const other = replication[`${lambda ?? "plain"}`];
    console.log(`\n${lambda === null ? "plain" : `lambda ${lambda}`}`);
    console.log(`  slope  ${show(slope)}`);
    compare(slope, `PyTorch, ${PYTORCH_SEEDS} seeds`, { ...pytorch, count: PYTORCH_SEEDS });
    compare(slope, `JAX, ${other.seeds} seeds`, { ...other.slope, count: other.seeds });
    const [low, high] = other.slope.meansOfTen95;
    console.log(`         (95 % of JAX's means over 10 seeds lie between ${low} and ${high})`);
    console.log(`  RMSE   ${show(rmse)}`);
    compare(rmse, `JAX, ${other.seeds} seeds`, { ...other.rmse, count: other.seeds });
  }
}

async function runs(
  dataset: Dataset,
  lambda: number | null,
  seeds: number,
): Promise<{ slope: Summary; rmse: Summary }> {
  const slopes: number[] = [];
  const errors: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const prepared = await prepareDataset(dataset, { seed });
    const model = denseModel({ inputs: FEATURES.length, hidden: [64, 32], activation: "softplus", seed });
    await train(model, prepared.train, {
      loss: lambda === null ? plainLoss() : laiLoss({ lambda }),
      epochs: 300,
      batchSize: 128,
      dropLastBatch: true,
      warmUpEpochs: 20,
      trackSlope: false,
      engine: "dense",
      seed,
    });
    const { measures } = evaluate(modelPredictor(model), prepared.test, { which: ["accuracy", "sensitivity"] });
    slopes.push(measures.sensitivity?.norms.mean as number);
    errors.push(measures.accuracy?.rmse as number);
    model.dispose();
  }
  return { slope: summarise(slopes), rmse: summarise(errors) };
}

type Spread = Pick<Summary, "mean" | "standardDeviation" | "count">;

/**
 * Prints the difference in percent and in standard errors of both means, and the verdict: within 3 % is what was asked for;
 * beyond that a difference of at most two standard errors is what other splits and weights make of the same training.
 */
function compare(ours: Spread, label: string, theirs: Spread): void {
  const off = ours.mean / theirs.mean - 1;
  const error = Math.hypot(...[ours, theirs].map((s) => (s.standardDeviation as number) / Math.sqrt(s.count)));
  const errorsApart = Math.abs(ours.mean - theirs.mean) / error;
  const verdict =
    Math.abs(off) <= 0.03
      ? "agrees within 3 %"
      : `not within 3 %, ${errorsApart <= 2 ? "but within the luck of the seeds" : "and MORE than the luck of the seeds"}`;
  const numbers = `${(100 * off).toFixed(1)} %, ${errorsApart.toFixed(1)} standard errors`;
  console.log(`         ${show(theirs)}  ${label.padEnd(18)} ${numbers}: ${verdict}`);
}

function show({ mean, standardDeviation }: Spread): string {
  return `${mean.toFixed(3)} ± ${(standardDeviation as number).toFixed(3)}`;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
