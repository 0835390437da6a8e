import type { Tensor2D } from "@tensorflow/tfjs";
import { checkSamples, type Samples } from "../base/samples";
import { tfjs } from "../base/tfjs";

/** Samples as tensors: x of shape [rows, features], y of shape [rows, 1]. The caller disposes of both. */
export function toTensors(samples: Samples): { x: Tensor2D; y: Tensor2D } {
  checkSamples(samples);
  const tf = tfjs();
  const { x, y, rows, features } = samples;
  return { x: tf.tensor2d(x, [rows, features]), y: tf.tensor2d(y, [rows, 1]) };
}
