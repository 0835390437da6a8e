import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../../src/engine/backend";
import { createEngine } from "../../../src/engine/create-engine";
import { withRightGradients } from "../../../src/engine/tape/gradient-scope";
import { laiLoss } from "../../../src/loss/lai-loss";
import { denseModel } from "../../../src/model/dense-model";

const NAMES = Object.keys(tf).filter((name) => (tf as Record<string, unknown>)[name] === name);
const registered = (): (tf.GradConfig | undefined)[] => NAMES.map((name) => tf.getGradient(name));

test("the gradients of tfjs are the same objects after the scope as before", async () => {
  await ready({ backend: "cpu" });
  const before = registered();
  assert.ok(before.filter(Boolean).length > 90);
  withRightGradients(() => {
    assert.notEqual(tf.getGradient("Tanh"), before[NAMES.indexOf("Tanh")]);
    assert.ok(tf.getGradient("Greater"));
  });
  registered().forEach((config, i) => {
    assert.equal(config, before[i], NAMES[i]);
  });
  assert.equal(tf.getGradient("Greater"), undefined);
});

test("the gradients of tfjs are the same objects after an exception inside the scope", async () => {
  await ready({ backend: "cpu" });
  const before = registered();
  const model = denseModel({ inputs: 2, hidden: [3], activation: "tanh" });
  const engine = createEngine(model, { engine: "tape" });
  const tensors = tf.memory().numTensors;
  const failing = (): number => {
    throw new Error("the loss fails");
  };
  const batch = { rows: 1, slopeLossRows: 1, x: Float32Array.of(1, 2), y: Float32Array.of(1) };
  assert.throws(() => engine.gradients(batch, failing, true), /the loss fails/);
  registered().forEach((config, i) => {
    assert.equal(config, before[i], NAMES[i]);
  });
  assert.equal(tf.memory().numTensors, tensors);
  engine.dispose();
});

test("a second derivative outside the engine is what tfjs makes of it, before and after a step of the tape", async () => {
  await ready({ backend: "cpu" });
  const second = (): number => {
    const gradient = tf.grad((x) => tf.tanh(x));
    return tf.tidy(
      () =>
        tf
          .grad((x) => gradient(x))(tf.scalar(0.5))
          .dataSync()[0],
    );
  };
  const before = attempt(second);
  const model = denseModel({ inputs: 2, hidden: [3], activation: "tanh" });
  const engine = createEngine(model, { engine: "tape" });
  const loss = laiLoss({ lambda: 0.5 }).bind({ features: 2 });
  engine.gradients({ rows: 1, slopeLossRows: 1, x: Float32Array.of(1, 2), y: Float32Array.of(1) }, loss, true);
  engine.dispose();
  assert.equal(attempt(second), before);
  const right = withRightGradients(second);
  const t = Math.tanh(0.5);
  assert.ok(Math.abs(right - -2 * t * (1 - t * t)) < 1e-5);
  assert.notEqual(before, String(right));
});

function attempt(run: () => number): string {
  try {
    return String(run());
  } catch (error) {
    return (error as Error).message;
  }
}

test("a gradient that the user registers for a kernel of their own is refused and put back", async () => {
  await ready({ backend: "cpu" });
  const config: tf.GradConfig = { kernelName: "UsersKernel", gradFunc: (dy) => ({ x: () => dy as tf.Tensor }) };
  tf.registerKernel({
    kernelName: "UsersKernel",
    backendName: "cpu",
    kernelFunc: () => ({ dataId: {}, shape: [], dtype: "float32" }),
  });
  tf.registerGradient(config);
  withRightGradients((scope) => {
    scope.differentiatedAgain = true;
    const refusing = tf.getGradient("UsersKernel");
    assert.throws(() => refusing.gradFunc(tf.scalar(1), [], {}), {
      name: "UnsafeGradientError",
      kernelName: "UsersKernel",
    });
  });
  assert.equal(tf.getGradient("UsersKernel"), config);
  tf.unregisterGradient("UsersKernel");
  tf.unregisterKernel("UsersKernel", "cpu");
});
