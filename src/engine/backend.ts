import { callback, checkOptions, choice, fields, optional } from "../base/check";
import { cpuStartedByDefault, type TensorFlow, takeTfjs, tfjs } from "../base/tfjs";
import { describeVariant, usualVariant } from "./dense/kernel/instance";

/** The tfjs backends that `ready` can choose, the fastest first. */
export const BACKEND_NAMES = ["tensorflow", "wasm", "cpu"] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

export interface ReadyOptions {
  /** take this backend or fail; defaults to the one that runs already, or else to the fastest that loads */
  backend?: BackendName;
  /**
   * the program's own TensorFlow.js, `import * as tf from "@tensorflow/tfjs"`: needed once in a browser, before any tf model is
   * used, where lai-loss brings none; Node.js finds it by itself
   */
  tf?: TensorFlow;
}

/** Told from everything else by a few of its functions, those of models among them. */
const TFJS = fields<Pick<TensorFlow, "engine" | "setBackend" | "sequential" | "Tensor">>({
  engine: callback(),
  setBackend: callback(),
  sequential: callback(),
  Tensor: callback(),
});

/** One backend that was looked at, and what came of it. */
export interface BackendAttempt {
  backend: string;
  ok: boolean;
  reason: string;
}

/** Which backend and kernel compute, and why that backend. Plain JSON. */
export interface BackendInfo {
  backend: string;
  why: string;
  tried: BackendAttempt[];
  /** what computes stacks of Dense layers, whichever the backend, such as "native AVX2"; "none" where there is no kernel */
  kernel: string;
}

let last: BackendInfo | null = null;

/**
 * Chooses the tfjs backend: the one asked for; else the one that already runs because it was chosen by `tf.setBackend`;
 * else the first that loads of `tensorflow` (tfjs-node), `wasm` and `cpu`. Calling it again changes nothing, unless
 * another backend is asked for.
 *
 * `cpu`, which tfjs takes by itself when a tensor is stored before a backend was chosen, is not taken for a choice, unless it
 * was before this package loaded tfjs (at the first model or `ready`); tensors move to the new backend when they are used.
 *
 * @throws ArgumentError where `options` has unknown names or values, or `tf` is another copy of TensorFlow.js
 * @throws Error where the backend asked for does not load, with the reason
 */
export async function ready(options: ReadyOptions = {}): Promise<BackendInfo> {
  checkOptions("ready", options, { backend: optional(choice(BACKEND_NAMES)), tf: optional(TFJS) });
  if (options.tf) takeTfjs(options.tf);
  const tf = tfjs();
  const running = tf.engine().backendName;
  if (last && last.backend === running && (options.backend ?? running) === running) return last;

  if (options.backend !== undefined) {
    const attempt = await tryBackend(options.backend);
    if (!attempt.ok) throw new Error(`backend "${options.backend}" does not run here: ${attempt.reason}`);
    return remember({ backend: options.backend, why: "it was asked for", tried: [attempt] });
  }
  if (running && !(running === "cpu" && cpuStartedByDefault())) {
    await tf.ready();
    const why =
      running === "cpu"
        ? 'tfjs ran on it already; ready({ backend: "wasm" }) changes to a faster one'
        : "it was chosen before";
    return remember({ backend: running, why, tried: [] });
  }
  const tried: BackendAttempt[] = [];
  for (const backend of BACKEND_NAMES) {
    const attempt = await tryBackend(backend);
    tried.push(attempt);
    if (!attempt.ok) continue;
    const passed = tried.slice(0, -1).map((other) => `${other.backend}: ${other.reason}`);
    const why = passed.length === 0 ? "the fastest" : `the fastest that loads (${passed.join("; ")})`;
    return remember({ backend, why, tried });
  }
  throw new Error(`no tfjs backend runs here: ${tried.map((t) => `${t.backend}: ${t.reason}`).join("; ")}`);
}

function remember(info: Omit<BackendInfo, "kernel">): BackendInfo {
  const variant = usualVariant();
  last = { ...info, kernel: variant === undefined ? "none" : describeVariant(variant) };
  return last;
}

async function tryBackend(backend: BackendName): Promise<BackendAttempt> {
  try {
    // with the packages that it knows, which are loaded for no one else
    const reason = (require("./load-backend") as typeof import("./load-backend")).loadBackend(backend);
    const tf = tfjs();
    if (!(await tf.setBackend(backend))) throw new Error("tf.setBackend could not start it");
    await tf.ready();
    return { backend, ok: true, reason };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { backend, ok: false, reason: message.split("\n")[0].trim() };
  }
}
