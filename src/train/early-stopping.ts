import type { EpochRecord } from "./history";

/**
 * Tells when the validation loss has not fallen for `patience` epochs by more than minDelta below the lowest that it fell
 * to. Epochs of the warm-up do not count.
 */
export class EarlyStopping {
  private lowest = Number.POSITIVE_INFINITY;
  private since: number;

  constructor(
    private readonly patience: number,
    private readonly minDelta: number,
    private readonly warmUpEpochs: number,
  ) {
    this.since = warmUpEpochs;
  }

  /** Looks at the next epoch; true where the training should end with it. */
  look({ epoch, validationLoss }: EpochRecord): boolean {
    if (epoch <= this.warmUpEpochs) return false;
    if (validationLoss! < this.lowest - this.minDelta) {
      this.lowest = validationLoss!;
      this.since = epoch;
    }
    return epoch - this.since >= this.patience;
  }
}
