import * as tf from "@tensorflow/tfjs";

/**
 * tfjs's cpu backend prints a banner that recommends tfjs-node when it first stores a tensor. `ready` says which backend
 * runs and why, so the package takes that one banner away; every other message of tfjs stays. Loading this file does it,
 * without starting the backend.
 */

let startedByDefault = false;

const entry = tf.engine().registryFactory.cpu;
if (entry) {
  const { factory } = entry;
  entry.factory = () => {
    // tf.setBackend sets the name before it makes the backend; tfjs's own choice comes without one
    if (!tf.engine().backendName) startedByDefault = true;
    const made = factory();
    (made as { firstUse?: boolean }).firstUse = false;
    return made;
  };
}
const running = tf.engine().registry.cpu as { firstUse?: boolean } | undefined;
if (running) running.firstUse = false;

/** True where tfjs took the cpu backend by itself, because a tensor was stored before a backend was chosen. */
export function cpuStartedByDefault(): boolean {
  return startedByDefault;
}
