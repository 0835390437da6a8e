import type { AdamOptions } from "../../engine";
import type { KernelMemory } from "./kernel-memory";

/**
 * One step of Adam with decoupled weight decay, on gradients that lie in the memory. The bias corrections go into the
 * rate and epsilon: rate m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon), with s = sqrt(1 - b2^t), is
 * (rate s / (1 - b1^t)) m / (sqrt(v) + epsilon s).
 *
 * @param step t, the number of this step, from 1
 */
export function applyAdam(memory: KernelMemory, adam: AdamOptions, step: number): void {
  const { kernel, layout, fixed } = memory;
  const { gradients } = fixed.threads[0];
  let scale = 1;
  if (adam.clipNorm < Number.POSITIVE_INFINITY) {
    const norm = Math.sqrt(kernel.exports.sumOfSquares(gradients, layout.parameters * 4));
    if (norm > adam.clipNorm) scale = adam.clipNorm / norm;
  }
  const correction = Math.sqrt(1 - adam.beta2 ** step);
  const rate = (adam.learningRate * correction) / (1 - adam.beta1 ** step);
  const apply = (first: number, count: number, decay: number): void =>
    kernel.exports.adam(
      fixed.parameters + first * 4,
      gradients + first * 4,
      fixed.firstMoments + first * 4,
      fixed.secondMoments + first * 4,
      count * 4,
      scale,
      1 - adam.beta1,
      1 - adam.beta2,
      decay,
      rate,
      adam.epsilon * correction,
    );
  apply(0, layout.weights, adam.learningRate * adam.weightDecay);
  apply(layout.weights, layout.parameters - layout.weights, 0);
}
