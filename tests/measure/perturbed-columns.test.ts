import assert from "node:assert/strict";
import { test } from "node:test";
import type { Samples } from "../../src/base/samples";
import { datasetFrom } from "../../src/data/own-data";
import { prepareDataset } from "../../src/data/prepare";
import { attack } from "../../src/measure/attack/attack";
import { minimalPerturbation } from "../../src/measure/attack/minimal-perturbation";
import { compareNoise } from "../../src/measure/compare-noise";
import { evaluate } from "../../src/measure/evaluate";
import { noiseCurve } from "../../src/measure/noise";
import type { Predictor } from "../../src/measure/predictor";
import { measureRows } from "../../src/measure/table";
import { linearPredictor } from "./predictors";

const count = Array.from({ length: 300 }, (_, i) => i);
const table = {
  width: count.map((i) => (i % 17 === 0 ? null : Math.sin(i))),
  grade: count.map((i) => ["low", "medium", "high"][(i * 7) % 3]),
  colour: count.map((i) => ["red", "green", "blue", "grey"][(i * 5) % 4]),
  garden: count.map((i) => ((i * i) % 5 === 1 ? 1 : 0)),
  hour: count.map((i) => i % 24),
  price: count.map((i) => Math.cos(i) + (i % 4)),
};
const features = [
  "width",
  { name: "grade", kind: "ordinal" as const, order: ["low", "medium", "high"] },
  { name: "colour", kind: "categorical" as const },
  "garden",
  { name: "hour", kind: "cyclic" as const, period: 24 },
];

async function rowsOf(chosen: readonly string[] = ["width", "grade", "colour", "garden", "hour"]): Promise<Samples> {
  const dataset = datasetFrom(table, { target: "price", features });
  return (await prepareDataset(dataset, { seed: 1, features: chosen })).train;
}

/** The samples as a user has them who made them by hand. */
const plain = ({ x, y, rows, features: d, featureNames }: Samples): Samples => ({
  x,
  y,
  rows,
  features: d,
  featureNames,
});

/** A model of these columns alone. */
function modelOf(samples: Samples, names: readonly string[]): Predictor {
  return linearPredictor(samples.featureNames!.map((name, j) => (names.includes(name) ? 0.5 + 0.25 * j : 0)));
}

/** A model that keeps the inputs that it is asked about. */
function watching(samples: Samples): { predictor: Predictor; seen: Float32Array[] } {
  const predictor = linearPredictor(samples.featureNames!.map(() => 0.1));
  const seen: Float32Array[] = [];
  const predict = (x: Float32Array, rows: number): Float32Array => {
    seen.push(x.slice(0, rows * samples.features));
    return predictor.predict(x, rows);
  };
  return { predictor: { ...predictor, predict }, seen };
}

const TWO_VALUED = ["width missing", "colour=blue", "colour=green", "colour=grey", "colour=red", "garden"];
const NUMERIC = ["width", "grade", "hour sine", "hour cosine"];

test("noise and attacks move columns of numbers, not one-hot, 0/1 and indicator columns", async () => {
  const samples = await rowsOf();
  assert.deepEqual([...samples.featureNames!].sort(), [...NUMERIC, ...TWO_VALUED].sort());
  const model = modelOf(samples, TWO_VALUED);
  for (const distribution of ["gaussian", "uniform"] as const) {
    const curve = noiseCurve(model, samples, { distribution });
    assert.deepEqual([...curve.features].sort(), [...NUMERIC].sort());
    assert.equal(curve.perturbedColumns, "numeric");
    for (const point of curve.points) assert.deepEqual([point.predictionChange, point.rmse], [0, curve.cleanRmse]);
  }
  for (const norm of ["l2", "linf"] as const) {
    const found = attack(model, samples, { norm });
    assert.deepEqual([...found.features].sort(), [...NUMERIC].sort());
    for (const { fgsm, pgd, randomSearch } of found.points) {
      assert.deepEqual([fgsm, pgd, randomSearch], [found.clean, found.clean, found.clean]);
    }
    assert.equal(minimalPerturbation(model, samples, { norm }).unreached, samples.rows);
  }
});

test('perturbedColumns "all" is the first edition\'s definition, bit by bit, and what samples without columns get', async () => {
  const samples = await rowsOf();
  const model = modelOf(samples, [...NUMERIC, ...TWO_VALUED]);
  const all = { perturbedColumns: "all", seed: 3 } as const;
  const curve = noiseCurve(model, samples, all);
  assert.deepEqual(curve.features, [...samples.featureNames!]);
  assert.deepEqual(curve.points, noiseCurve(model, plain(samples), { seed: 3 }).points);
  assert.notDeepEqual(curve.points, noiseCurve(model, samples, { seed: 3 }).points);
  assert.deepEqual(attack(model, samples, all).points, attack(model, plain(samples), { seed: 3 }).points);
  const { p50 } = minimalPerturbation(model, samples, { perturbedColumns: "all" });
  assert.equal(p50, minimalPerturbation(model, plain(samples)).p50);
});

test("without columns of two values nothing changes: the same draws for the same columns", async () => {
  const samples = await rowsOf(["grade", "hour"]);
  const model = modelOf(samples, NUMERIC);
  assert.deepEqual(noiseCurve(model, samples).points, noiseCurve(model, plain(samples)).points);
});

test("a one-hot feature flips to another of its categories, each as likely, and one of two values to the other", async () => {
  const samples = await rowsOf();
  const { predictor, seen } = watching(samples);
  const curve = noiseCurve(predictor, samples, { sigmas: [0], repeats: 1, seed: 5, flipProbability: 0.3 });
  assert.deepEqual([...curve.flipped].sort(), ["colour", "garden", "width missing"]);
  assert.equal(curve.flipProbability, 0.3);
  const flipped = seen[seen.length - 1];
  const at = (name: string): number => samples.featureNames!.indexOf(name);
  const colours = ["blue", "green", "grey", "red"].map((colour) => at(`colour=${colour}`));
  const colourOf = (x: Float32Array, i: number): number =>
    colours.findIndex((column) => x[i * samples.features + column] === 1);
  const moves = new Map<string, number>();
  let changed = 0;
  for (let i = 0; i < samples.rows; i++) {
    const row = colours.map((column) => flipped[i * samples.features + column]);
    assert.deepEqual([...row].sort(), [0, 0, 0, 1]);
    const [from, to] = [colourOf(samples.x, i), colourOf(flipped, i)];
    if (from !== to) changed++;
    moves.set(`${from} ${to}`, (moves.get(`${from} ${to}`) ?? 0) + 1);
    for (const name of NUMERIC) {
      assert.equal(flipped[i * samples.features + at(name)], samples.x[i * samples.features + at(name)]);
    }
  }
  assert.ok(Math.abs(changed / samples.rows - 0.3) < 0.12, `${changed} of ${samples.rows}`);
  assert.equal([...moves.keys()].length, 16, "every category becomes every other one");
  const [low, high] = samples.columns![at("garden")].twoValues!;
  assert.ok(low < 0 && high > 1, "0 and 1 as they stand in x: standardised");
  let gardens = 0;
  for (let i = 0; i < samples.rows; i++) {
    const [from, to] = [samples.x, flipped].map((x) => x[i * samples.features + at("garden")]);
    assert.ok(to === low || to === high);
    if (from !== to) gardens++;
  }
  assert.ok(Math.abs(gardens / samples.rows - 0.3) < 0.12, `${gardens} of ${samples.rows}`);
});

test("at probability 1 every category changes; at every sigma the same ones, whatever model and batch", async () => {
  const samples = await rowsOf();
  const model = modelOf(samples, ["garden"]);
  const always = noiseCurve(model, samples, { sigmas: [0.1, 1], repeats: 2, flipProbability: 1 });
  const [low, high] = samples.columns![samples.featureNames!.indexOf("garden")].twoValues!;
  const weight = 0.5 + 0.25 * samples.featureNames!.indexOf("garden");
  for (const point of always.points) {
    assert.ok(Math.abs(point.predictionChange - weight * (high - low)) < 1e-5, `${point.predictionChange}`);
  }
  const [one, other] = [watching(samples), watching(samples)];
  noiseCurve(one.predictor, samples, { sigmas: [0.2], repeats: 1, flipProbability: 0.5, seed: 2 });
  noiseCurve(other.predictor, samples, { sigmas: [0.2], repeats: 1, flipProbability: 0.5, seed: 2 });
  assert.deepEqual(one.seen, other.seen);
  const points = (batchSize: number) =>
    noiseCurve(model, samples, { sigmas: [0.2], flipProbability: 0.5, batchSize }).points[0].repeatRmse;
  for (const [r, rmse] of points(7).entries()) assert.ok(Math.abs(rmse - points(4096)[r]) < 1e-9);
});

test("chosen features: numbers take noise, the others flip; one column of a one-hot feature stands for all", async () => {
  const samples = await rowsOf();
  const model = modelOf(samples, [...NUMERIC, ...TWO_VALUED]);
  const curve = noiseCurve(model, samples, { features: ["grade", "colour=red"], flipProbability: 0.2 });
  assert.deepEqual([curve.features, curve.flipped], [["grade"], ["colour"]]);
  const lone = noiseCurve(model, samples, { features: ["garden"], flipProbability: 0.2, sigmas: [0.1, 1] });
  assert.deepEqual([lone.features, lone.flipped], [[], ["garden"]]);
  assert.equal(lone.points[0].rmse, lone.points[1].rmse);
});

test("curves with other flips are not compared", async () => {
  const samples = await rowsOf();
  const model = modelOf(samples, NUMERIC);
  const [with_, without] = [0.2, 0].map((flipProbability) => noiseCurve(model, samples, { flipProbability }));
  assert.throws(() => compareNoise(with_, without), /measure both with the same noise/);
  assert.equal(compareNoise(with_, with_)[0].difference, 0);
});

test("what means nothing is refused by name", async () => {
  const samples = await rowsOf();
  const model = modelOf(samples, NUMERIC);
  for (const measure of [noiseCurve, attack, minimalPerturbation]) {
    assert.throws(
      () => measure(model, samples, { features: ["width", "colour=red", "garden"] }),
      /features is \["colour=red","garden"\]: a standard deviation of categories or of two values means nothing/,
    );
    assert.throws(() => measure(model, samples, { perturbedColumns: "some" as "all" }), /perturbedColumns is "some"/);
  }
  const flip = (flipProbability: number, options: object = {}, rows = samples) =>
    noiseCurve(model, rows, { flipProbability, ...options });
  assert.throws(() => flip(1.5), /flipProbability is 1.5/);
  assert.throws(() => flip(0.1, { perturbedColumns: "all" }), /flipProbability is 0.1: .*every column takes noise/);
  assert.throws(() => flip(0.1, {}, plain(samples)), /flipProbability is 0.1: no chosen feature is known to hold/);
  assert.throws(() => flip(0.1, { features: ["grade"] }), /flipProbability is 0.1: no chosen feature is known to hold/);
  const colours = await rowsOf(["colour"]);
  assert.throws(() => noiseCurve(modelOf(colours, []), colours), /features is \["colour=blue",/);
});

test("an evaluation says what was moved, and leaves out what does not apply", async () => {
  const which = ["noise", "featureNoise", "uniformNoise", "attack", "featureAttack", "minimalPerturbation"] as const;
  const samples = await rowsOf();
  const model = modelOf(samples, NUMERIC);
  const mixed = evaluate(model, samples, { which, features: ["width", "garden"] });
  assert.equal(mixed.perturbedColumns, "numeric");
  assert.deepEqual(mixed.measures.featureNoise?.features, ["width"]);
  assert.deepEqual(mixed.measures.featureAttack?.features, ["width"]);
  const flipped = evaluate(model, samples, { which, features: ["width", "garden"], flipProbability: 0.1 });
  assert.deepEqual(flipped.measures.featureNoise?.flipped, ["garden"]);
  assert.ok(measureRows(flipped).some(({ measure }) => /noise 0.3, share 0.1 of categories flipped/.test(measure)));
  const two = evaluate(model, samples, { which, features: ["garden", "colour=red"] });
  assert.deepEqual(Object.keys(two.measures), ["noise", "uniformNoise", "attack", "minimalPerturbation"]);
  const colours = await rowsOf(["colour", "garden"]);
  const ofColours = modelOf(colours, TWO_VALUED);
  assert.deepEqual(Object.keys(evaluate(ofColours, colours, { which }).measures), []);
  const some = evaluate(ofColours, colours, { which, flipProbability: 0.1 }).measures;
  assert.deepEqual(Object.keys(some), ["noise", "uniformNoise"]);
  const old = evaluate(ofColours, colours, { which: ["noise"], perturbedColumns: "all" });
  assert.equal(old.perturbedColumns, "all");
  assert.deepEqual(
    old.measures.noise?.points,
    evaluate(ofColours, plain(colours), { which: ["noise"] }).measures.noise?.points,
  );
  assert.throws(() => evaluate(model, samples, { flipProbability: Number.NaN }), /flipProbability is NaN/);
  assert.throws(() => evaluate(model, plain(samples), { flipProbability: 0.1 }), /no chosen feature is known to hold/);
});
