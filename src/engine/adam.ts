import type { AdamOptions, EngineState } from "./engine";

/**
 * One step of Adam with decoupled weight decay, in place:
 * m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g², w <- w - rate (m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon) + decay w).
 * The gradients are first scaled down to the L2 norm `clipNorm` over all weights.
 * Source: Kingma & Ba 2015; Loshchilov & Hutter 2019.
 *
 * @param variables `decays` is true where weight decay applies: kernels, not biases
 * @param step t, the number of this step, from 1
 */
export function adamStep(
  variables: Omit<EngineState, "steps"> & { decays: readonly boolean[] },
  gradients: readonly Float32Array[],
  options: AdamOptions,
  step: number,
): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = options;
  const scale = clipScale(gradients, clipNorm);
  const firstCorrection = 1 - beta1 ** step;
  const secondCorrection = 1 - beta2 ** step;
  for (let i = 0; i < gradients.length; i++) {
    const w = variables.weights[i];
    const m = variables.firstMoments[i];
    const v = variables.secondMoments[i];
    const decay = variables.decays[i] ? weightDecay : 0;
    const gradient = gradients[i];
    for (let j = 0; j < w.length; j++) {
      const g = scale * gradient[j];
      m[j] = beta1 * m[j] + (1 - beta1) * g;
      v[j] = beta2 * v[j] + (1 - beta2) * g * g;
      const direction = m[j] / firstCorrection / (Math.sqrt(v[j] / secondCorrection) + epsilon);
      w[j] -= learningRate * (direction + decay * w[j]);
    }
  }
}

/** What the gradients are multiplied with so that their norm over all weights is at most `clipNorm`. */
export function clipScale(gradients: readonly Float32Array[], clipNorm: number): number {
  if (clipNorm === Number.POSITIVE_INFINITY) return 1;
  const norm = gradientNorm(gradients);
  return norm > clipNorm ? clipNorm / norm : 1;
}

/** The L2 norm over all weights: NaN or infinite exactly where a gradient is. */
export function gradientNorm(gradients: readonly Float32Array[]): number {
  let squares = 0;
  for (const gradient of gradients) for (let j = 0; j < gradient.length; j++) squares += gradient[j] * gradient[j];
  return Math.sqrt(squares);
}
