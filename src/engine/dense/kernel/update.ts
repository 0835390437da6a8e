import type { AdamOptions } from "../../engine";
import type { KernelMemory } from "./kernel-memory";

/**
 * One step of Adam with decoupled weight decay, on gradients that lie in the memory. The bias corrections go into the
 * rate and epsilon: rate m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon), with s = sqrt(1 - b2^t), is
 * (rate s / (1 - b1^t)) m / (sqrt(v) + epsilon s).
 *
 * @param step t, the number of this step, from 1
 * @param norm of the gradients, as `gradientNorm` gives it
 */
export function applyAdam(memory: KernelMemory, adam: AdamOptions, step: number, norm: number): void {
  const { kernel, layout, fixed } = memory;
  const { gradients } = fixed.threads[0];
  const scale = norm > adam.clipNorm ? adam.clipNorm / norm : 1;
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

/** The L2 norm of the gradients that lie in the memory: NaN or infinite exactly where one of them is. */
export function gradientNorm({ kernel, layout, fixed }: KernelMemory): number {
  return Math.sqrt(kernel.exports.sumOfSquares(fixed.threads[0].gradients, layout.parameters * 4));
}
