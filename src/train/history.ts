import type { Looks } from "../base/format";
import type { LossState } from "../loss/loss";

/** One epoch of a training. Plain JSON. */
export interface EpochRecord {
  /** from 1 */
  epoch: number;
  /** mean over the epoch's batches, each taken before its step; the base loss during the warm-up */
  loss: number;
  /** base loss over the validation rows */
  validationLoss?: number;
  /** root of the mean squared difference of prediction and target over the validation rows, standardised as the target is; absent for the logistic base, whose predictions are logits */
  validationRmse?: number;
  /** mean L2 norm of the input gradient over the validation rows (training rows where there are none): all, or 16,384 drawn by the training's seed where there are more */
  meanSlope?: number;
  /** what the loss keeps between steps, as the epoch left it, such as the weight of a constraint; absent where it keeps nothing */
  lossState?: LossState;
  /** time since the training began (of all its parts, where it was resumed) */
  seconds: number;
}

/** What happened in a training. Plain JSON. */
export interface TrainingHistory {
  engine: string;
  /** what computed, such as "WebAssembly SIMD, 2 threads"; in brackets, why it was not the dense kernel */
  description: string;
  loss: { name: string; options: Readonly<Record<string, unknown>> };
  epochs: EpochRecord[];
  /** epoch of the lowest validation loss after the warm-up; null without validation rows */
  bestEpoch: number | null;
  /** whose weights the model was left with */
  kept: "last" | "best";
  stopped: "completed" | "early" | "aborted";
  warnings: string[];
}

/** How a training looks in a notebook: its last epoch, and beside it its best. */
export function trainingLooks(history: TrainingHistory): Looks {
  const { loss, description, epochs, bestEpoch, kept, stopped, warnings } = history;
  const last = epochs.at(-1);
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const shown = best === undefined ? [last] : [last, best];
  const numbers: [name: string, of: (record: EpochRecord) => number | undefined][] = [
    ["epoch", ({ epoch }) => epoch],
    ["loss", (record) => record.loss],
    ["validation loss", ({ validationLoss }) => validationLoss],
    ["validation RMSE", ({ validationRmse }) => validationRmse],
    ["mean slope", ({ meanSlope }) => meanSlope],
  ];
  const lines = numbers
    .map(([name, of]) => [name, ...shown.map((record) => record && of(record))])
    .filter(([, ...values]) => values.some((value) => value !== undefined));
  const seconds = (last?.seconds ?? 0).toFixed(1);
  const told = [
    `${loss.name}, ${epochs.length} epochs in ${seconds} s (${stopped}) by ${description}.`,
    `The model holds the ${kept} weights.`,
    ...warnings,
  ];
  return {
    rows: [["", "last epoch", ...(best === undefined ? [] : ["best epoch"])], ...lines],
    caption: told.join(" "),
  };
}
