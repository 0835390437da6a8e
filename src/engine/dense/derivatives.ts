import * as tf from "@tensorflow/tfjs";
import type { Activation } from "../../model/activation";

/** An activation f at z with its first two derivatives; null stands for a derivative that is 1 (first) or 0 (second). */
export interface ActivationDerivatives {
  value: tf.Tensor;
  first: tf.Tensor | null;
  second: tf.Tensor | null;
}

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** f(z), f'(z) and f''(z), element by element. At a kink f' is one of the one-sided derivatives and f'' is 0. */
export function activationDerivatives(activation: Activation, z: tf.Tensor): ActivationDerivatives {
  const { alpha } = activation;
  switch (activation.name) {
    case "linear":
      return { value: z, first: null, second: null };
    case "relu":
      return { value: tf.relu(z), first: tf.step(z), second: null };
    case "leakyRelu":
      return { value: tf.leakyRelu(z, alpha), first: tf.step(z, alpha), second: null };
    case "elu":
      return exponentialLinear(z, 1, alpha);
    case "selu":
      return exponentialLinear(z, SELU_SCALE, SELU_ALPHA);
    case "relu6":
      return { value: tf.relu6(z), first: tf.mul(tf.step(z), tf.step(tf.sub(6, z))), second: null };
    case "sigmoid": {
      const first = sigmoidSlope(z);
      const s = tf.sigmoid(z);
      return { value: s, first, second: tf.mul(first, tf.sub(1, tf.mul(2, s))) };
    }
    case "hardSigmoid": {
      // min(1, max(0, 0.2 z + 0.5)), as tfjs and Keras 2 define it
      const inside: tf.Tensor = tf.step(tf.sub(2.5, tf.abs(z)));
      return {
        value: tf.clipByValue(tf.add(tf.mul(z, 0.2), 0.5), 0, 1),
        first: tf.mul(inside, 0.2),
        second: null,
      };
    }
    case "tanh": {
      const t = tf.tanh(z);
      const first: tf.Tensor = tf.mul(4, sigmoidSlope(tf.mul(2, z))); // 1 - t², which cancels
      return { value: t, first, second: tf.mul(tf.mul(t, -2), first) };
    }
    case "softplus": {
      const s = tf.sigmoid(z);
      return { value: tf.softplus(z), first: s, second: tf.sub(s, tf.square(s)) };
    }
    case "softsign": {
      const r: tf.Tensor = tf.reciprocal(tf.add(tf.abs(z), 1));
      const first: tf.Tensor = tf.square(r);
      const minusTwoSigns: tf.Tensor = tf.sub(2, tf.mul(4, tf.step(z)));
      return { value: tf.mul(z, r), first, second: tf.mul(minusTwoSigns, tf.mul(first, r)) };
    }
    case "swish": {
      // f = z s, f' = s + z s', f'' = s' (2 + z (1 - 2 s)), s' = s (1 - s)
      const s = tf.sigmoid(z);
      const slope = sigmoidSlope(z);
      const second: tf.Tensor = tf.mul(slope, tf.add(2, tf.mul(z, tf.sub(1, tf.mul(2, s)))));
      return { value: tf.mul(z, s), first: tf.add(s, tf.mul(z, slope)), second };
    }
    case "gelu": {
      // f = z P, f' = P + z p, f'' = p (2 - z²), with P and p the normal distribution and its density
      const distribution: tf.Tensor = tf.mul(0.5, tf.add(1, tf.erf(tf.mul(z, Math.SQRT1_2))));
      const squared: tf.Tensor = tf.square(z);
      const density: tf.Tensor = tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(squared, -0.5)));
      return {
        value: tf.mul(z, distribution),
        first: tf.add(distribution, tf.mul(z, density)),
        second: tf.mul(density, tf.sub(2, squared)),
      };
    }
    case "gelu_new": {
      // f = z s(w) with w = 2 sqrt(2 / pi) (z + 0.044715 z^3): gelu with the normal distribution by a tanh (Hendrycks & Gimpel 2016)
      const root = 2 * Math.sqrt(2 / Math.PI);
      const squared: tf.Tensor = tf.square(z);
      const w: tf.Tensor = tf.mul(root, tf.mul(z, tf.add(1, tf.mul(0.044715, squared))));
      const s = tf.sigmoid(w);
      const spread = sigmoidSlope(w);
      const w1: tf.Tensor = tf.mul(root, tf.add(1, tf.mul(3 * 0.044715, squared)));
      const w2: tf.Tensor = tf.mul(root * 6 * 0.044715, z);
      const s1: tf.Tensor = tf.mul(spread, w1);
      const bend: tf.Tensor = tf.add(w2, tf.mul(tf.square(w1), tf.sub(1, tf.mul(2, s))));
      return {
        value: tf.mul(z, s),
        first: tf.add(s, tf.mul(z, s1)),
        second: tf.add(tf.mul(2, s1), tf.mul(z, tf.mul(spread, bend))),
      };
    }
    case "mish": {
      // f = z t with t = tanh(p), p = softplus(z); t' = (1 - t²) s, t'' = t' (1 - s - 2 t s), s = sigmoid(z)
      const s = tf.sigmoid(z);
      const p: tf.Tensor = tf.softplus(z);
      const t: tf.Tensor = tf.tanh(p);
      const slope: tf.Tensor = tf.mul(tf.mul(4, sigmoidSlope(tf.mul(2, p))), s);
      const bend: tf.Tensor = tf.mul(slope, tf.sub(tf.sub(1, s), tf.mul(2, tf.mul(t, s))));
      return {
        value: tf.mul(z, t),
        first: tf.add(t, tf.mul(z, slope)),
        second: tf.add(tf.mul(2, slope), tf.mul(z, bend)),
      };
    }
  }
}

/** s (1 - s), s = sigmoid(z): as s(z) s(-z), for in float32 1 - s is 0 from z = 17 on. */
function sigmoidSlope(z: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sigmoid(z), tf.sigmoid(tf.neg(z)));
}

/** scale · (z above zero, alpha (exp(z) - 1) below). */
function exponentialLinear(z: tf.Tensor, scale: number, alpha: number): ActivationDerivatives {
  const below: tf.Tensor = tf.neg(tf.relu(tf.neg(z)));
  const above: tf.Tensor = tf.step(z);
  const value: tf.Tensor = tf.add(tf.mul(tf.relu(z), scale), tf.mul(tf.elu(below), scale * alpha));
  const second: tf.Tensor = tf.mul(tf.sub(tf.exp(below), above), scale * alpha);
  return { value, first: tf.add(second, tf.mul(above, scale)), second };
}
