import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { laiLoss } from "../../src/loss/lai-loss";
import type { GradientAwareLoss } from "../../src/loss/loss";

/** One case of tests/fixtures/lai-reference.json; its README says what the fields are. */
export interface ReferenceCase {
  name: string;
  sizes: number[];
  activations: string[];
  loss: "mae" | "mse" | "huber" | "bce";
  multiplier: "mae" | "mse";
  delta: number;
  lam: number | number[];
  mode: "norm" | "per_feature";
  features: number[] | null;
  mask: number[] | null;
  W: number[][][];
  b: number[][];
  x: number[][];
  y: number[];
  out: {
    pred: number[];
    input_grad: number[][];
    k: number[] | number[][];
    loss: number;
    dW: number[][][];
    db: number[][];
  };
}

const FILE = join(__dirname, "../../../tests/fixtures/lai-reference.json");

export const REFERENCE_CASES: ReferenceCase[] = JSON.parse(readFileSync(FILE, "utf8")).cases;

/** The model of a case, with its weights. */
export function referenceModel(given: ReferenceCase): tf.Sequential {
  const model = tf.sequential();
  given.sizes.slice(1).forEach((units, l) => {
    const name = l < given.activations.length ? given.activations[l] : "linear";
    const inputShape = l === 0 ? { inputShape: [given.sizes[0]] } : {};
    const activation = (name === "leakyrelu" ? "linear" : name) as "relu";
    model.add(tf.layers.dense({ units, activation, kernelInitializer: "zeros", ...inputShape }));
    if (name === "leakyrelu") model.add(tf.layers.leakyReLU({ alpha: 0.2 }));
  });
  const values = given.W.flatMap((kernel, l) => [tf.tensor2d(kernel), tf.tensor1d(given.b[l])]);
  model.setWeights(values);
  tf.dispose(values);
  return model;
}

export function referenceLoss(given: ReferenceCase): GradientAwareLoss {
  const lambda =
    given.mode === "per_feature" && typeof given.lam === "number"
      ? (given.features ?? given.x[0]).map(() => given.lam as number)
      : given.lam;
  return laiLoss({
    base: given.loss === "bce" ? "logistic" : given.loss,
    multiplier: given.multiplier,
    lambda,
    features: given.features ?? undefined,
    delta: given.delta,
  });
}

/** dW and db of a case in the order of model.trainableWeights. */
export function referenceWeightGradients(given: ReferenceCase): number[][] {
  return given.out.dW.flatMap((kernel, l) => [kernel.flat(), given.out.db[l]]);
}
