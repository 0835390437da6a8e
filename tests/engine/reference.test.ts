import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { createEngine } from "../../src/engine/create-engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import { assertClose, largest } from "../assert-close";
import { NO_TENSORFLOW, runsHere } from "./backends";
import { REFERENCE_CASES, referenceLoss, referenceModel, referenceWeightGradients } from "./reference-cases";

for (const backend of ["wasm", "cpu", "tensorflow"] as const) {
  for (const name of ENGINE_NAMES) {
    test(`engine ${name} on ${backend} agrees with the float64 reference cases`, async (t) => {
      if (!(await runsHere(backend))) return t.skip(NO_TENSORFLOW);
      let compared = 0;
      for (const given of REFERENCE_CASES) {
        if (given.mask) continue; // rows in any order are the work of lossAndGradients
        const model = referenceModel(given);
        const engine = createEngine(model, { engine: name });
        const [x, y] = [Float32Array.from(given.x.flat()), Float32Array.from(given.y)];
        const loss = referenceLoss(given).bind({ features: given.sizes[0] });
        const result = engine.gradients({ rows: 7, slopeLossRows: 7, x, y }, loss, true);
        const slopes = given.out.input_grad.flat();
        assertClose(result.loss, given.out.loss, 1e-5 * Math.abs(given.out.loss), `${given.name} loss`);
        assertClose(result.predictions, given.out.pred, 1e-5 * largest(given.out.pred), `${given.name} predictions`);
        assertClose(result.inputGradients, slopes, 1e-5 * largest(slopes), `${given.name} inputGradients`);
        const expected = referenceWeightGradients(given);
        const scale = largest(expected.flat());
        expected.forEach((gradient, i) => {
          assertClose(result.weightGradients[i], gradient, 1e-4 * scale, `${given.name} weightGradients[${i}]`);
        });
        engine.dispose();
        tf.dispose(model.trainableWeights.map((weight) => weight.read()));
        compared += 1;
      }
      if (compared !== 36) throw new Error(`${compared} cases compared, expected 36`);
    });
  }
}
