import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "lai-internal";
import { checkLoss, lossAndGradients, Random, type Samples } from "lai-loss";
import { executeRun } from "../src/execute-run";
import { friedmanCsv } from "../src/make-friedman";
import { effectiveVariance } from "../src/methods/effective-variance";
import { resolveStudy } from "../src/resolve-study";
import { allSettings } from "../src/settings";
import { quadraticAt } from "../src/simex";
import { RunDataCache } from "../src/study-data";
import { type TrainingNoise, withTrainingNoise } from "../src/training-noise";
import { newFolder, smallStudy } from "./small-study";

/** Two columns of numbers and one of two values. */
function samples(rows: number, stream: string): Samples {
  const random = new Random(2, stream);
  const x = Float32Array.from({ length: 3 * rows }, (_, i) =>
    i % 3 === 2 ? Number(random.uniform() < 0.5) : random.normal(),
  );
  const column = (name: string, twoValues: [number, number] | null) =>
    ({ name, feature: name, unit: "", kind: "numeric", mean: 0, sd: 1, twoValues }) as const;
  const columns = [column("a", null), column("b", null), column("c", [0, 1])];
  const y = Float32Array.from({ length: rows }, () => random.normal());
  return { x, y, rows, features: 3, featureNames: ["a", "b", "c"], columns };
}

const rows = { train: samples(2000, "train"), validation: samples(301, "validation") };
const noisy = (noise: Partial<TrainingNoise>) =>
  withTrainingNoise(rows, { sd: 0.5, distribution: "normal", ...noise }, ["b"], 7);
const moved = (after: Samples, before: Samples, column: number): number[] =>
  Array.from({ length: before.rows }, (_, i) => after.x[3 * i + column] - before.x[3 * i + column]);
const sdOf = (values: number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

test("noise of the given sd moves columns that hold numbers, in training rows and a copy of the validation rows", () => {
  // the median size of a draw is .6745 sd of a normal one, and .4416 sd of Student's t with 3 degrees of freedom
  for (const [distribution, median] of [
    ["normal", 0.6745],
    ["heavy-tailed", 0.4416],
  ] as const) {
    const { train, validation, noisyValidation } = noisy({ distribution });
    for (const column of [0, 1]) {
      const sizes = moved(train, rows.train, column)
        .map(Math.abs)
        .sort((a, b) => a - b);
      assert.ok(Math.abs(sizes[1000] - 0.5 * median) < 0.02, `${distribution}: ${sizes[1000]}`);
      assert.ok(sdOf(moved(noisyValidation, validation, column)) > 0.3);
    }
    assert.deepEqual(new Set(moved(train, rows.train, 2)), new Set([0]));
    assert.equal(validation, rows.validation);
    assert.equal(train.y, rows.train.y);
  }
});

test("heavy-tailed noise has more draws beyond four standard deviations than normal noise", () => {
  const beyond = (distribution: TrainingNoise["distribution"]): number =>
    moved(noisy({ distribution }).train, rows.train, 0).filter((value) => Math.abs(value) > 2).length;
  assert.equal(beyond("normal"), 0);
  assert.ok(beyond("heavy-tailed") >= 10, String(beyond("heavy-tailed")));
});

test("noise in the noisy features leaves the others, and a column of two values is refused by name", () => {
  const { train } = noisy({ features: "noisy" });
  assert.deepEqual(new Set(moved(train, rows.train, 0)), new Set([0]));
  assert.ok(sdOf(moved(train, rows.train, 1)) > 0.4);
  assert.throws(() => noisy({ features: ["c"] }), { argument: "trainingNoise.features", value: "c", message: /a, b/ });
});

test("of the validation rows every second one joins the training rows, clean, and the others choose", () => {
  const { train, validation, noisyValidation } = noisy({ cleanRows: 3 });
  assert.equal(train.rows, 2000 + 3 * 151);
  assert.equal(validation.rows, 150);
  assert.equal(noisyValidation.rows, 150);
  for (const repeat of [0, 1, 2]) {
    const first = 2000 + 151 * repeat;
    assert.deepEqual(train.x.slice(3 * (first + 4), 3 * (first + 5)), rows.validation.x.slice(24, 27));
    assert.equal(train.y[first + 4], rows.validation.y[8]);
  }
  assert.deepEqual(validation.x.slice(0, 3), rows.validation.x.slice(3, 6));
});

test("the same seed gives the same noise, another seed other noise", () => {
  assert.deepEqual(noisy({}).train.x, noisy({}).train.x);
  const other = withTrainingNoise(rows, { sd: 0.5, distribution: "normal" }, [], 8).train.x;
  assert.notDeepEqual(noisy({}).train.x, other);
});

test("effective variance has right derivatives, and right gradients of every weight", () => {
  const options = { inputSd: 0.4, residualVariance: 0.2 };
  checkLoss(effectiveVariance({ ...options, features: ["b"] }), { featureNames: ["a", "b", "c"] });
  const loss = effectiveVariance(options);
  checkLoss(loss);
  const random = new Random(3, "network");
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => 0.7 * random.normal());
  const network = {
    layers: [
      { kernel: draw(12), bias: draw(4), activation: "tanh" as const },
      { kernel: draw(4), bias: draw(1) },
    ],
  };
  const { x, y } = samples(20, "gradients");
  const of = () => lossAndGradients(network, x, y, loss);
  const { weightGradients } = of();
  const weights = network.layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  for (const [k, values] of weights.entries()) {
    for (const at of values.keys()) {
      const before = values[at];
      const at1 = (step: number): number => {
        values[at] = before + step;
        return of().loss;
      };
      const expected = (at1(0.01) - at1(-0.01)) / 0.02;
      values[at] = before;
      const found = weightGradients[k][at];
      assert.ok(
        Math.abs(found - expected) < 2e-3 * Math.max(1, Math.abs(expected)),
        `${k}, ${at}: ${found}, ${expected}`,
      );
    }
  }
});

test("a quadratic is followed to its value elsewhere", () => {
  const places = [0, 0.5, 1, 1.5, 2];
  const shares = quadraticAt(places, -1);
  const at = (f: (x: number) => number): number => places.reduce((sum, x, i) => sum + shares[i] * f(x), 0);
  assert.ok(Math.abs(at((x) => 2 + 3 * x - x * x) - -2) < 1e-12);
  assert.ok(Math.abs(at(() => 1) - 1) < 1e-12);
});

test("SIMEX undoes most of the flattening of a line by noise in its input", async () => {
  const random = new Random(5, "line");
  const file = join(newFolder(), "line.csv");
  const lines = Array.from({ length: 600 }, () => {
    const x = random.normal();
    return `${x},${2 * x + 0.1 * random.normal()}`;
  });
  writeFileSync(file, `x,y\n${lines.join("\n")}\n`);
  const study = await resolveStudy(
    smallStudy({
      data: [{ dataset: file, target: "y", trainingNoise: { sd: 0.5 } }],
      methods: ["plainMse", { method: "simex", inputSd: "training noise" }],
      training: { epochs: 60, batchSize: 64, warmUpEpochs: 1, learningRate: 0.01 },
      measures: ["accuracy", "sensitivity"],
      seeds: { tuning: 0, evaluation: 1 },
    }),
  );
  const [data] = study.data;
  const [plain, simex] = await Promise.all(
    allSettings(study, data).map(async ({ spec }) => {
      const run = { data, method: spec, learningRate: 0.01, seed: 0, measures: study.measures };
      const { outcome } = await executeRun(run, new RunDataCache());
      assert.equal(outcome.status, "done");
      return outcome.status === "done" ? outcome.measures.last : null;
    }),
  );
  // a line's slope is flattened to 1 / (1 + .5^2) of its own, .8
  assert.ok(Math.abs(plain!.test!.slope!.mean - 0.8) < 0.06, String(plain!.test!.slope!.mean));
  assert.ok(simex!.test!.slope!.mean > 0.9, String(simex!.test!.slope!.mean));
  assert.ok(simex!.test!.rmse < 0.7 * plain!.test!.rmse, `${simex!.test!.rmse} and ${plain!.test!.rmse}`);
  assert.ok(plain!.noisyValidation!.rmse > plain!.validation.rmse);
});

test("methods about training noise have no settings where there is none, and the noise's sd where there is", () => {
  const study = smallStudy({
    data: [
      { dataset: "concrete", rows: 200 },
      { name: "noisy", dataset: "concrete", trainingNoise: { sd: 0.3 } },
    ],
    methods: ["plainMse", { method: "effectiveVariance", inputSd: "training noise" }],
  });
  const [clean, noisy] = study.data.map((data) => allSettings(study, data));
  assert.deepEqual(
    clean.map(({ method }) => method),
    ["MSE"],
  );
  assert.equal(noisy[2].setting, "residualVariance 0.003");
  assert.deepEqual(noisy[2].spec, { method: "effectiveVariance", inputSd: 0.3, residualVariance: 0.003 });
});

test("a learning rate is given or tuned, not both and not neither", () => {
  const training = { epochs: 6, batchSize: 32, warmUpEpochs: 1 };
  assert.throws(() => smallStudy({ seeds: { tuning: 0, evaluation: 3 } }), {
    message: /concrete: learningRate.*tuning seeds/,
  });
  assert.throws(() => smallStudy({ training: { ...training, learningRate: 0.01 } }), { message: /seeds.tuning be 0/ });
  const { seeds } = smallStudy({ training: { ...training, learningRate: 0.01 }, seeds: { tuning: 0, evaluation: 3 } });
  assert.deepEqual(seeds, { tuning: [], evaluation: [0, 1, 2] });
});

test("friedman.csv holds the rows that its function makes", () => {
  assert.equal(readFileSync(join(packageRoot(), "studies", "friedman.csv"), "utf8"), friedmanCsv());
});

test("learning rates and warm-ups of the main study are those that plain training chose", () => {
  const read = (name: string) => JSON.parse(readFileSync(join(packageRoot(), "studies", name), "utf8"));
  const chosen = new Map<string, { learningRate: number; warmUpEpochs: number }>(
    read("results/main-training.json").map((entry: { data: string }) => [entry.data, entry]),
  );
  const files = ["main.json", "noisy-inputs.json", "noisy-inputs-one-feature.json", "noisy-inputs-clean-rows.json"];
  for (const { dataset, training } of files.flatMap((file) => read(file).data)) {
    if (dataset === "friedman.csv") continue;
    const { learningRate, warmUpEpochs } = chosen.get(dataset)!;
    assert.deepEqual([training.learningRate, training.warmUpEpochs], [learningRate, warmUpEpochs], dataset);
  }
});
