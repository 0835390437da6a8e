/** What is checked before the kernel is called: it reads and writes raw addresses, so a wrong length must never reach it. */
import { ArgumentError, checkNumber } from "../../../base/check";
import type { AdamOptions, EngineBatch } from "../../engine";

/** Checks an array of float32 that must hold at least so many numbers. */
export function checkArray(argument: string, array: unknown, length: number, shape: string): Float32Array {
  if (!(array instanceof Float32Array))
    throw new ArgumentError(argument, array, `give a Float32Array of shape ${shape}.`);
  if (array.length < length) {
    throw new ArgumentError(argument, array, `give a Float32Array of shape ${shape}, which is ${length} numbers.`);
  }
  return array;
}

export function checkRows(argument: string, rows: unknown): number {
  return checkNumber(argument, rows, { min: 1, integer: true });
}

export function checkBatch(batch: EngineBatch, features: number): void {
  const rows = checkRows("batch.rows", batch.rows);
  checkNumber("batch.slopeLossRows", batch.slopeLossRows, { min: 0, max: rows, integer: true });
  checkArray("batch.x", batch.x, rows * features, "[rows, features]");
  checkArray("batch.y", batch.y, rows, "[rows]");
}

export function checkAdam(adam: AdamOptions): void {
  checkNumber("adam.learningRate", adam.learningRate, { min: 0 });
  for (const name of ["beta1", "beta2"] as const) {
    checkNumber(`adam.${name}`, adam[name], { min: 0 });
    if (adam[name] >= 1)
      throw new ArgumentError(`adam.${name}`, adam[name], "give a number of at least 0 and below 1.");
  }
  checkNumber("adam.epsilon", adam.epsilon, { above: 0 });
  checkNumber("adam.weightDecay", adam.weightDecay, { min: 0 });
  if (adam.clipNorm !== Number.POSITIVE_INFINITY) checkNumber("adam.clipNorm", adam.clipNorm, { above: 0 });
}
