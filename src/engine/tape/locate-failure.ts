import * as tf from "@tensorflow/tfjs";
import { refuseCustomGradients, withRightGradients } from "./gradient-scope";

export interface LayerInPlace {
  name: string;
  className: string;
}

/**
 * Finds the layer in which a gradient of a gradient fails: differentiates each by itself, at zeros.
 *
 * @param isIt whether a failure is the one that is looked for
 * @returns null where no layer fails so
 */
export function locateFailure(model: tf.LayersModel, isIt: (failure: unknown) => boolean): LayerInPlace | null {
  const found = innermostLayers(model).find((layer) => {
    const failure = failureOf(layer);
    return failure !== null && isIt(failure.error);
  });
  return found ? { name: found.name, className: found.getClassName() } : null;
}

/** The layers of a model, with models inside of it opened up. */
function innermostLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? innermostLayers(layer) : [layer]));
}

/** What a layer throws where its gradient with respect to inputs and weights is differentiated again; null where nothing. */
function failureOf(layer: tf.layers.Layer): { error: unknown } | null {
  if (layer.getClassName() === "InputLayer") return null;
  const shapes = layer.inboundNodes[0].inputTensors.map(({ shape }) => shape.map((size) => size ?? 2));
  const inputs = tf.tidy(() => shapes.map((shape) => tf.variable(tf.zeros(shape))));
  try {
    tf.tidy(() => {
      withRightGradients((scope) =>
        tf.variableGrads(() => {
          const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => {
            const computed = given.map((input) => tf.add(input, 0)); // as those of a layer before it
            const output = layer.apply(computed.length === 1 ? computed[0] : computed) as tf.Tensor;
            refuseCustomGradients();
            scope.differentiatedAgain = true;
            return output;
          })(inputs);
          scope.differentiatedAgain = false;
          return tf.addN([value, ...grads].map((part) => tf.sum(part))) as tf.Scalar;
        }),
      );
    });
    return null;
  } catch (error) {
    disposeFailedTape();
    return { error };
  } finally {
    tf.dispose(inputs);
  }
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
