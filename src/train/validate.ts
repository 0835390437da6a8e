import { sampleRows } from "../base/sample-rows";
import type { Samples } from "../base/samples";
import type { Engine } from "../engine/engine";
import { type BaseLoss, type BaseLossName, baseLoss } from "../loss/base-loss";
import type { GradientAwareLoss } from "../loss/loss";
import type { EpochRecord } from "./history";

/** Where there are more rows, the mean slope is that of so many, drawn by seed: a file may be sorted. */
const SLOPE_ROWS = 16384;

/** Watches a training after each epoch: validation loss, RMSE and mean slope. */
export class Validator {
  private readonly ofError: BaseLoss;
  private readonly slopeRows: Samples | undefined;

  /**
   * @param slopesOf rows whose mean slope is watched: all of them, or SLOPE_ROWS drawn by seed from a stream of their own,
   * the same in every epoch; none where it is not watched
   */
  constructor(
    private readonly loss: GradientAwareLoss,
    private readonly validation: Samples | undefined,
    slopesOf: Samples | undefined,
    seed: number,
  ) {
    this.slopeRows = slopesOf && sampleRows(slopesOf, SLOPE_ROWS, seed);
    const { base, delta } = loss.options as { base?: BaseLossName; delta?: number };
    this.ofError = baseLoss(base ?? "mse", delta);
  }

  /** The fields of the epoch's record that come from looking at the model. */
  look(engine: Engine): Pick<EpochRecord, "validationLoss" | "validationRmse" | "meanSlope"> {
    const slopes = this.slopes(engine);
    // slopes come with predictions; they serve both where all validation rows are looked at
    const known = this.validation === this.slopeRows ? slopes?.predictions : undefined;
    const meanSlope = slopes ? { meanSlope: slopes.mean } : {};
    return { ...this.errors(engine, known), ...meanSlope };
  }

  /** @param known predictions of the validation rows */
  private errors(engine: Engine, known?: Float32Array): Pick<EpochRecord, "validationLoss" | "validationRmse"> {
    if (!this.validation) return {};
    const { x, y, rows } = this.validation;
    const predictions = known ?? engine.predict(x, rows);
    const point = { value: 0, derivative: 0 };
    let loss = 0;
    let squares = 0;
    for (let i = 0; i < rows; i++) {
      this.ofError(predictions[i], y[i], point);
      loss += point.value;
      const error = predictions[i] - y[i];
      squares += error * error;
    }
    const validationLoss = loss / rows;
    return this.loss.isLogistic ? { validationLoss } : { validationLoss, validationRmse: Math.sqrt(squares / rows) };
  }

  private slopes(engine: Engine): { predictions: Float32Array; mean: number } | null {
    if (!this.slopeRows) return null;
    const { x, rows, features } = this.slopeRows;
    const { predictions, inputGradients } = engine.inputGradients(x, rows);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      let squares = 0;
      for (let j = i * features; j < (i + 1) * features; j++) squares += inputGradients[j] * inputGradients[j];
      total += Math.sqrt(squares);
    }
    return { predictions, mean: total / rows };
  }
}
