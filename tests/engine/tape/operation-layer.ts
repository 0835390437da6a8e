import * as tf from "@tensorflow/tfjs";

/** A layer of the user's own that runs one function of tfjs. */
export class OperationLayer extends tf.layers.Layer {
  static className = "OperationLayer";
  constructor(
    private readonly operation: (x: tf.Tensor2D) => tf.Tensor,
    private readonly units: number,
  ) {
    super({});
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.operation((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor2D));
  }
  override computeOutputShape(): [null, number] {
    return [null, this.units];
  }
  override getClassName(): string {
    return "OperationLayer";
  }
}

/** Dense, the operation on its [rows, 4] outputs, and a smooth network on what the operation gives, [rows, units]. */
export function operationModel(operation: (x: tf.Tensor2D) => tf.Tensor, units = 4): tf.Sequential {
  const seeded = (seed: number): ReturnType<typeof tf.initializers.glorotUniform> =>
    tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], kernelInitializer: seeded(1) }),
      new OperationLayer(operation, units),
      tf.layers.dense({ units: 5, activation: "softplus", kernelInitializer: seeded(2) }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(3) }),
    ],
  });
}
