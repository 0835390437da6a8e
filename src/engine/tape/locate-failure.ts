import * as tf from "@tensorflow/tfjs";
import { refuseCustomGradients, UnsafeGradientError, withRightGradients } from "./gradient-scope";

export interface LayerInPlace {
  name: string;
  className: string;
}

/** A failure that came again: where, and what it was. */
export interface LocatedFailure {
  /** null where it belongs to no layer */
  layer: LayerInPlace | null;
  error: unknown;
}

interface Call {
  layer: LayerInPlace;
  /** nodes of the tape, from .. to - 1 */
  from: number;
  to: number;
}

/**
 * Finds the layer in which a gradient of a gradient fails: repeats it on two rows of zeros, notes which part of the tape
 * each layer wrote, forward and backward, and in which part the failure is.
 *
 * @returns null where the failure does not come again
 */
export function locateFailure(model: tf.LayersModel, features: number): LocatedFailure | null {
  const calls: Call[] = [];
  let failed: LayerInPlace | null = null;
  const restore = innermostLayers(model).map((layer) => noteCalls(layer, calls, (place) => (failed ??= place)));
  const state = tf.engine().state;
  try {
    withRightGradients((scope) => {
      tf.tidy(() => {
        tf.variableGrads(() => {
          const { grad } = tf.valueAndGrad((input: tf.Tensor) => {
            const output = model.apply(input) as tf.Tensor;
            const tape = state.activeTape;
            for (const call of calls) {
              for (const node of tape.slice(call.from, call.to)) noteGradient(node, call, calls);
            }
            refuseCustomGradients();
            scope.differentiatedAgain = true;
            return output;
          })(tf.zeros([2, features]), tf.ones([2, 1]));
          scope.differentiatedAgain = false;
          for (const call of calls)
            for (const node of state.activeTape.slice(call.from, call.to)) noteGradient(node, call);
          return tf.sum(grad) as tf.Scalar;
        });
      });
    });
    return null;
  } catch (error) {
    const node = error instanceof UnsafeGradientError ? error.node : undefined;
    if (node === undefined) return { layer: failed, error };
    return { layer: calls.find(({ from, to }) => from <= node && node < to)?.layer ?? null, error };
  } finally {
    for (const undo of restore) undo();
    disposeFailedTape();
  }

  function noteGradient(node: { gradient?: unknown; kernelName: string }, call: Call, further?: Call[]): void {
    const original = node.gradient as ((dys: tf.Tensor[]) => Record<string, () => tf.Tensor>) | undefined;
    const note = <T>(run: () => T): T => {
      const from = state.activeTape?.length ?? 0;
      try {
        return run();
      } catch (error) {
        failed ??= call.layer;
        throw error;
      } finally {
        if (further && state.activeTape) further.push({ layer: call.layer, from, to: state.activeTape.length });
      }
    };
    node.gradient = (dys: tf.Tensor[]) =>
      note(() => {
        if (!original) throw new Error(`gradient function not found for ${node.kernelName}`);
        const gradients = original(dys);
        return Object.fromEntries(Object.entries(gradients).map(([name, of]) => [name, () => note(of)]));
      });
  }
}

/** The layers of a model, with models inside of it opened up. */
function innermostLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? innermostLayers(layer) : [layer]));
}

/** Notes the part of the tape that each call of a layer writes; returns what undoes it. */
function noteCalls(layer: tf.layers.Layer, calls: Call[], fail: (place: LayerInPlace) => void): () => void {
  const place = { name: layer.name, className: layer.getClassName() };
  const call = layer.call;
  layer.call = function noted(this: tf.layers.Layer, ...args) {
    const tape = tf.engine().state.activeTape;
    const from = tape.length;
    try {
      return call.apply(this, args);
    } catch (error) {
      fail(place);
      throw error;
    } finally {
      calls.push({ layer: place, from, to: tape.length });
    }
  };
  return () => {
    // `call` belongs to the class; the layer itself had none of its own
    delete (layer as { call?: unknown }).call;
  };
}

/**
 * Disposes what the tape had saved when a gradient failed half-way: tfjs marks it as kept, and lets go of it only where the
 * gradient succeeds. A tape that still records belongs to somebody else, and stays.
 */
export function disposeFailedTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  for (const node of state.activeTape ?? []) tf.dispose(node.saved as tf.Tensor[]);
}
