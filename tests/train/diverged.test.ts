import assert from "node:assert/strict";
import { test } from "node:test";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import type { GradientAwareLoss, LossBatch } from "../../src/loss/loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { denseModel } from "../../src/model/dense-model";
import { TrainingDivergedError } from "../../src/train/diverged";
import { train } from "../../src/train/train";
import { noisySamples } from "./samples";

const data = noisySamples(64, 1);
const ADAM = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.1, clipNorm: 1 };
const model = () => denseModel({ inputs: 3, hidden: [6], seed: 0 });

/** The squared error, spoilt from its third evaluation on. */
function spoilt(spoil: (batch: LossBatch, value: number) => number): GradientAwareLoss {
  const plain = plainLoss();
  return {
    ...plain,
    bind: (input) => {
      const evaluate = plain.bind(input);
      let count = 0;
      return (batch) => (++count < 3 ? evaluate(batch) : spoil(batch, evaluate(batch)));
    },
  };
}

const SPOILT: Record<string, GradientAwareLoss> = {
  "a loss of NaN": spoilt(() => Number.NaN),
  "a loss of Infinity": spoilt(() => Number.POSITIVE_INFINITY),
  "a derivative of NaN": spoilt((batch, value) => {
    batch.predictionDerivatives[0] = Number.NaN;
    return value;
  }),
  "a derivative of Infinity": spoilt((batch, value) => {
    batch.predictionDerivatives[0] = Number.POSITIVE_INFINITY;
    return value;
  }),
};

for (const [what, loss] of Object.entries(SPOILT)) {
  test(`${what} changes no weight, moment or step count on any engine`, async () => {
    await ready({ backend: "cpu" });
    for (const name of ENGINE_NAMES) {
      for (const clipNorm of [1, Number.POSITIVE_INFINITY]) {
        const engine = createEngine(model(), { engine: name });
        const evaluate = loss.bind({ features: 3 });
        const step = (): number =>
          engine.trainStep({ rows: 64, slopeLossRows: 0, x: data.x, y: data.y }, evaluate, false, {
            ...ADAM,
            clipNorm,
          });
        for (let i = 0; i < 2; i++) assert.ok(Number.isFinite(step()) && engine.gradientIsFinite);
        const before = engine.getState();
        assert.ok(!Number.isFinite(step()) || !engine.gradientIsFinite, name);
        assert.deepEqual(engine.getState(), before, name);
        engine.dispose();
      }
    }
  });

  test(`${what} ends a training with the same words and the same weights on each engine`, async () => {
    const ends: { message: string; largest: number; weights: number[][] }[] = [];
    for (const engine of ["dense", "tape"] as const) {
      const trained = model();
      await assert.rejects(train(trained, data, { loss, epochs: 4, batchSize: 32, engine }), (error: unknown) => {
        if (!(error instanceof TrainingDivergedError)) return false;
        const weights = trained
          .getWeights()
          .map((weight) => Array.from(weight.dataSync(), (w) => Number(w.toFixed(4))));
        ends.push({ message: error.message, largest: error.largestWeight, weights });
        return true;
      });
    }
    assert.match(
      ends[0].message,
      /^Training diverged in epoch 2, step 1: the loss is .*, the largest weight \d\.\d+\. /,
    );
    assert.equal(/a gradient of it is NaN or infinite/.test(ends[0].message), what.startsWith("a derivative"));
    const words = (message: string): string => message.replace(/the loss is [\d.]+,/, "");
    assert.equal(words(ends[1].message), words(ends[0].message));
    assert.deepEqual(ends[1].weights, ends[0].weights);
  });
}
