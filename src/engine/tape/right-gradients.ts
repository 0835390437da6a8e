import * as tf from "@tensorflow/tfjs";

/**
 * tfjs differentiates a gradient wrongly, and in silence, wherever that gradient saved the kernel's OUTPUT: the saved copy
 * is not connected to the inputs when the tape is run a second time (tfjs issue 3252). Others throw, because they compare
 * or select with kernels that have no gradient. The gradients here save the INPUT and rebuild the rest from operations
 * that are differentiable themselves. Source of the rules: the derivative of each kernel.
 */

type Gradient = tf.GradConfig;
type Attributes = Record<string, unknown>;

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

/** dy · slope(x) for an element-wise kernel of one input. */
function elementWise(kernelName: string, inputName: string, slope: (x: tf.Tensor) => tf.Tensor): Gradient {
  return {
    kernelName,
    inputsToSave: [inputName],
    gradFunc: (dy, [x]) => ({ [inputName]: () => tf.mul(dy as tf.Tensor, slope(x)) }),
  };
}

/**
 * dy · slope(y, x) for an element-wise kernel whose slope is a function of its output y too. While a tape records, y is
 * computed again from x, so that it is connected; else the saved one serves.
 */
function ofOutput(
  kernelName: string,
  compute: (x: tf.Tensor) => tf.Tensor,
  slope: (y: tf.Tensor, x: tf.Tensor) => tf.Tensor,
): Gradient {
  return {
    kernelName,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, [x, y]) => ({
      x: () => tf.mul(dy as tf.Tensor, slope(tf.engine().state.gradientDepth > 0 ? compute(x) : y, x)),
    }),
  };
}

/** Zero: for kernels whose output is piecewise constant, such as comparisons, which have no gradient in tfjs. */
function zero(kernelName: string, inputNames: string[]): Gradient {
  return {
    kernelName,
    inputsToSave: inputNames,
    gradFunc: (_dy, saved) =>
      Object.fromEntries(inputNames.map((name, i) => [name, () => tf.zeros(saved[i].shape, "float32")])),
  };
}

/** Sums over the axes along which an input was broadcast, so that its gradient has its own shape. */
function unbroadcast(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.backend_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

/** 1 where a > b, else 0; its own derivative is zero. */
const above = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.step(tf.sub(a, b));
const not = (mask: tf.Tensor): tf.Tensor => tf.sub(1, mask);
/** exp(min(x, 0)), without overflow for large x. */
const expBelow = (x: tf.Tensor): tf.Tensor => tf.exp(tf.neg(tf.relu(tf.neg(x))));

/** The larger or smaller of two: dy goes to the one that was taken, to `b` where they are equal as in tfjs's Maximum. */
function extremum(kernelName: string, takesA: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Gradient {
  return {
    kernelName,
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => ({
      a: () => unbroadcast(tf.mul(dy as tf.Tensor, takesA(a, b)), a.shape),
      b: () => unbroadcast(tf.mul(dy as tf.Tensor, not(takesA(a, b))), b.shape),
    }),
  };
}

/** The matrices of a batch, each transposed. */
function transposed(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/**
 * tfjs's gradient of a product is right, but it transposes inside the product, which the wasm backend does at a tenth of
 * the speed. This one transposes before it: with A and B as multiplied, dA = dy Bᵀ and dB = Aᵀ dy.
 */
const productGradient: Gradient = {
  kernelName: "BatchMatMul",
  inputsToSave: ["a", "b"],
  gradFunc: (dy, [a, b], attributes) => {
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
    return {
      a: () => {
        const gradient = tf.matMul(dy as tf.Tensor, transposeB ? b : transposed(b));
        return unbroadcast(transposeA ? transposed(gradient) : gradient, a.shape);
      },
      b: () => {
        const gradient = tf.matMul(transposeA ? a : transposed(a), dy as tf.Tensor);
        return unbroadcast(transposeB ? transposed(gradient) : gradient, b.shape);
      },
    };
  },
};

/** Gradients that are right when they are differentiated again, in place of those that tfjs registers. */
export const REPAIRED_GRADIENTS: readonly Gradient[] = [
  // 1 - tanh² = 4 s(2x) s(-2x) and 1 - s(x) = s(-x), s the logistic function: the differences would cancel in float32
  elementWise("Tanh", "x", (x) => tf.mul(4, tf.mul(tf.sigmoid(tf.mul(2, x)), tf.sigmoid(tf.mul(-2, x))))),
  ofOutput("Sigmoid", tf.sigmoid, (y, x) => tf.mul(y, tf.sigmoid(tf.neg(x)))),
  ofOutput("Exp", tf.exp, (y) => y),
  elementWise("Elu", "x", expBelow),
  elementWise("Selu", "x", (x) => {
    const positive = tf.step(x);
    const below = tf.mul(tf.mul(not(positive), expBelow(x)), SELU_SCALE_ALPHA);
    return tf.add(tf.mul(positive, SELU_SCALE), below);
  }),
  elementWise("Relu6", "x", (x) => tf.mul(tf.step(x), tf.step(tf.sub(6, x)))),
  {
    kernelName: "LeakyRelu",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({
      x: () => tf.mul(dy as tf.Tensor, tf.step(x, (attributes as Attributes).alpha as number)),
    }),
  },
  {
    kernelName: "Prelu",
    inputsToSave: ["x", "alpha"],
    gradFunc: (dy, [x, alpha]) => ({
      x: () => {
        const positive = tf.step(x);
        return tf.mul(dy as tf.Tensor, tf.add(positive, tf.mul(alpha, not(positive))));
      },
      alpha: () => unbroadcast(tf.mul(dy as tf.Tensor, tf.neg(tf.relu(tf.neg(x)))), alpha.shape),
    }),
  },
  {
    kernelName: "ClipByValue",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => {
      const { clipValueMin, clipValueMax } = attributes as { clipValueMin: number; clipValueMax: number };
      return {
        x: () => {
          const inside = tf.mul(tf.step(tf.sub(x, clipValueMin)), tf.step(tf.sub(clipValueMax, x)));
          return tf.mul(dy as tf.Tensor, inside);
        },
      };
    },
  },
  extremum("Minimum", (a, b) => above(b, a)),
  extremum("Maximum", (a, b) => above(a, b)),
  {
    kernelName: "Softmax",
    inputsToSave: ["logits"],
    gradFunc: (dy, [logits], attributes) => ({
      logits: () => {
        const dim = (attributes as Attributes).dim as number;
        const y = tf.softmax(logits, dim);
        const weighted = tf.mul(dy as tf.Tensor, y);
        return tf.sub(weighted, tf.mul(tf.sum(weighted, dim, true), y));
      },
    }),
  },
  {
    kernelName: "Pow",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => ({
      a: () => unbroadcast(tf.mul(dy as tf.Tensor, tf.mul(b, tf.pow(a, tf.sub(b, 1)))), a.shape),
      b: () => {
        // log(a) where a > 0, and 0 elsewhere, as in tfjs
        const positive = tf.step(a);
        const logarithm = tf.mul(positive, tf.log(tf.add(tf.relu(a), not(positive))));
        return unbroadcast(tf.mul(dy as tf.Tensor, tf.mul(tf.pow(a, b), logarithm)), b.shape);
      },
    }),
  },
  ...["Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual", "LogicalAnd", "LogicalOr"].map((name) =>
    zero(name, ["a", "b"]),
  ),
  zero("LogicalNot", ["x"]),
  productGradient,
];

/**
 * Kernels whose own gradient in tfjs is right when differentiated again: a test compares each one here, and each repaired
 * one, with finite differences. A kernel that stands in neither list is refused.
 */
export const RIGHT_GRADIENTS: readonly string[] = `
  Abs Add AddN Atan Cast Ceil Concat Conv2D Conv2DBackpropInput Cos Erf ExpandDims Expm1 Floor FusedBatchNorm
  Identity Log Log1p Max Mean Min Multiply Neg OnesLike Pack PadV2 RealDiv Reciprocal Relu Reshape Reverse Round
  Rsqrt Select Sign Sin Slice Softplus SplitV Sqrt Square SquaredDifference Step Sub Sum Tile Transpose Unpack
  ZerosLike
`
  .trim()
  .split(/\s+/);
