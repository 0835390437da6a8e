import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { ArgumentError } from "../../src/base/check";
import { Random } from "../../src/base/random";
import { lossAndGradients } from "../../src/engine/loss-and-gradients";
import { inputGradients, modelPredictor, predict } from "../../src/engine/predict";
import { laiLoss } from "../../src/loss/lai-loss";
import { evaluate } from "../../src/measure/evaluate";
import { ACTIVATION_NAMES, type ActivationName } from "../../src/model/activation";
import { denseModel } from "../../src/model/dense-model";
import type { DenseNetwork } from "../../src/model/dense-network";
import { type Model, readWeights } from "../../src/model/model";
import { trainInCell } from "../../src/show/train-in-cell";
import type { TrainOptions } from "../../src/train/options";
import { type TrainingResult, train } from "../../src/train/train";
import { largest } from "../assert-close";
import { Float64Network } from "../engine/float64-network";
import { noisySamples } from "../train/samples";

const SIZES = [3, 9, 4, 1];
const data = noisySamples(200, 1);
const validation = noisySamples(90, 2);

/** The weights that `denseModel` draws, with biases moved off zero, as its tf model and as a network of lists or arrays. */
function twins(activation: ActivationName, kind: "lists" | "arrays", seed = 3) {
  const model = denseModel({ inputs: 3, hidden: SIZES.slice(1, -1), activation, seed });
  const random = new Random(seed, "twins");
  for (const weight of model.trainableWeights) {
    const values = weight.read();
    weight.write(values.add(values.mul(0).add(0.2 * random.normal())));
  }
  const weights = readWeights(model);
  const layers = SIZES.slice(1).map((units, l) => {
    const [kernel, bias] = weights.slice(2 * l);
    const rows = Array.from({ length: SIZES[l] }, (_, i) => Array.from(kernel.subarray(i * units, (i + 1) * units)));
    return {
      kernel: kind === "lists" ? rows : kernel,
      bias: kind === "lists" ? Array.from(bias) : bias,
      activation: l === SIZES.length - 2 ? ("linear" as const) : activation,
    };
  });
  const network: DenseNetwork = { layers };
  return { model, network, weights };
}

/** A result without what a clock says. */
function timeless({ history, lastWeights, bestWeights, checkpoint }: TrainingResult): unknown {
  const epochs = history.epochs.map((epoch) => ({ ...epoch, seconds: 0 }));
  return { history: { ...history, epochs }, lastWeights, bestWeights, checkpoint: { ...checkpoint, epochs } };
}

for (const activation of ACTIVATION_NAMES) {
  const kind = ACTIVATION_NAMES.indexOf(activation) % 2 === 0 ? "lists" : "arrays";
  test(`a network of ${kind} with ${activation} gives the numbers of the tf model to the last bit`, () => {
    const { model, network } = twins(activation, kind);
    const loss = laiLoss({ lambda: 0.3 });
    assert.deepEqual(predict(network, data.x), predict(model, data.x));
    assert.deepEqual(inputGradients(network, data.x), inputGradients(model, data.x));
    const slopeLossRows = Uint8Array.from(data.y, (_, i) => i % 2);
    assert.deepEqual(
      lossAndGradients(network, data.x, data.y, loss, { slopeLossRows }),
      lossAndGradients(model, data.x, data.y, loss, { slopeLossRows }),
    );
    model.dispose();
  });
}

for (const kind of ["lists", "arrays"] as const) {
  test(`train trains a network of ${kind} in place, to the bits of the tf model, and goes on from its checkpoint`, async () => {
    const { model, network } = twins("softplus", kind);
    const before = network.layers.map(({ kernel, bias }) => ({ kernel, bias }));
    const copies = structuredClone(before);
    const options: TrainOptions = {
      ...{ loss: laiLoss({ lambda: 0.3 }), epochs: 6, warmUpEpochs: 2, slopeLossFraction: 0.5, inputNoise: 0.1 },
      ...{ validation, keep: "best", seed: 5, learningRate: 0.01, weightDecay: 0.01 },
    };
    const half = await train(network, data, { ...options, epochs: 3 });
    const result = await train(network, data, { ...options, resume: half.checkpoint });
    assert.deepEqual(timeless(result), timeless(await train(model, data, options)));
    assert.deepEqual(readWeights(network), readWeights(model));
    assert.deepEqual(readWeights(network), result.bestWeights);
    assert.deepEqual(predict(network, data.x), predict(model, data.x));
    // arrays that other code may hold are not written to, and the kind of each stays
    assert.deepEqual(before, copies);
    for (const { kernel, bias } of network.layers) {
      assert.equal(Array.isArray(kernel), kind === "lists");
      assert.equal(Array.isArray(bias), kind === "lists");
    }
    if (kind === "lists") {
      assert.deepEqual(predict(JSON.parse(JSON.stringify(network)), data.x), predict(model, data.x));
    }
    model.dispose();
  });
}

for (const activation of ["tanh", "softplus", "leakyRelu"] as const) {
  test(`weight gradients of a network with ${activation} equal float64 finite differences`, () => {
    const { network, weights } = twins(activation, "lists");
    const rows = 12;
    const [x, y] = [data.x.subarray(0, rows * 3), data.y.subarray(0, rows)];
    const loss = laiLoss({ lambda: 0.3 });
    const { weightGradients } = lossAndGradients(network, x, y, loss);
    const reference = new Float64Network(
      SIZES,
      activation,
      weights.map((values) => Float64Array.from(values)),
    );
    const evaluator = loss.bind({ features: 3 });
    const scale = largest(weightGradients.flatMap((gradient) => Array.from(gradient)));
    for (const [tensor, gradient] of weightGradients.entries()) {
      for (const index of new Set([0, gradient.length >> 1, gradient.length - 1])) {
        const expected = reference.weightGradient(evaluator, x, y, rows, tensor, index);
        const off = Math.abs(gradient[index] - expected);
        assert.ok(off <= 1e-4 * scale, `weights[${tensor}][${index}]: off by ${off} of ${scale}`);
      }
    }
  });
}

test("the measures and the training in a cell take a network too", async () => {
  const { model, network } = twins("tanh", "lists");
  const measured = (of: Model) => evaluate(of, validation, { which: ["accuracy", "globalLipschitz"] }).measures;
  assert.deepEqual(measured(network), measured(model));
  assert.equal(modelPredictor(network).features, 3);
  const first = await trainInCell(network, data, { epochs: 2 });
  assert.deepEqual(timeless(await trainInCell(network, data, { epochs: 2 })), timeless(first));
  assert.deepEqual(readWeights(network), first.lastWeights);
  model.dispose();
});

/** A right network of the shapes 2-3-1, with what a case makes of it. */
function changed(change: (layers: Record<string, unknown>[]) => void): DenseNetwork {
  const layers: Record<string, unknown>[] = [
    {
      kernel: [
        [0.1, 0.2, 0.3],
        [0.4, 0.5, 0.6],
      ],
      bias: [0, 0, 0],
      activation: "tanh",
    },
    { kernel: Float32Array.of(1, 2, 3), bias: [0] },
  ];
  change(layers);
  return { layers } as unknown as DenseNetwork;
}

const x = Float32Array.of(1, -1);

test("the prediction of a network is the formula of its layers", () => {
  const z = [0.1 - 0.4, 0.2 - 0.5, 0.3 - 0.6].map(Math.tanh);
  const [prediction] = predict(
    changed(() => undefined),
    x,
  );
  assert.ok(Math.abs(prediction - (z[0] + 2 * z[1] + 3 * z[2])) < 1e-6, `${prediction}`);
});

test("where there is no SIMD a network is refused with the remedy, which computes the same numbers", () => {
  const network = changed(() => undefined);
  (network.layers[1] as { kernel: unknown }).kernel = [[1], [2], [3]];
  const script = `
    WebAssembly.validate = () => false;
    const { train } = require(${JSON.stringify(join(__dirname, "../../src/train/train"))});
    const { predict } = require(${JSON.stringify(join(__dirname, "../../src/engine/predict"))});
    const { denseModel } = require(${JSON.stringify(join(__dirname, "../../src/model/dense-model"))});
    const { readWeights, writeWeights } = require(${JSON.stringify(join(__dirname, "../../src/model/model"))});
    const network = ${JSON.stringify(network)};
    let refusal;
    try { predict(network, Float32Array.of(1, -1)); } catch ({ message }) { refusal = message; }
    const model = denseModel({ inputs: 2, hidden: [3], activation: "tanh" });
    writeWeights(model, readWeights(network));
    const [prediction] = predict(model, Float32Array.of(1, -1));
    console.warn = () => undefined;
    const data = { x: Float32Array.of(1, -1, -1, 1), y: Float32Array.of(1, -1), rows: 2, features: 2 };
    train(model, data, { epochs: 1 }).then(({ history }) =>
      process.stdout.write(JSON.stringify([refusal, history.description, prediction])));`;
  const env = { ...process.env, LAI_KERNEL: "wasm" };
  const output = execFileSync(process.execPath, ["-e", script], { encoding: "utf8", env });
  const [refusal, description, prediction] = JSON.parse(output);
  assert.match(
    refusal,
    /^model is .*: this Node.js runs no WebAssembly SIMD, .* take a tf model, such as that of denseModel/,
  );
  assert.equal(description, "tape, tfjs cpu (this Node.js runs no WebAssembly SIMD)");
  assert.ok(Math.abs(prediction - predict(network, x)[0]) < 1e-6, `${prediction}`);
});

const REFUSED: [what: string, change: (layers: Record<string, unknown>[]) => void, argument: string, remedy: RegExp][] =
  [
    ["no layer", (layers) => layers.splice(0), "model.layers", /at least 1/],
    ["a layer that is none", (layers) => layers.splice(0, 1, null as never), "model.layers[0]", /kernel, bias/],
    ["an unknown key", ([a]) => (a.activaton = "relu"), "model.layers[0].activaton", /"activation"/],
    ["an unknown activation", ([a]) => (a.activation = "tan"), "model.layers[0].activation", /"tanh"/],
    ["no bias", ([a]) => delete a.bias, "model.layers[0].bias", /one number a unit/],
    ["a bias of another length", ([a]) => (a.bias = [0, 0]), "model.layers[0].kernel[0].length", /\[2, 2\]/],
    ["an empty bias", ([, b]) => (b.bias = []), "model.layers[1].bias", /at least 1/],
    ["no kernel", ([a]) => delete a.kernel, "model.layers[0].kernel", /list of numbers for each input/],
    ["an empty kernel", ([a]) => (a.kernel = []), "model.layers[0].kernel", /list of numbers for each input/],
    ["a flat list", ([a]) => (a.kernel = [1, 2, 3, 4, 5, 6]), "model.layers[0].kernel[0]", /numbers/],
    [
      "a ragged kernel",
      ([a]) => ((a.kernel as number[][])[1].length = 2),
      "model.layers[0].kernel[1].length",
      /\[2, 3\]/,
    ],
    ["NaN", ([a]) => ((a.kernel as number[][])[1][2] = Number.NaN), "model.layers[0].kernel[1][2]", /finite/],
    ["a text", ([a]) => ((a.bias as unknown[])[1] = "0"), "model.layers[0].bias[1]", /finite/],
    ["a null", ([a]) => ((a.bias as unknown[])[1] = null), "model.layers[0].bias[1]", /finite/],
    ["half a row", ([a]) => (a.kernel = new Float32Array(7)), "model.layers[0].kernel.length", /multiple/],
    [
      "other inputs than the units before",
      ([, b]) => (b.kernel = [[1], [2]]),
      "model.layers[1].kernel.length",
      /\[3, 1\]/,
    ],
    ["the same of an array", ([, b]) => (b.kernel = new Float32Array(4)), "model.layers[1].kernel.length", /\[3, 1\]/],
    ["float64 arrays", ([, b]) => (b.kernel = new Float64Array(3)), "model.layers[1].kernel", /Float32Array/],
    ["an output that is not linear", ([, b]) => (b.activation = "sigmoid"), "model.layers[1].activation", /logit/],
    ["two outputs", (layers) => layers.pop(), "model.layers[0].bias.length", /one unit/],
    [
      "a layer twice",
      (layers) => layers.unshift({ kernel: [[1, 2]], bias: [0, 0] }, layers[0]),
      "model.layers[2]",
      /own/,
    ],
  ];

for (const [what, change, argument, remedy] of REFUSED) {
  test(`a network with ${what} is refused by name, before anything is trained`, async () => {
    const isRight = (error: unknown): boolean => {
      assert.ok(error instanceof ArgumentError, String(error));
      assert.equal(error.argument, argument);
      assert.match(error.remedy, remedy);
      return true;
    };
    assert.throws(() => predict(changed(change), x), isRight);
    assert.throws(() => lossAndGradients(changed(change), x, Float32Array.of(1), laiLoss({ lambda: 1 })), isRight);
    await assert.rejects(train(changed(change), { ...noisySamples(40, 1, 0.7, 2) }), isRight);
  });
}

test("what is no model at all, the tape engine, wrong rows and a frozen network are refused by name", async () => {
  const network = changed(() => undefined);
  for (const odd of [{}, [], null, "network"]) {
    assert.throws(() => predict(odd as unknown as DenseNetwork, x), /^ArgumentError: model is .+ dense network \{/);
  }
  assert.throws(
    () => predict({ ...network, name: "mine" } as DenseNetwork, x),
    /model\.name is "mine": unknown option/,
  );
  assert.throws(() => predict(network, Float32Array.of(1)), /x\.length is 1: the model has 2 inputs/);
  await assert.rejects(train(network, data), /data\.features is 3: the model takes 2 inputs/);
  await assert.rejects(
    train(network, noisySamples(40, 1, 0.7, 2), { engine: "tape" }),
    /engine is "tape": .+leave engine/,
  );
  const before = structuredClone(network);
  Object.freeze(network.layers[1]);
  await assert.rejects(train(network, noisySamples(40, 1, 0.7, 2)), /model\.layers\[1\] is "frozen": give a copy/);
  assert.deepEqual(structuredClone(network), before);
  assert.equal(predict(network, x).length, 1);
});
