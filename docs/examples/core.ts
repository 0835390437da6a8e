import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = join(mkdtempSync(join(tmpdir(), "lai-example-")), "my-model");

// #region begin
import * as lai from "lai-loss";

const random = new lai.Random(1, "rows"); // the same seed and stream give the same rows
const rows = 200;
const x = Float32Array.from({ length: 2 * rows }, () => random.normal()); // shape [rows, 2], standardised
const y = Float32Array.from({ length: rows }, (_, i) => 0.7 * x[2 * i] + 0.7 * random.normal());
const data: lai.Samples = { x, y, rows, features: 2, featureNames: ["size", "age"] };
const network: lai.DenseNetwork = {
  layers: [
    {
      kernel: [
        [0.5, -0.2],
        [0.1, 0.4],
      ],
      bias: [0, 0],
      activation: "softplus",
    },
    { kernel: [[1], [-1]], bias: [0] },
  ],
};
// #endregion begin

// #region Random
const order = new lai.Random(7, "split").permutation(10); // 0 to 9 in an order that the seed decides
console.log(order, new lai.Random(7, "noise").normal());
// #endregion

// #region train
const { history, checkpoint } = await lai.train(network, data, { loss: lai.laiLoss({ lambda: 0.1 }), epochs: 30 });
console.log(history.epochs.at(-1)?.meanSlope, Math.sqrt(0.1)); // reached, asked for
const longer = await lai.train(network, data, { loss: lai.laiLoss({ lambda: 0.1 }), epochs: 40, resume: checkpoint });
console.log(longer.history.epochs.length); // 40
// #endregion

// #region laiLoss
const wished = lai.laiLoss({ lambda: 0.3 }); // squared error: asks for slope sqrt(0.3)
const absolute = lai.laiLoss({ lambda: 0.3, base: "mae" }); // absolute error: asks for slope 0.3
const atMost = lai.laiLoss({ lambda: 0.3, oneSided: true }); // ours: never makes the model steeper
const ofAge = lai.laiLoss({ lambda: [0.1], features: ["age"] }); // the slope of one feature alone
console.log([wished, absolute, atMost, ofAge].map(({ name, options }) => [name, options]));
// #endregion

// #region plainLoss
console.log(lai.plainLoss().options, lai.plainLoss({ base: "huber", delta: 2 }).options);
// #endregion

// #region gradientPenaltyLoss
await lai.train(network, data, { loss: lai.gradientPenaltyLoss({ weight: 0.1 }), epochs: 5 });
// #endregion

// #region doubleBackpropLoss
await lai.train(network, data, { loss: lai.doubleBackpropLoss({ weight: 0.1 }), epochs: 5 });
// #endregion

// #region hingeSlopeLoss
await lai.train(network, data, { loss: lai.hingeSlopeLoss({ targetSlope: 0.5 }), epochs: 5 }); // slopes up to 0.5 cost nothing
// #endregion

// #region monotoneLoss
await lai.train(network, data, { loss: lai.monotoneLoss({ rising: [0] }), epochs: 5 }); // never to fall in feature 0
// #endregion

// #region targetSlopeLoss
await lai.train(network, data, { loss: lai.targetSlopeLoss({ weight: 1, targetSlope: 0.5 }), epochs: 5 });
// #endregion

// #region constrainedSlopeLoss
const constrained = await lai.train(network, data, { loss: lai.constrainedSlopeLoss({ targetSlope: 0.5 }), epochs: 5 });
console.log(constrained.history.epochs.at(-1)?.lossState); // the weight of the constraint, as it was found
// #endregion

// #region linearisedAdversarialLoss
await lai.train(network, data, { loss: lai.linearisedAdversarialLoss({ epsilon: 0.1 }), epochs: 5 });
// #endregion

// #region cosOnlyLoss
await lai.train(network, data, { loss: lai.cosOnlyLoss(), epochs: 5 });
// #endregion

// #region sinOnlyLoss
await lai.train(network, data, { loss: lai.sinOnlyLoss(), epochs: 5 });
// #endregion

// #region slopeLoss, checkLoss
const mine = lai.slopeLoss({
  name: "mine",
  term: (point) => {
    point.loss = point.base + 0.1 * point.slopeSquared;
    point.byPrediction = point.baseDerivative;
    point.bySlopeSquared = 0.1;
  },
});
console.log(lai.checkLoss(mine)); // throws where one of the derivatives is wrong
// #endregion

// #region createLoss, LOSS_NAMES, BASE_LOSSES
const fromJson = lai.createLoss("lai", { lambda: 0.3, base: "mae" });
console.log(fromJson.name, lai.LOSS_NAMES, lai.BASE_LOSSES);
// #endregion

// #region laiMultiplier, targetSlopeOf
const target = lai.targetSlopeOf("mse", 0.3); // sqrt(0.3), where the multiplier is lowest
console.log(lai.laiMultiplier(target, { lambda: 0.3 }), lai.laiMultiplier(2, { lambda: 0.3 }));
// #endregion

// #region predict
console.log(lai.predict(network, Float32Array.of(0, 0, 1, 1))); // two rows of two features: two predictions
// #endregion

// #region inputGradients
console.log(lai.inputGradients(network, Float32Array.of(0, 0, 1, 1))); // shape [2, 2], row by row
// #endregion

// #region lossAndGradients
const { loss, predictions, weightGradients } = lai.lossAndGradients(network, x, y, lai.laiLoss({ lambda: 0.1 }));
console.log(
  loss,
  predictions.length,
  weightGradients.map(({ length }) => length),
); // 4, 2, 2, 1: kernel and bias of each layer
// #endregion

// #region modelPredictor
const predictor = lai.modelPredictor(network); // as the measures take a model
console.log(predictor.features, predictor.predict(x, rows).length);
// #endregion

// #region checkSamples
lai.checkSamples(data, "my rows"); // throws where a length does not fit, or a number is not finite
// #endregion

// #region ready, denseModel, saveModel, loadModel
const { backend } = await lai.ready(); // loads TensorFlow.js: tfjs-node where it is installed, else WebAssembly
const model = lai.denseModel({ inputs: 2, hidden: [8], seed: 1 }); // a tf.Sequential
await lai.train(model, data, { epochs: 3 });
await lai.saveModel(model, folder);
const loaded = await lai.loadModel(folder);
console.log(backend, lai.predict(loaded.model, Float32Array.of(0, 0)));
// #endregion

// #region ACTIVATION_NAMES
console.log(lai.ACTIVATION_NAMES); // softplus and tanh are smooth, which a loss on slopes needs
// #endregion

// #region versions
console.log(lai.versions());
// #endregion

// #region ArgumentError
try {
  lai.laiLoss({ lambda: -1 });
} catch (error) {
  if (!(error instanceof lai.ArgumentError)) throw error;
  console.log(error.argument, error.message); // which argument, its value, and what to do
}
// #endregion

// #region TrainingDivergedError
try {
  await lai.train(structuredClone(network), data, { epochs: 50, learningRate: 1e30, loss: lai.plainLoss() });
} catch (error) {
  if (!(error instanceof lai.TrainingDivergedError)) throw error;
  console.log(error.epoch, error.step, error.message); // the model is left as after the last whole epoch
}
// #endregion
