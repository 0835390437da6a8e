import type { EpochRecord } from "./history";

/**
 * Whether the validation loss has not fallen for `patience` epochs by more than minDelta below the lowest that it fell to.
 * Epochs of the warm-up do not count.
 */
export function isStopDue(
  epochs: readonly EpochRecord[],
  { patience, minDelta = 0 }: { patience: number; minDelta?: number },
  warmUpEpochs: number,
): boolean {
  let lowest = Number.POSITIVE_INFINITY;
  let since = warmUpEpochs;
  for (const { epoch, validationLoss } of epochs) {
    if (epoch <= warmUpEpochs || !(validationLoss! < lowest - minDelta)) continue;
    lowest = validationLoss!;
    since = epoch;
  }
  return epochs.length - since >= patience;
}
