import {
  type DenseNetwork,
  denseModel,
  inputGradients,
  laiLoss,
  loadModel,
  lossAndGradients,
  predict,
  Random,
  ready,
  saveModel,
  type TrainOptions,
  train,
  versions,
} from "lai-loss";

/*
 * A program of the public functions that runs in Node.js and, bundled, in a page. Nothing of Node is used here, nor what is
 * not the same in every JavaScript, such as Math.sin.
 */

const FEATURES = 5;

/** A network whose inner layers have widths that are no multiples of 4 and different activations. */
function network(): DenseNetwork {
  const random = new Random(7, "weights");
  const sizes = [FEATURES, 18, 9, 1];
  const activations = ["softplus", "tanh", "linear"] as const;
  return {
    layers: activations.map((activation, l) => ({
      kernel: Array.from({ length: sizes[l] }, () =>
        Array.from({ length: sizes[l + 1] }, () => random.normal() / Math.sqrt(sizes[l])),
      ),
      bias: Array.from({ length: sizes[l + 1] }, () => 0),
      activation,
    })),
  };
}

function samples(rows: number, stream: string): { x: Float32Array; y: Float32Array; rows: number; features: number } {
  const random = new Random(7, stream);
  const x = Float32Array.from({ length: rows * FEATURES }, () => random.normal());
  const y = Float32Array.from(
    { length: rows },
    (_, i) => x[i * FEATURES] * x[i * FEATURES + 1] + 0.5 * random.normal(),
  );
  return { x, y, rows, features: FEATURES };
}

/** Everything that comes of a training, as numbers that JSON keeps exactly. */
export async function training(): Promise<Record<string, unknown>> {
  const model = network();
  const data = samples(1000, "rows");
  const validation = samples(700, "validation"); // more than a batch: the kernel's memory grows while it trains
  const loss = laiLoss({ lambda: 0.3 });
  const options: TrainOptions = {
    ...{ loss, validation, epochs: 30, batchSize: 60, warmUpEpochs: 2, slopeLossFraction: 0.5, inputNoise: 0.1 },
    ...{ keep: "best", seed: 3, weightDecay: 0.001 },
  };
  const short = await train(network(), data, { ...options, epochs: 12 });
  const whole = await train(model, data, { ...options, resume: short.checkpoint });
  const slopes = inputGradients(model, validation.x);
  const gradients = lossAndGradients(model, data.x, data.y, loss);
  return {
    description: whole.history.description,
    epochs: whole.history.epochs.map(({ seconds, ...record }) => record),
    weights: [...whole.lastWeights, ...whole.bestWeights!].map((array) => Array.from(array)),
    model,
    predictions: Array.from(predict(model, validation.x)),
    slopes: Array.from(slopes),
    gradients: [gradients.loss, ...gradients.weightGradients.map((array) => Array.from(array))],
  };
}

/** What the functions say that need Node.js or TensorFlow.js, where neither is. */
export async function refusals(): Promise<string[]> {
  const data = samples(60, "rows");
  const tried: (() => unknown)[] = [
    () => train(network(), data, { threads: 2 }),
    () => saveModel({} as never, "my-model"),
    () => loadModel("my-model"),
    () => denseModel({ inputs: 2 }),
    () => ready(),
    () => ready({ tf: { engine: 1 } as never }),
  ];
  const messages: string[] = [];
  for (const run of tried) {
    try {
      await run();
      messages.push("accepted");
    } catch (error) {
      messages.push(`${(error as Error).name}: ${(error as Error).message}`);
    }
  }
  return messages;
}

export { versions };
