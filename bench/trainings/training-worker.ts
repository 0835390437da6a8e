/** The program of one worker: loads what a training needs, trains once to be warm, then trains as often as it is told. */
import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";

/** What the worker is told. */
export interface Order {
  trainings: number;
  epochs: number;
}

/** What it says when it is ready. */
export interface Ready {
  loadMilliseconds: number;
}

/** What it says when it is done: a hash of the last training's weights. */
export interface Finished {
  weights: string;
}

async function main(): Promise<void> {
  const begun = performance.now();
  const { Random } = await import("../../src/base/random.js");
  const { laiLoss } = await import("../../src/loss/lai-loss.js");
  const { denseModel } = await import("../../src/model/dense-model.js");
  const { train } = await import("../../src/train/train.js");
  const loadMilliseconds = performance.now() - begun;

  const [rows, features] = [2000, 8];
  const random = new Random(1, "trainings");
  const x = Float32Array.from({ length: rows * features }, () => random.normal());
  const y = Float32Array.from({ length: rows }, (_, i) => Math.tanh(x[i * features]) + 0.5 * random.normal());
  const trainOnce = async (epochs: number): Promise<Float32Array[]> => {
    const model = denseModel({ inputs: features, hidden: [64, 32], activation: "tanh", seed: 1 });
    const { lastWeights } = await train(model, { x, y, rows, features }, { loss: laiLoss({ lambda: 0.3 }), epochs });
    model.dispose();
    return lastWeights;
  };
  await trainOnce(1);
  const port = parentPort!;
  port.postMessage({ loadMilliseconds } satisfies Ready);
  port.on("message", async ({ trainings, epochs }: Order) => {
    let last: Float32Array[] = [];
    for (let i = 0; i < trainings; i++) last = await trainOnce(epochs);
    const hash = createHash("sha256");
    for (const weights of last) hash.update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength));
    port.postMessage({ weights: hash.digest("hex") } satisfies Finished);
  });
}

void main();
