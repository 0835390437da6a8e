import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../../src/engine/backend";
import { createEngine } from "../../../src/engine/create-engine";
import type { Gradients } from "../../../src/engine/engine";
import { lossAndGradients } from "../../../src/engine/loss-and-gradients";
import { inputGradients, predict } from "../../../src/engine/predict";
import { laiLoss } from "../../../src/loss/lai-loss";
import { plainLoss } from "../../../src/loss/plain-loss";
import { train } from "../../../src/train/train";
import { operationModel } from "./operation-layer";
import { assertWeightGradients } from "./weight-differences";

const glorot = (seed: number): ReturnType<typeof tf.initializers.glorotUniform> =>
  tf.initializers.glorotUniform({ seed });

/** Dense 5, the layers, and a smooth head. */
function sequence(...layers: tf.layers.Layer[]): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 6, inputShape: [4], kernelInitializer: glorot(1) }),
      ...layers,
      tf.layers.dense({ units: 3, activation: "tanh", kernelInitializer: glorot(2) }),
      tf.layers.dense({ units: 1, kernelInitializer: glorot(3) }),
    ],
  });
}

/** Two branches from one input, merged. */
function merged(merge: tf.layers.Layer): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const branch = (seed: number, activation: "tanh" | "swish"): tf.SymbolicTensor =>
    tf.layers.dense({ units: 5, activation, kernelInitializer: glorot(seed) }).apply(input) as tf.SymbolicTensor;
  const joined = merge.apply([branch(1, "tanh"), branch(2, "swish")]) as tf.SymbolicTensor;
  const output = tf.layers.dense({ units: 1, kernelInitializer: glorot(3) }).apply(joined) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output });
}

const dense = (activation: string): tf.layers.Layer =>
  tf.layers.dense({ units: 5, activation: activation as "relu", kernelInitializer: glorot(4) });

const MODELS: Record<string, () => tf.LayersModel> = {
  "activation softmax": () => sequence(dense("softmax")),
  "activation gelu_new": () => sequence(dense("gelu_new")),
  "layer Activation": () => sequence(tf.layers.activation({ activation: "mish" as "relu" })),
  "layer ReLU": () => sequence(tf.layers.reLU()),
  "layer ReLU of a largest value": () => sequence(tf.layers.reLU({ maxValue: 0.8 })),
  "layer LeakyReLU": () => sequence(tf.layers.leakyReLU({ alpha: 0.3 })),
  "layer ELU": () => sequence(tf.layers.elu()),
  "layer PReLU": () => sequence(tf.layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.25 }) })),
  "layer ThresholdedReLU": () => sequence(tf.layers.thresholdedReLU({ theta: 0.3 })),
  "layer Softmax": () => sequence(tf.layers.softmax()),
  "layer LayerNormalization": () => sequence(tf.layers.layerNormalization()),
  "layers RepeatVector, Permute, Flatten": () =>
    sequence(tf.layers.repeatVector({ n: 2 }), tf.layers.permute({ dims: [2, 1] }), tf.layers.flatten()),
  "a model inside": () =>
    sequence(
      tf.sequential({
        layers: [tf.layers.dense({ units: 4, activation: "elu", inputShape: [6], kernelInitializer: glorot(5) })],
      }),
    ),
  "layer Add": () => merged(tf.layers.add()),
  "layer Multiply": () => merged(tf.layers.multiply()),
  "layer Average": () => merged(tf.layers.average()),
  "layer Maximum": () => merged(tf.layers.maximum()),
  "layer Minimum": () => merged(tf.layers.minimum()),
  "layer Concatenate": () => merged(tf.layers.concatenate()),
  "layer Dot": () => merged(tf.layers.dot({ axes: 1 })),
};

/** Models of convolutions: the backend wasm has no kernel for the gradient of their filters. */
const CONVOLUTIONS: Record<string, () => tf.LayersModel> = {
  "layers Conv1D and Flatten": () =>
    sequence(
      tf.layers.reshape({ targetShape: [6, 1] }),
      tf.layers.conv1d({ filters: 2, kernelSize: 3, activation: "tanh", kernelInitializer: glorot(6) }),
      tf.layers.flatten(),
    ),
  "layers Conv2D and GlobalAveragePooling2D": () =>
    sequence(
      tf.layers.reshape({ targetShape: [3, 2, 1] }),
      tf.layers.conv2d({ filters: 3, kernelSize: 2, activation: "sigmoid", kernelInitializer: glorot(6) }),
      tf.layers.globalAveragePooling2d({}),
    ),
};

for (const [name, build] of Object.entries({ ...MODELS, ...CONVOLUTIONS })) {
  test(`weight gradients through ${name} equal finite differences`, async () => {
    for (const backend of name in CONVOLUTIONS ? (["cpu"] as const) : (["cpu", "wasm"] as const)) {
      await ready({ backend });
      assertWeightGradients(build(), `${name} on ${backend}`);
    }
  });
}

function laiStep(model: tf.LayersModel): Gradients {
  const features = model.inputs[0].shape[1] as number;
  const engine = createEngine(model);
  const x = Float32Array.from({ length: 3 * features }, (_, i) => Math.sin(i + 1));
  const loss = laiLoss({ lambda: 0.5 });
  try {
    return engine.gradients(
      { rows: 3, slopeLossRows: 3, x, y: Float32Array.of(1, 0, -1) },
      loss.bind({ features }),
      true,
    );
  } finally {
    engine.dispose();
  }
}

test("a convolution on wasm is refused by layer, kernel and backend, and leaves nothing behind", async () => {
  await ready({ backend: "wasm" });
  const model = CONVOLUTIONS["layers Conv1D and Flatten"]();
  const convolution = model.layers[2];
  laiStep(operationModel((x) => tf.sin(x))); // so that wasm has allocated what it keeps
  const tensors = tf.memory().numTensors;
  assert.throws(() => laiStep(model), {
    name: "ArgumentError",
    message: new RegExp(`layer "${convolution.name}" .* wasm backend has no Conv2DBackpropFilter.*"cpu"`),
  });
  assert.equal(tf.memory().numTensors, tensors);
  assert.equal(Object.hasOwn(convolution, "call"), false);
});

test("a layer of the user's own is refused by the kernel whose gradient cannot be differentiated again", async () => {
  await ready({ backend: "cpu" });
  const cases: [operation: (x: tf.Tensor2D) => tf.Tensor, kernel: string][] = [
    [(x) => tf.logSoftmax(x), "tf.logSoftmax"],
    [(x) => tf.cumsum(x, 1), "Cumsum"],
    [(x) => tf.reshape(tf.maxPool(tf.reshape(x, [-1, 2, 2, 1]) as tf.Tensor4D, 1, 1, "valid"), [-1, 4]), "MaxPool"],
    [
      (x) =>
        tf.mirrorPad(
          x,
          [
            [0, 0],
            [0, 0],
          ],
          "reflect",
        ),
      "MirrorPad",
    ],
    [
      (x) =>
        tf.customGrad((z, save) => {
          (save as (tensors: tf.Tensor[]) => void)([z as tf.Tensor]);
          return { value: tf.square(z as tf.Tensor), gradFunc: (dy, [saved]) => tf.mul(dy, tf.mul(2, saved)) };
        })(x),
      "customGrad",
    ],
  ];
  for (const [operation, kernel] of cases) {
    const model = operationModel(operation);
    const tensors = tf.memory().numTensors;
    assert.throws(() => laiStep(model), {
      name: "ArgumentError",
      message: new RegExp(`layer "${model.layers[1].name}" is "OperationLayer": its gradient goes through ${kernel}`),
    });
    assert.equal(tf.memory().numTensors, tensors, kernel);
  }
});

test("a layer that is right once is taken where the loss does not look at the slope", async () => {
  await ready({ backend: "cpu" });
  const model = operationModel((x) => tf.cumsum(x, 1));
  const engine = createEngine(model);
  const x = Float32Array.from({ length: 9 }, (_, i) => Math.sin(i));
  const loss = plainLoss({ base: "mse" });
  const batch = { rows: 3, slopeLossRows: 3, x, y: Float32Array.of(1, 2, 3) };
  const { weightGradients } = engine.gradients(batch, loss.bind({ features: 3 }), loss.needsInputGradient);
  assert.equal(weightGradients.length, 6);
  assert.ok(weightGradients[0].some((value) => value !== 0));
  engine.dispose();
});

class LogSigmoid extends tf.layers.Layer {
  static className = "LogSigmoid";
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.logSigmoid(Array.isArray(x) ? x[0] : x));
  }
}

class Failing extends LogSigmoid {
  static override className = "Failing";
  override call(): tf.Tensor {
    throw new RangeError("out of range");
  }
}

test("a layer in which tfjs fails with an error of its own is named, trained with either loss or only looked at", async () => {
  await ready({ backend: "wasm" }); // where it fails; on cpu it is right
  const x = Float32Array.from({ length: 64 }, (_, i) => 1.4 * Math.sin(i));
  const samples = { x, y: x, rows: 64, features: 1 };
  const around = (layer: tf.layers.Layer): tf.Sequential =>
    tf.sequential({
      layers: [tf.layers.dense({ units: 4, inputShape: [1] }), layer, tf.layers.dense({ units: 1 })],
    });
  const [model, inside, failing] = [new LogSigmoid({}), new LogSigmoid({}), new Failing({})].map(around);
  const outer = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] }), inside] });
  const named = (kind: string, layer: tf.layers.Layer, cause: string): object => ({
    name: "ArgumentError",
    message: new RegExp(
      `^model layer "${layer.name}" is "${kind}": tfjs fails in it or in its gradient \\(${cause}.*use another`,
    ),
  });
  predict(model, x); // so that wasm has allocated what it keeps
  const tensors = tf.memory().numTensors;
  for (const loss of [plainLoss(), laiLoss({ lambda: 0.5 })]) {
    const expected = named("LogSigmoid", model.layers[1], "TypeError: ");
    await assert.rejects(train(model, samples, { loss, epochs: 1 }), expected);
    assert.throws(() => lossAndGradients(outer, x, x, loss), named("LogSigmoid", inside.layers[1], "TypeError: "));
  }
  assert.throws(() => inputGradients(model, x), named("LogSigmoid", model.layers[1], "TypeError: "));
  assert.equal(predict(model, x).length, 64);
  assert.throws(() => predict(failing, x), named("Failing", failing.layers[1], "RangeError: out of range"));
  assert.equal(tf.memory().numTensors, tensors);
});

test("an error of the loss stays the loss's, also where a layer of the model cannot be differentiated again", async () => {
  await ready({ backend: "cpu" });
  const model = operationModel((x) => tf.cumsum(x, 1));
  const engine = createEngine(model);
  const batch = { rows: 1, slopeLossRows: 1, x: Float32Array.of(1, 2, 3), y: Float32Array.of(1) };
  const broken = new TypeError("the loss fails");
  const loss = (): number => {
    throw broken;
  };
  assert.throws(
    () => engine.gradients(batch, loss, false),
    (error) => error === broken,
  );
  engine.dispose();
});
