import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../../src/engine/backend";
import { REPAIRED_GRADIENTS, RIGHT_GRADIENTS } from "../../../src/engine/tape/right-gradients";
import { operationModel } from "./operation-layer";
import { assertWeightGradients } from "./weight-differences";

type Operation = (x: tf.Tensor2D) => tf.Tensor;
const half = (x: tf.Tensor2D, from: number): tf.Tensor2D => tf.slice(x, [0, from], [-1, 2]);
const positive = (x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.square(x), 0.5);
const masked = (compare: (a: tf.Tensor, b: number) => tf.Tensor): Operation => {
  return (x) => tf.mul(tf.square(x), tf.cast(compare(x, 0.2), "float32"));
};
const logical = (combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Operation => {
  return (x) => tf.mul(tf.square(x), tf.cast(combine(tf.greater(x, -0.3), tf.less(x, 0.9)), "float32"));
};
const image = (x: tf.Tensor2D): tf.Tensor4D => tf.reshape(x, [-1, 2, 2, 1]);
const filter = (): tf.Tensor4D => tf.tensor4d([0.5, -1, 0.7, 0.3], [2, 1, 1, 2]);

/** An operation for each kernel that the tape lets through, with the number of columns it gives. */
const OPERATIONS: Record<string, Operation | [Operation, number]> = {
  // repaired
  Tanh: (x) => tf.tanh(x),
  Sigmoid: (x) => tf.sigmoid(x),
  Exp: (x) => tf.exp(tf.mul(x, 0.5)),
  Elu: (x) => tf.elu(x),
  Selu: (x) => tf.selu(x),
  Relu6: (x) => tf.relu6(tf.mul(x, 4)),
  LeakyRelu: (x) => tf.leakyRelu(x, 0.3),
  Prelu: (x) => tf.prelu(x, tf.tensor2d([[0.1, 0.2, 0.3, 0.4]])),
  ClipByValue: (x) => tf.clipByValue(x, -0.7, 0.8),
  Minimum: (x) => tf.minimum(tf.square(x), tf.scalar(0.6)),
  Maximum: (x) => tf.maximum(tf.mul(x, 2), tf.sin(x)),
  Softmax: (x) => tf.softmax(x),
  Pow: (x) => tf.pow(positive(x), 1.7),
  Greater: masked(tf.greater),
  GreaterEqual: masked(tf.greaterEqual),
  Less: masked(tf.less),
  LessEqual: masked(tf.lessEqual),
  Equal: masked(tf.equal),
  NotEqual: masked(tf.notEqual),
  LogicalAnd: logical(tf.logicalAnd),
  LogicalOr: logical(tf.logicalOr),
  LogicalNot: masked((a, b) => tf.logicalNot(tf.greater(a, b))),
  // right as they are in tfjs
  Abs: (x) => tf.abs(x),
  Add: (x) => tf.add(x, tf.square(x)),
  AddN: (x) => tf.addN([x, tf.square(x), tf.sin(x)]),
  Atan: (x) => tf.atan(x),
  BatchMatMul: (x) => {
    const [a, b] = [tf.reshape(tf.sin(x), [-1, 2, 2]), tf.reshape(tf.square(x), [-1, 2, 2])];
    const shared = tf.matMul(a, tf.tensor3d([1, -2, 0.5, 3], [1, 2, 2]));
    const products = [
      tf.matMul(a, b),
      tf.matMul(a, b, true),
      tf.matMul(a, b, false, true),
      tf.matMul(a, b, true, true),
    ];
    return tf.reshape(tf.addN([shared, ...products.map((product, i) => tf.mul(product, i + 1))]), [-1, 4]);
  },
  Cast: (x) => tf.cast(tf.square(x), "float32"),
  Ceil: (x) => tf.add(x, tf.mul(tf.ceil(x), x)),
  Concat: [(x) => tf.concat([tf.square(x), tf.sin(x)], 1), 8],
  Conv2D: [(x) => tf.reshape(tf.conv2d(tf.square(image(x)), filter(), 1, "valid"), [-1, 4]), 4],
  Conv2DBackpropInput: [
    (x) =>
      tf.reshape(
        tf.conv2dTranspose(
          tf.square(image(x)),
          tf.tensor4d([0.5, -1, 0.7, 0.3], [2, 2, 1, 1]),
          [x.shape[0], 4, 4, 1],
          2,
          "same",
        ),
        [-1, 16],
      ),
    16,
  ],
  Cos: (x) => tf.cos(x),
  Erf: (x) => tf.erf(x),
  ExpandDims: (x) => tf.reshape(tf.expandDims(tf.square(x), 1), [-1, 4]),
  Expm1: (x) => tf.expm1(tf.mul(x, 0.5)),
  Floor: (x) => tf.add(x, tf.mul(tf.floor(x), x)),
  FusedBatchNorm: (x) =>
    tf.batchNorm2d(
      x,
      tf.tensor1d([0.1, 0.2, 0.3, 0.4]),
      tf.tensor1d([1, 2, 3, 4]),
      tf.tensor1d([1, 0, 1, 0]),
      tf.tensor1d([1, 2, 1, 2]),
    ),
  Identity: (x) => tf.clone(tf.square(x)),
  Log: (x) => tf.log(positive(x)),
  Log1p: (x) => tf.log1p(tf.square(x)),
  Max: [(x) => tf.max(x, 1, true), 1],
  Mean: [(x) => tf.mean(tf.square(x), 1, true), 1],
  Min: [(x) => tf.min(x, 1, true), 1],
  Multiply: (x) => tf.mul(x, tf.sin(x)),
  Neg: (x) => tf.neg(tf.square(x)),
  OnesLike: (x) => tf.sub(tf.onesLike(x), tf.square(x)),
  Pack: [(x) => tf.reshape(tf.stack([tf.square(x), tf.sin(x)], 1), [-1, 8]), 8],
  PadV2: [
    (x) =>
      tf.pad(tf.square(x), [
        [0, 0],
        [1, 1],
      ]),
    6,
  ],
  RealDiv: (x) => tf.div(tf.sin(x), positive(x)),
  Reciprocal: (x) => tf.reciprocal(positive(x)),
  Relu: (x) => tf.relu(x),
  Reshape: (x) => tf.reshape(tf.reshape(tf.square(x), [-1, 2, 2]), [-1, 4]),
  Reverse: (x) => tf.reverse(tf.square(x), 1),
  Round: (x) => tf.add(x, tf.mul(tf.round(x), x)),
  Rsqrt: (x) => tf.rsqrt(positive(x)),
  Select: (x) => tf.where(tf.greater(x, 0.1), tf.square(x), tf.sin(x)),
  Sign: (x) => tf.mul(tf.sign(x), tf.square(x)),
  Sin: (x) => tf.sin(x),
  Slice: [(x) => half(tf.square(x), 1), 2],
  Softplus: (x) => tf.softplus(x),
  SplitV: [
    (x) => {
      const [a, b] = tf.split(tf.square(x), 2, 1);
      return tf.mul(a, tf.sin(b));
    },
    2,
  ],
  Sqrt: (x) => tf.sqrt(positive(x)),
  Square: (x) => tf.square(x),
  SquaredDifference: [(x) => tf.squaredDifference(half(x, 0), half(x, 2)), 2],
  Step: (x) => tf.mul(tf.step(x, 0.4), tf.square(x)),
  Sub: (x) => tf.sub(tf.square(x), x),
  Sum: [(x) => tf.sum(tf.square(x), 1, true), 1],
  Tile: [(x) => tf.tile(tf.square(x), [1, 2]), 8],
  Transpose: (x) => tf.transpose(tf.square(tf.transpose(x))),
  Unpack: [
    (x) => {
      const [a, b] = tf.unstack(tf.reshape(tf.square(x), [-1, 2, 2]), 1);
      return tf.mul(a, tf.sin(b)) as tf.Tensor;
    },
    2,
  ],
  ZerosLike: (x) => tf.add(tf.zerosLike(x), tf.square(x)),
};

test("every kernel that the tape lets through has an operation here", () => {
  const listed = [...REPAIRED_GRADIENTS.map((config) => config.kernelName), ...RIGHT_GRADIENTS];
  assert.deepEqual(Object.keys(OPERATIONS).sort(), [...listed].sort());
});

test("each kernel that the tape lets through is right when differentiated twice", async (t) => {
  await ready({ backend: "cpu" });
  for (const [kernel, given] of Object.entries(OPERATIONS)) {
    const [operation, units] = Array.isArray(given) ? given : [given, 4];
    await t.test(kernel, async () => {
      const model = operationModel(operation, units);
      const profile = await tf.profile(() => model.predict(tf.ones([2, 3])) as tf.Tensor);
      const ran = kernel === "Identity" || profile.kernelNames.includes(kernel);
      assert.ok(ran, `the operation runs ${profile.kernelNames.join(", ")}, not ${kernel}`);
      assertWeightGradients(model, kernel);
    });
  }
});
