import { createHash } from "node:crypto";
import { type KernelVariant, returnKernel, takeKernel, usualVariant } from "lai-internal";
import { Random } from "lai-loss";

const NUMBERS = 256;
const BYTES = 4 * NUMBERS;

/** What the language leaves to the engine: their last bits differ between versions of Node.js. */
const FUNCTIONS = [Math.exp, Math.expm1, Math.log, Math.log1p, Math.log2, Math.sin, Math.cos, Math.hypot] as const;

/**
 * A fingerprint of the arithmetic of this processor and this Node.js: the start of a SHA-256 over values of the functions that
 * may differ, and over one Adam step, whose multiply-adds the relaxed kernel rounds once or twice as the processor has it.
 */
export function arithmeticFingerprint(): string {
  const random = new Random(0, "arithmetic");
  const hash = createHash("sha256");
  const arguments_ = Float64Array.from({ length: NUMBERS }, () => 4 * random.uniform());
  for (const of of FUNCTIONS) hash.update(bytesOf(arguments_.map((x) => of(x))));
  const variant = usualVariant();
  if (variant !== undefined) hash.update(bytesOf(adamStep(variant, random)));
  return hash.digest("hex").slice(0, 8);
}

/** Weights, gradients and moments lie behind one another. */
function adamStep(variant: KernelVariant, random: Random): Float32Array {
  const kernel = takeKernel(variant, 5 * BYTES);
  const [weights, gradients, first, second] = [1, 2, 3, 4].map((place) => place * BYTES);
  const values = new Float32Array(kernel.memory.buffer, BYTES, 4 * NUMBERS);
  for (let i = 0; i < values.length; i++) values[i] = random.uniform();
  kernel.exports.adam(weights, gradients, first, second, BYTES, 0.9, 0.1, 0.001, 0.01, 0.003, 1e-7);
  const result = values.slice();
  returnKernel(kernel);
  return result;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
