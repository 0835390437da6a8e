import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { createEngine } from "../../src/engine/create-engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import { monotoneLoss } from "../../src/loss/monotone";
import { assertClose, largest } from "../assert-close";
import { runsHere } from "./backends";
import { REFERENCE_CASES, referenceModel } from "./reference-cases";

/** What tests/reference/make_monotone.py writes. */
interface MonotoneReference {
  weight: number;
  rising: number[];
  falling: number[];
  cases: { case: string; power: 1 | 2; loss: number; gradients: number[][] }[];
}

const FILE = join(__dirname, "../../../tests/reference/monotone.json");
const { cases, ...shared }: MonotoneReference = JSON.parse(readFileSync(FILE, "utf8"));

for (const name of ENGINE_NAMES) {
  test(`engine ${name} has the weight gradients that PyTorch has of the monotone loss`, async () => {
    await runsHere("wasm");
    for (const expected of cases) {
      const given = REFERENCE_CASES.find((one) => one.name === expected.case)!;
      const model = referenceModel(given);
      const engine = createEngine(model, { engine: name });
      const [x, y] = [Float32Array.from(given.x.flat()), Float32Array.from(given.y)];
      const { weight, rising, falling } = shared;
      const base = given.loss === "bce" ? "logistic" : given.loss;
      const loss = monotoneLoss({ base, delta: given.delta, weight, rising, falling, power: expected.power });
      const rows = given.y.length;
      const evaluator = loss.bind({ features: given.sizes[0] });
      const result = engine.gradients({ rows, slopeLossRows: rows, x, y }, evaluator, true);
      const called = `${expected.case}, power ${expected.power}`;
      assertClose(result.loss, expected.loss, 1e-5 * Math.abs(expected.loss), `${called} loss`);
      const scale = largest(expected.gradients.flat());
      expected.gradients.forEach((gradient, i) => {
        assertClose(result.weightGradients[i], gradient, 1e-4 * scale, `${called} weightGradients[${i}]`);
      });
      engine.dispose();
      tf.dispose(model.trainableWeights.map((weights) => weights.read()));
    }
  });
}
