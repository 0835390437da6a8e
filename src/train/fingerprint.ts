import { createHash } from "node:crypto";
import type { Samples } from "../base/samples";
import type { Engine } from "../engine/engine";
import { noisyColumns } from "./batches";
import type { CheckedTrainOptions } from "./options";

/** A short hash of everything that decides how a training goes on, so that a checkpoint is never resumed with something else. `epochs` may grow, and early stopping change. */
export function fingerprintOf(engine: Engine, data: Samples, options: CheckedTrainOptions): string {
  const hash = createHash("sha256");
  const { adam, batchSize, dropLastBatch, inputNoise, slopeLossFraction, warmUpEpochs, seed, loss, validation } =
    options;
  const shapes = engine.getState().weights.map((w) => w.length);
  const { rows, features } = data;
  // how sums are split decides their rounding; the last batch of an epoch may be smaller
  const threads = [batchSize, rows % batchSize || batchSize].map((count) => engine.threadsFor(count));
  hash.update(
    JSON.stringify({
      ...{ adam: { ...adam, clipNorm: String(adam.clipNorm) }, batchSize, dropLastBatch, inputNoise },
      laiFraction: slopeLossFraction, // its name in version 0.1, whose checkpoints still fit
      ...{ warmUpEpochs, seed, loss: [loss.name, loss.options], engine: engine.description, threads, shapes },
      ...{ rows, features, noisyColumns: noisyColumns(data, options) },
    }),
  );
  // the validation rows decide what was best so far
  for (const { x, y } of validation ? [data, validation] : [data]) {
    for (const { buffer, byteOffset, byteLength } of [x, y])
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}
