import type { Samples } from "../data/samples";
import type { Engine } from "../engine/engine";
import { type BaseLoss, type BaseLossName, baseLoss } from "../loss/base-loss";
import type { GradientAwareLoss } from "../loss/loss";
import type { EpochRecord } from "./history";

const SLOPE_ROWS = 512;

/** Watches a training after each epoch: validation loss, RMSE and mean slope. */
export class Validator {
  private readonly ofError: BaseLoss;

  constructor(
    private readonly loss: GradientAwareLoss,
    private readonly validation: Samples | undefined,
    private readonly slopeRows: Samples | undefined,
  ) {
    const { base, delta } = loss.options as { base?: BaseLossName; delta?: number };
    this.ofError = baseLoss(base ?? "mse", delta);
  }

  /** The fields of the epoch's record that come from looking at the model. */
  look(engine: Engine): Pick<EpochRecord, "validationLoss" | "validationRmse" | "meanSlope"> {
    return { ...this.errors(engine), ...this.slope(engine) };
  }

  private errors(engine: Engine): Pick<EpochRecord, "validationLoss" | "validationRmse"> {
    if (!this.validation) return {};
    const { x, y, rows } = this.validation;
    const predictions = engine.predict(x, rows);
    const point = { value: 0, derivative: 0 };
    let loss = 0;
    let squares = 0;
    for (let i = 0; i < rows; i++) {
      this.ofError(predictions[i], y[i], point);
      loss += point.value;
      squares += (predictions[i] - y[i]) ** 2;
    }
    const validationLoss = loss / rows;
    return this.loss.isLogistic ? { validationLoss } : { validationLoss, validationRmse: Math.sqrt(squares / rows) };
  }

  private slope(engine: Engine): Pick<EpochRecord, "meanSlope"> {
    if (!this.slopeRows) return {};
    const { x, features } = this.slopeRows;
    const rows = Math.min(SLOPE_ROWS, this.slopeRows.rows);
    const { inputGradients } = engine.inputGradients(x.subarray(0, rows * features), rows);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      let squares = 0;
      for (let j = 0; j < features; j++) squares += inputGradients[i * features + j] ** 2;
      total += Math.sqrt(squares);
    }
    return { meanSlope: total / rows };
  }
}
