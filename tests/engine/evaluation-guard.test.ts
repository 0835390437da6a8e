import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import type { AdamOptions, Engine, EngineBatch } from "../../src/engine/engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import { laiLoss } from "../../src/loss/lai-loss";
import { denseModel } from "../../src/model/dense-model";
import { assertClose } from "../assert-close";

const ADAM: AdamOptions = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
};
const X = Float32Array.of(0.1, -0.4, 1.2, 0.3, -0.8, 0.5);
const BATCH: EngineBatch = { rows: 3, slopeLossRows: 2, x: X, y: Float32Array.of(0.2, -1, 0.6) };
const LAI = laiLoss({ lambda: 0.3 }).bind({ features: 2 });

before(() => ready());

for (const name of ENGINE_NAMES) {
  test(`a loss that calls its own engine is refused and leaves it as it was: ${name}`, () => {
    const model = denseModel({ inputs: 2, hidden: [3], seed: 1 });
    const engine = createEngine(model, { engine: name });
    const before = engine.getState();
    const calls: Record<string, (own: Engine) => unknown> = {
      predict: (own) => own.predict(X, 3),
      inputGradients: (own) => own.inputGradients(X, 3),
      gradients: (own) => own.gradients(BATCH, LAI, true),
      trainStep: (own) => own.trainStep(BATCH, LAI, true, ADAM),
      getState: (own) => own.getState(),
      setState: (own) => own.setState(before),
      writeBack: (own) => own.writeBack(),
      dispose: (own) => own.dispose(),
    };
    for (const [method, call] of Object.entries(calls)) {
      const loss = (): number => {
        call(engine);
        return 0;
      };
      assert.throws(
        () => engine.trainStep(BATCH, loss, true, ADAM),
        /A loss called the engine that is evaluating/,
        method,
      );
    }
    assert.deepEqual(engine.getState(), before);

    const other = createEngine(model, { engine: name });
    const asksAnother = (batch: Parameters<typeof LAI>[0]): number => {
      assertClose(other.predict(X, 3), batch.predictions, 1e-6);
      return LAI(batch);
    };
    assert.ok(engine.trainStep(BATCH, asksAnother, true, ADAM) > 0);
    other.dispose();
    engine.dispose();
    model.dispose();
  });
}
