import { createHash } from "node:crypto";
import type { Samples } from "../data/samples";
import type { Engine } from "../engine/engine";
import type { CheckedTrainOptions } from "./options";

/** A short hash of everything that decides how a training goes on, so that a checkpoint is never resumed with something else. `epochs` may grow. */
export function fingerprintOf(engine: Engine, data: Samples, options: CheckedTrainOptions): string {
  const hash = createHash("sha256");
  const { adam, batchSize, dropLastBatch, inputNoise, laiFraction, warmUpEpochs, seed, loss } = options;
  const shapes = engine.getState().weights.map((w) => w.length);
  const { rows, features } = data;
  // how sums are split decides their rounding; the last batch of an epoch may be smaller
  const threads = [batchSize, rows % batchSize || batchSize].map((count) => engine.threadsFor(count));
  hash.update(
    JSON.stringify({
      ...{ adam: { ...adam, clipNorm: String(adam.clipNorm) }, batchSize, dropLastBatch, inputNoise, laiFraction },
      ...{ warmUpEpochs, seed, loss: [loss.name, loss.options], engine: engine.description, threads, shapes },
      ...{ rows, features },
    }),
  );
  hash.update(new Uint8Array(data.x.buffer, data.x.byteOffset, data.x.byteLength));
  hash.update(new Uint8Array(data.y.buffer, data.y.byteOffset, data.y.byteLength));
  return hash.digest("hex").slice(0, 16);
}
