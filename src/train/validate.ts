import type { Samples } from "../base/samples";
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
    const slopes = this.slopes(engine);
    // slopes come with predictions; they serve both where the same rows are looked at
    const known = this.validation === this.slopeRows ? slopes?.predictions : undefined;
    const meanSlope = slopes ? { meanSlope: slopes.mean } : {};
    return { ...this.errors(engine, known), ...meanSlope };
  }

  /** @param known predictions of the first validation rows */
  private errors(engine: Engine, known?: Float32Array): Pick<EpochRecord, "validationLoss" | "validationRmse"> {
    if (!this.validation) return {};
    const { x, y, rows } = this.validation;
    const predictions = allPredictions(engine, x, rows, known);
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
    const { x, features } = this.slopeRows;
    const rows = Math.min(SLOPE_ROWS, this.slopeRows.rows);
    const { predictions, inputGradients } = engine.inputGradients(x.subarray(0, rows * features), rows);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      let squares = 0;
      for (let j = i * features; j < (i + 1) * features; j++) squares += inputGradients[j] * inputGradients[j];
      total += Math.sqrt(squares);
    }
    return { predictions, mean: total / rows };
  }
}

/** Predictions of all rows, of which the first are known. */
function allPredictions(engine: Engine, x: Float32Array, rows: number, known?: Float32Array): Float32Array {
  if (!known) return engine.predict(x, rows);
  if (known.length === rows) return known;
  const predictions = new Float32Array(rows);
  predictions.set(known);
  const rest = x.subarray(known.length * engine.features);
  predictions.set(engine.predict(rest, rows - known.length), known.length);
  return predictions;
}
