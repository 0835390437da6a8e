import * as tf from "@tensorflow/tfjs";
import { denseModel, inputGradients, laiLoss, predict, Random, ready, train, versions } from "lai-loss";

/** What `ready` looks at where no backend runs yet. */
export async function chosenBackend(): Promise<unknown> {
  return (await ready({ tf })).tried;
}

/** A program with tf models, which brings its own TensorFlow.js: for Node.js and, bundled, for a page. */
export async function tfModels(): Promise<Record<string, unknown>> {
  await tf.setBackend("cpu");
  const { backend, why } = await ready({ tf });
  const random = new Random(3, "rows");
  const x = Float32Array.from({ length: 200 }, () => random.normal());
  const y = Float32Array.from({ length: 100 }, (_, i) => 0.6 * x[2 * i] * x[2 * i + 1] + 0.8 * random.normal());
  const data = { x, y, rows: 100, features: 2 };
  const options = { loss: laiLoss({ lambda: 0.3 }), epochs: 5, batchSize: 32 };

  const stack = denseModel({ inputs: 2, hidden: [8], seed: 1 });
  const dense = await train(stack, data, options);

  const own = tf.sequential();
  own.add(tf.layers.dense({ units: 8, inputShape: [2], kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }));
  own.add(tf.layers.layerNormalization());
  own.add(tf.layers.activation({ activation: "tanh" }));
  own.add(tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.heNormal({ seed: 2 }) }));
  const tape = await train(own, data, options);
  return {
    backend: [backend, why],
    tfjs: versions()["@tensorflow/tfjs"] === tf.version.tfjs,
    dense: [dense.history.engine, ...dense.lastWeights.map((array) => Array.from(array))],
    tape: [tape.history.engine, tape.history.warnings],
    predictions: Array.from(predict(own, x)),
    slopes: Array.from(inputGradients(own, x)),
  };
}
