import type * as tf from "@tensorflow/tfjs";

/*
 * The one place that loads tfjs: at the first tf model, tensor or backend, and never where the package is imported. The first
 * load patches tfjs once: its cpu backend prints a banner that recommends tfjs-node when it first stores a tensor. `ready`
 * says which backend runs and why, so that one banner is taken away; every other message of tfjs stays.
 */

let loaded: typeof tf | undefined;
let startedByDefault = false;

/** tfjs, loaded at its first use. Modules that are themselves loaded after it may import it as usual. */
export function tfjs(): typeof tf {
  if (loaded) return loaded;
  loaded = require("@tensorflow/tfjs") as typeof tf;
  patchCpuBackend(loaded.engine());
  return loaded;
}

/** Takes the banner away and notes how the backend was started, without starting it. */
function patchCpuBackend(engine: ReturnType<typeof tf.engine>): void {
  const entry = engine.registryFactory.cpu;
  if (entry) {
    const { factory } = entry;
    entry.factory = () => {
      // tf.setBackend sets the name before it makes the backend; tfjs's own choice comes without one
      if (!engine.backendName) startedByDefault = true;
      const made = factory();
      (made as { firstUse?: boolean }).firstUse = false;
      return made;
    };
  }
  const running = engine.registry.cpu as { firstUse?: boolean } | undefined;
  if (running) running.firstUse = false;
}

/** True where tfjs took the cpu backend by itself, because a tensor was stored before a backend was chosen. */
export function cpuStartedByDefault(): boolean {
  return startedByDefault;
}

/** Whether a value is a tensor, by the same signs as tf.Tensor's own instanceof, which needs no tfjs. */
export function isTensor(value: unknown): value is tf.Tensor {
  const { dataSync, throwIfDisposed, shape } = (value ?? {}) as Partial<tf.Tensor> & { throwIfDisposed?: unknown };
  return typeof dataSync === "function" && typeof throwIfDisposed === "function" && Array.isArray(shape);
}
