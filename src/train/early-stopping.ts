import type { EpochRecord } from "./history";

/**
 * Tells when the validation loss has not fallen for `patience` epochs by more than minDelta below the lowest that it fell
 * to. Epochs of the warm-up do not count.
 */
export class EarlyStopping {
  private lowest = Number.POSITIVE_INFINITY;
  private since: number;
  private due = false;

  constructor(
    private readonly patience: number,
    private readonly minDelta: number,
    private readonly warmUpEpochs: number,
  ) {
    this.since = warmUpEpochs;
  }

  /** Whether the training should end with the epoch that was looked at last. */
  get isDue(): boolean {
    return this.due;
  }

  look({ epoch, validationLoss }: EpochRecord): void {
    if (epoch <= this.warmUpEpochs) return;
    if (validationLoss! < this.lowest - this.minDelta) {
      this.lowest = validationLoss!;
      this.since = epoch;
    }
    this.due = epoch - this.since >= this.patience;
  }
}
