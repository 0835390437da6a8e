/** The program of a worker thread that trains once and sends the weights. */
import { parentPort, workerData } from "node:worker_threads";
import type { Samples } from "../../src/base/samples";
import { laiLoss } from "../../src/loss/lai-loss";
import { denseModel } from "../../src/model/dense-model";
import { train } from "../../src/train/train";

/** What a worker is started with. */
export interface TrainingOrder {
  data: Samples;
  seed: number;
}

/** One training, here or in a worker: everything comes from the seed. */
export async function trainOnce({ data, seed }: TrainingOrder): Promise<Float32Array[]> {
  const model = denseModel({ inputs: data.features, hidden: [12, 8], activation: "tanh", seed });
  const options = {
    loss: laiLoss({ lambda: 0.3 }),
    epochs: 4,
    warmUpEpochs: 1,
    slopeLossFraction: 0.5,
    inputNoise: 0.1,
    seed,
  };
  const { lastWeights } = await train(model, data, options);
  model.dispose();
  return lastWeights;
}

if (parentPort) trainOnce(workerData as TrainingOrder).then((weights) => parentPort!.postMessage(weights));
