import type { Activation } from "../../../src/model/activation";

/** f(z), f'(z) and f''(z), in float64. */
export type ActivationPoint = [number, number, number];

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** The error function: its series with positive terms only; beyond 6 it is 1 in float64. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function elu(z: number, scale: number, alpha: number): ActivationPoint {
  if (z > 0) return [scale * z, scale, 0];
  const e = scale * alpha * Math.exp(z);
  return [scale * alpha * Math.expm1(z), e, e];
}

/** An activation at one point, written as in a textbook. */
export function activationAt(activation: Activation, z: number): ActivationPoint {
  const s = sigmoid(z);
  switch (activation.name) {
    case "linear":
      return [z, 1, 0];
    case "relu":
      return z > 0 ? [z, 1, 0] : [0, 0, 0];
    case "leakyRelu":
      return z > 0 ? [z, 1, 0] : [activation.alpha * z, activation.alpha, 0];
    case "elu":
      return elu(z, 1, activation.alpha);
    case "selu":
      return elu(z, SELU_SCALE, SELU_ALPHA);
    case "relu6":
      return [Math.min(Math.max(z, 0), 6), z > 0 && z < 6 ? 1 : 0, 0];
    case "sigmoid":
      return [s, s * sigmoid(-z), s * sigmoid(-z) * (1 - 2 * s)];
    case "hardSigmoid":
      return [Math.min(Math.max(0.2 * z + 0.5, 0), 1), Math.abs(z) < 2.5 ? 0.2 : 0, 0];
    case "tanh": {
      const t = Math.tanh(z);
      const slope = 1 / Math.cosh(z) ** 2; // 1 - t * t is 0 from z = 19 on, in float64 too
      return [t, slope, -2 * t * slope];
    }
    case "softplus":
      return [softplus(z), s, s * (1 - s)];
    case "softsign": {
      const r = 1 / (1 + Math.abs(z));
      return [z * r, r * r, -2 * Math.sign(z) * r ** 3];
    }
    case "swish":
      return [z * s, s + z * s * sigmoid(-z), s * sigmoid(-z) * (2 + z * (1 - 2 * s))];
    case "gelu": {
      const distribution = 0.5 * (1 + erf(z / Math.SQRT2));
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      return [z * distribution, distribution + z * density, density * (2 - z * z)];
    }
    case "gelu_new": {
      // as published: z (1 + tanh u) / 2 with u = sqrt(2 / pi) (z + 0.044715 z^3)
      const root = Math.sqrt(2 / Math.PI);
      const t = Math.tanh(root * (z + 0.044715 * z ** 3));
      const u1 = root * (1 + 3 * 0.044715 * z * z);
      const u2 = root * 6 * 0.044715 * z;
      const h1 = (1 - t * t) * u1;
      return [(z * (1 + t)) / 2, (1 + t + z * h1) / 2, h1 + (z * (1 - t * t) * (u2 - 2 * t * u1 * u1)) / 2];
    }
    case "mish": {
      const t = Math.tanh(softplus(z));
      const dt = (1 - t * t) * s;
      const ddt = dt * (1 - s) - 2 * t * dt * s;
      return [z * t, t + z * dt, 2 * dt + z * ddt];
    }
  }
}

/** Where an activation is not smooth: there its derivative is a choice. */
export function kinksOf(activation: Activation): number[] {
  switch (activation.name) {
    case "relu":
    case "leakyRelu":
    case "selu":
      return [0];
    case "elu":
    case "softsign":
      return [0]; // f'' jumps
    case "relu6":
      return [0, 6];
    case "hardSigmoid":
      return [-2.5, 2.5];
    default:
      return [];
  }
}
