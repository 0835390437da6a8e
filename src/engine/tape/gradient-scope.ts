import * as tf from "@tensorflow/tfjs";
import { REPAIRED_GRADIENTS, RIGHT_GRADIENTS } from "./right-gradients";

/** A kernel or operation whose gradient would be differentiated again and is not known to be right then. */
export class UnsafeGradientError extends Error {
  override readonly name: string = "UnsafeGradientError";
  constructor(readonly kernelName: string) {
    super(`the gradient of tfjs's ${kernelName} is not right when it is differentiated again`);
  }
}

/** What the trace says to the scope: whether the gradients that run now will be differentiated again. */
export interface GradientScope {
  differentiatedAgain: boolean;
}

/** Operations of tfjs with a gradient outside the registry (tf.customGrad) that is right when differentiated again. */
const RIGHT_CUSTOM_GRADIENTS = ["fusedMatMul__op", "fusedConv2d__op", "logSigmoid__op"];

/**
 * Runs a function with tfjs's gradients replaced by right ones, and with every other gradient replaced by one that
 * refuses to be differentiated again. tfjs looks gradients up while an operation runs, and the function is synchronous, so
 * no other code in the process meets the replacements: they are taken back before this returns or throws.
 */
export function withRightGradients<T>(run: (scope: GradientScope) => T): T {
  const scope: GradientScope = { differentiatedAgain: false };
  const replaced: [name: string, original: tf.GradConfig | undefined][] = [];
  const replace = (config: tf.GradConfig): void => {
    const original = tf.getGradient(config.kernelName);
    if (original) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
    replaced.push([config.kernelName, original]);
  };
  try {
    for (const config of REPAIRED_GRADIENTS) replace(config);
    for (const config of unknownGradients()) replace(refusing(config, scope));
    return run(scope);
  } finally {
    for (const [name, original] of replaced) {
      tf.unregisterGradient(name);
      if (original) tf.registerGradient(original);
    }
  }
}

/** Registered gradients that are neither repaired nor known to be right. */
function unknownGradients(): tf.GradConfig[] {
  const known = new Set([...RIGHT_GRADIENTS, ...REPAIRED_GRADIENTS.map((config) => config.kernelName)]);
  const names = new Set(KERNEL_NAMES);
  for (const kernel of tf.getKernelsForBackend(tf.getBackend())) names.add(kernel.kernelName);
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => tf.getGradient(name))
    .filter((config) => config !== undefined);
}

/** tfjs exports the name of each of its kernels as a constant of the same name. */
const KERNEL_NAMES: readonly string[] = Object.entries(tf)
  .filter(([key, value]) => key === value)
  .map(([key]) => key);

function refusing(config: tf.GradConfig, scope: GradientScope): tf.GradConfig {
  return {
    ...config,
    gradFunc: (dy, saved, attributes) => {
      if (scope.differentiatedAgain) throw new UnsafeGradientError(config.kernelName);
      return config.gradFunc(dy, saved, attributes);
    },
  };
}

/**
 * Refuses operations on the tape that bring a gradient of their own (tf.customGrad): what it saves cannot be seen. Called
 * after the forward pass, before its gradient is taken.
 */
export function refuseCustomGradients(): void {
  const tape = tf.engine().state.activeTape ?? [];
  for (const node of tape) {
    // tf.customGrad numbers its inputs and takes the name of the scope it runs in
    const custom = "0" in node.inputs && node.gradient != null && tf.getGradient(node.kernelName) === undefined;
    if (custom && !RIGHT_CUSTOM_GRADIENTS.includes(node.kernelName)) throw new UnsafeGradientError(customName(node));
  }
}

function customName(node: { kernelName: string }): string {
  return node.kernelName.endsWith("__op") ? `tf.${node.kernelName.slice(0, -"__op".length)}` : "customGrad";
}
