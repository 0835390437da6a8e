import util from "node:util";
import type * as tf from "@tensorflow/tfjs";

/*
 * Everything that lai-loss changes in what others share with it. Importing the package changes nothing; each of these waits
 * for the call that needs it. (What the kernel of notebooks changes stands in the README of tslab-kernel.)
 *
 * - tfjs, when it is loaded: the factory of its cpu backend, here, so that its banner is not printed.
 * - globalThis, when tfjs is loaded: its own _tfGlobals and _tfengine, by which copies of it find each other.
 * - tfjs, while the tape engine differentiates: the registry of gradients, in engine/tape/gradient-scope.ts; put back before
 *   the call returns.
 * - Node's `util` and TF_CPP_MIN_LOG_LEVEL, when tfjs-node is loaded by `ready`: here, so that it runs on Node.js 23 and
 *   later, and in silence.
 * - process, when tfjs's WebAssembly backend is started by `ready`: its handlers of stray errors, which rethrow them.
 */

/**
 * The cpu backend prints a banner that recommends tfjs-node when it first stores a tensor. `ready` says which backend runs
 * and why, so that one banner is taken away; every other message of tfjs stays. No backend is started by this.
 *
 * @param onDefaultStart called where tfjs starts the backend by itself, because a tensor was stored before one was chosen
 */
export function quietCpuBackend(engine: ReturnType<typeof tf.engine>, onDefaultStart: () => void): void {
  const entry = engine.registryFactory.cpu;
  if (entry) {
    const { factory } = entry;
    entry.factory = () => {
      // tf.setBackend sets the name before it makes the backend; tfjs's own choice comes without one
      if (!engine.backendName) onDefaultStart();
      const made = factory();
      (made as { firstUse?: boolean }).firstUse = false;
      return made;
    };
  }
  const running = engine.registry.cpu as { firstUse?: boolean } | undefined;
  if (running) running.firstUse = false;
}

/** tfjs-node 4.22.0 calls util.isNullOrUndefined, which Node 23 removed; libtensorflow tells of every CPU feature. */
export function prepareForTfjsNode(): void {
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
}
