import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/base/random";
import { inputGradients } from "../../src/engine/predict";
import { createLoss } from "../../src/loss/create-loss";
import { monotoneLoss } from "../../src/loss/monotone";
import type { DenseNetwork } from "../../src/model/dense-network";
import { train } from "../../src/train/train";
import { evaluateLoss } from "./evaluate-loss";

test("a slope of the wanted sign costs nothing, one of the other sign by its size or its square", () => {
  const gradient = [3, -2, 4, -1];
  const of = (options: Parameters<typeof monotoneLoss>[0]): number =>
    evaluateLoss(monotoneLoss({ weight: 0.5, ...options }), [2], [0.5], gradient).loss - 2.25;
  assert.equal(of({ rising: [0, 2], falling: [1, 3] }), 0);
  assert.equal(of({ rising: [1] }), 0.5 * 4);
  assert.equal(of({ rising: [1], power: 1 }), 0.5 * 2);
  assert.equal(of({ falling: [0, 2, 3] }), 0.5 * (9 + 16));
  assert.equal(of({ rising: [3], falling: [2], power: 1 }), 0.5 * (1 + 4));
});

test("wishes that are none, or against each other, are refused by name", () => {
  assert.throws(() => monotoneLoss({}), /rising is undefined: name features in rising, in falling, or in both/);
  const loss = createLoss("monotone", { rising: ["age"], falling: [1] });
  assert.throws(
    () => loss.bind({ features: 2, featureNames: ["size", "age"] }),
    /falling\[0\] is 1: it is in rising too/,
  );
  assert.throws(() => loss.bind({ features: 2, featureNames: ["size", "weight"] }), /rising is "age": unknown feature/);
  assert.throws(() => monotoneLoss({ rising: [0], power: 3 as 2 }), /power is 3/);
});

test("a network that is to rise rises at every sample, where plain training follows the data down", async () => {
  const random = new Random(3, "monotone");
  const rows = 200;
  const x = Float32Array.from({ length: rows }, () => 3 * random.uniform() - 1.5);
  const y = x.map((v) => v + 0.8 * Math.sin(4 * v) + 0.1 * random.normal()); // falls in between
  const layer = (inputs: number, units: number, activation: "tanh" | "linear") => ({
    kernel: Array.from({ length: inputs }, () =>
      Array.from({ length: units }, () => random.normal() / Math.sqrt(inputs)),
    ),
    bias: new Array<number>(units).fill(0),
    activation,
  });
  const fresh: DenseNetwork = { layers: [layer(1, 24, "tanh"), layer(24, 12, "tanh"), layer(12, 1, "linear")] };
  const slopesAfter = async (loss?: ReturnType<typeof monotoneLoss>): Promise<Float32Array> => {
    const network: DenseNetwork = structuredClone(fresh);
    const data = { x, y, rows, features: 1 };
    const options = { loss, epochs: 300, batchSize: 50, learningRate: 0.01, warmUpEpochs: 20, seed: 0 };
    await train(network, data, options);
    return inputGradients(network, x);
  };
  const falling = (slopes: Float32Array): number => slopes.filter((slope) => slope < -0.05).length;
  assert.ok(falling(await slopesAfter()) > 20);
  assert.equal(falling(await slopesAfter(monotoneLoss({ rising: [0], weight: 30 }))), 0);
});
