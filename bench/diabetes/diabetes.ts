/**
 * The mean test slope and RMSE on the diabetes data (data/README.md), beside two programs that share nothing with the
 * package: an independent PyTorch study (10 seeds, slopes only) and replication.py beside this file (JAX). All three: MLP
 * 10-64-32-1 softplus, Glorot uniform, Adam .001, batch 128 (last partial batch dropped), 60/20/20, 20 warm-up of 300
 * epochs, Lai-MSE on all rows, last epoch; each with splits of its own, so their means differ by the luck of their seeds.
 *
 * The first 10 seeds stand beside PyTorch's 10. Where they are further apart than 3 %, the means over all seeds beside
 * JAX's say whether it was luck. Writes bench/results/diabetes.json; ends with exit code 1 where a mean over all seeds is
 * not within 3 %.
 *
 * npm run test:build && node build/bench/diabetes/diabetes.js [--seeds 500] [--output FILE]
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkNumber } from "../../src/base/check";
import { packageRoot } from "../../src/base/files";
import { versions } from "../../src/base/versions";
import type { Dataset } from "../../src/data/dataset";
import { loadDataset } from "../../src/data/load";
import { prepareDataset } from "../../src/data/prepare";
import { ready } from "../../src/engine/backend";
import { laiLoss } from "../../src/loss/lai-loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { evaluate } from "../../src/measure/evaluate";
import { denseModel } from "../../src/model/dense-model";
import { train } from "../../src/train/train";
import { writeResult } from "../keep-result";
import { describeMachine } from "../steps/machine";
import { type Comparison, compare, type Means, meansOf, rangeOfMeans } from "./agreement";

const FEW = 10;
const FEATURES = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"].map((name) => ({ name }));

/** Mean slopes of the PyTorch study; it gives the standard deviations above lambda .05 as at most .012. */
const PYTORCH: readonly { lambda: number | null; slope: Means }[] = [
  { lambda: null, slope: { mean: 0.659, standardDeviation: 0.076, count: FEW } },
  { lambda: 0.05, slope: { mean: 0.222, standardDeviation: 0.001, count: FEW } },
  { lambda: 0.3, slope: { mean: 0.541, standardDeviation: 0.012, count: FEW } },
  { lambda: 1, slope: { mean: 1.003, standardDeviation: 0.012, count: FEW } },
  { lambda: 3, slope: { mean: 1.757, standardDeviation: 0.012, count: FEW } },
];

interface Record {
  lambda: number | null;
  slope: { meansOfFew95: [low: number, high: number]; comparisons: Comparison[] };
  rmse: { comparisons: Comparison[] };
}

const { values } = parseArgs({ options: { seeds: { type: "string", default: "500" }, output: { type: "string" } } });
const SEEDS = checkNumber("--seeds", Number(values.seeds), { min: FEW, integer: true });
const OUTPUT = values.output ?? join(packageRoot(), "bench/results/diabetes.json");

async function main(): Promise<void> {
  const begun = performance.now();
  await ready();
  const dataset = await loadDataset(join(packageRoot(), "data/diabetes.csv.gz"), {
    target: "progression",
    features: FEATURES,
  });
  const file = join(packageRoot(), "bench/results/diabetes-replication.json");
  const jax = JSON.parse(readFileSync(file, "utf8")).results;
  console.log(`diabetes, dense engine; mean ± standard deviation over the seeds, x and y standardised`);
  const records: Record[] = [];
  for (const { lambda, slope: pytorch } of PYTORCH) {
    const { slopes, errors } = await runs(dataset, lambda);
    const other = jax[`${lambda ?? "plain"}`];
    const ofJax = (measure: "slope" | "rmse"): Means => ({ ...other[measure], count: other.seeds });
    const ours = (all: readonly number[]): [few: Means, all: Means] => [meansOf(all.slice(0, FEW)), meansOf(all)];
    const [few, all] = ours(slopes);
    const record: Record = {
      lambda,
      slope: {
        meansOfFew95: rangeOfMeans(slopes, FEW),
        comparisons: [
          compare("PyTorch", few, pytorch),
          compare("PyTorch", all, pytorch),
          compare("JAX", all, ofJax("slope")),
        ],
      },
      rmse: { comparisons: ours(errors).map((means) => compare("JAX", means, ofJax("rmse"))) },
    };
    records.push(record);
    console.log(text(record));
  }
  const apart = records.flatMap(({ lambda, slope, rmse }) =>
    [...slope.comparisons, ...rmse.comparisons]
      .filter((comparison) => comparison.ours.count === SEEDS && !comparison.within3Percent)
      .map(({ label }) => `${nameOf(lambda)} (${label})`),
  );
  console.log(
    `\nMeans over all ${SEEDS} seeds: ${apart.length === 0 ? "all within 3 %" : `not within 3 %: ${apart.join(", ")}`}.`,
  );
  const { processor, cores, memoryGigabytes, system } = describeMachine();
  const result = {
    kind: "diabetes",
    date: new Date().toISOString(),
    seconds: Math.round((performance.now() - begun) / 1000),
    machine: { processor, cores, memoryGigabytes, system },
    versions: versions(),
    seeds: SEEDS,
    records,
  };
  writeResult(OUTPUT, result);
  console.log(`${result.seconds} s`);
  if (apart.length > 0) process.exitCode = 1;
}

async function runs(dataset: Dataset, lambda: number | null): Promise<{ slopes: number[]; errors: number[] }> {
  const slopes: number[] = [];
  const errors: number[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    if (process.stderr.isTTY) process.stderr.write(`\r${nameOf(lambda)}: seed ${seed + 1} of ${SEEDS} `);
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
    const { accuracy, sensitivity } = evaluate(model, prepared.test, { which: ["accuracy", "sensitivity"] }).measures;
    slopes.push(sensitivity?.norms.mean as number);
    errors.push(accuracy?.rmse as number);
    model.dispose();
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  return { slopes, errors };
}

const nameOf = (lambda: number | null): string => (lambda === null ? "plain" : `lambda ${lambda}`);
const show = ({ mean, standardDeviation, count }: Means): string =>
  `${mean.toFixed(3)} ± ${standardDeviation.toFixed(3)}, ${count} seeds`;

function text({ lambda, slope, rmse }: Record): string {
  const lines = (comparisons: readonly Comparison[]): string[] =>
    comparisons.map(({ label, ours, theirs, percent, errorsApart, verdict }) => {
      const apart = `${percent.toFixed(1)} %, ${errorsApart.toFixed(1)} standard errors: ${verdict}`;
      return `    ${show(ours)}  beside ${label}'s ${show(theirs)}: ${apart}`;
    });
  const range = slope.meansOfFew95.map((value) => value.toFixed(3)).join(" and ");
  return [
    `\n${nameOf(lambda)}`,
    "  mean slope",
    ...lines(slope.comparisons),
    `    (95 % of our own means over ${FEW} seeds lie between ${range})`,
    "  RMSE",
    ...lines(rmse.comparisons),
  ].join("\n");
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
