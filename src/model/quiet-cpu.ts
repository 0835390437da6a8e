import * as tf from "@tensorflow/tfjs";

/**
 * tfjs's cpu backend prints a banner that recommends tfjs-node when it first stores a tensor. `ready` says which backend
 * runs and why, so this package takes that one banner away; every other message of tfjs stays. Called before the package
 * stores its first tensor.
 */
export function quietCpuBanner(): void {
  const cpu = tf.findBackend("cpu") as { firstUse?: boolean } | null;
  if (cpu?.firstUse) cpu.firstUse = false;
}

let startedByPackage = false;

/**
 * Quiets the banner, and remembers where tfjs has no backend yet and will therefore take its default when the package
 * stores a tensor: `ready` must not take that default for a choice of the user.
 */
export function beforeFirstTensor(): void {
  quietCpuBanner();
  if (!tf.engine().backendName) startedByPackage = true;
}

/** True where the backend that runs may be the default that tfjs took for this package, not a choice of the user. */
export function backendStartedByPackage(): boolean {
  return startedByPackage;
}
