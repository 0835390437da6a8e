import * as tf from "@tensorflow/tfjs";

/**
 * Disposes what the tape had saved when a gradient failed half-way: tfjs marks it as kept, and lets go of it only where the
 * gradient succeeds. A tape that still records belongs to somebody else, and stays.
 */
export function disposeFailedTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  for (const node of state.activeTape ?? []) tf.dispose(node.saved as tf.Tensor[]);
}
