/**
 * Contender: @jax-js/jax, from bench/node_modules, on its WebAssembly backend, whose work is one thread's in Node.js. The whole
 * step, Adam included, is one jit. An array is used up by the function that takes it; `.ref` keeps it for another.
 */
import { readFileSync } from "node:fs";
import settings from "../../build/bench/steps/settings.js";
import worker from "../../build/bench/steps/worker.js";

const { ADAM, LAMBDA } = settings;

worker.serve(async () => {
  const jax = await import("@jax-js/jax").catch(() => {
    throw new Error("@jax-js/jax is not installed: run bash bench/setup.sh");
  });
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const { numpy: np, jit, valueAndGrad, vjp, tree } = jax;

  /** The activations of every hidden layer, and the predictions. */
  function forward(weights, x) {
    const last = weights.length - 2;
    const activations = [];
    let a = x;
    for (let i = 0; i < last; i += 2) {
      a = np.tanh(np.matmul(a, weights[i].ref).add(weights[i + 1]));
      activations.push(a.ref);
    }
    return {
      activations,
      predictions: np
        .matmul(a, weights[last].ref)
        .add(weights[last + 1])
        .reshape([-1]),
    };
  }

  function plain(weights, x, y) {
    const { activations, predictions } = forward(weights, x);
    tree.dispose([activations, weights.filter((_, i) => i % 2 === 0)]);
    return np.square(predictions.sub(y)).mean();
  }

  function laiOf(predictions, y, g) {
    const s = np.square(g).sum(1);
    const multiplier = np.maximum(s.ref, LAMBDA).div(s.add(1).mul(Math.min(LAMBDA, 1)));
    return np.square(predictions.sub(y)).mul(multiplier).mean();
  }

  /** With the input gradient written out, layer by layer: see `errorOfVjp`. */
  function lai(weights, x, y) {
    const { activations, predictions } = forward(weights, x);
    let g = weights.at(-2).reshape([1, -1]);
    for (let l = activations.length - 1; l >= 0; l--) {
      const slope = np.subtract(1, np.square(activations[l]));
      g = np.matmul(g.mul(slope), np.transpose(weights[2 * l]));
    }
    return laiOf(predictions, y, g);
  }

  /** As one would write it: on the WebAssembly backend of 0.1.25 the second derivatives are wrong (right on "cpu"). */
  function laiByVjp(weights, x, y) {
    const predict = (inputs) => {
      const { activations, predictions } = forward(weights, inputs);
      tree.dispose([activations, weights.filter((_, i) => i % 2 === 0)]);
      return predictions;
    };
    const [predictions, pull] = vjp(predict, [x]);
    const [g] = pull(np.onesLike(predictions.ref));
    pull.dispose();
    return laiOf(predictions, y, g);
  }

  /** How far the weight gradients of the two are apart, relative to them: of 8-16-1, 64 rows. */
  function errorOfVjp() {
    const wave = (length, step) => np.array(Float32Array.from({ length }, (_, i) => Math.sin(step * (i + 1))));
    const gradientsOf = (loss) => {
      const weights = [wave(128, 3).reshape([8, 16]), wave(16, 5), wave(16, 7).reshape([16, 1]), wave(1, 2)];
      const [value, gradients] = valueAndGrad(loss)(weights, wave(512, 1.7).reshape([64, 8]), wave(64, 2.3));
      value.dispose();
      return gradients.flatMap((each) => [...each.dataSync()]);
    };
    const right = gradientsOf(lai);
    const off = gradientsOf(laiByVjp).map((value, i) => value - right[i]);
    return Math.hypot(...off) / Math.hypot(...right);
  }

  const stepOf = (loss) =>
    jit((state, x, y) => {
      const [value, gradients] = valueAndGrad(loss)(tree.ref(state.weights), x, y);
      const power1 = state.power1.mul(ADAM.beta1);
      const power2 = state.power2.mul(ADAM.beta2);
      const moved = state.weights.map((w, i) => {
        const g = gradients[i];
        const m = state.first[i].mul(ADAM.beta1).add(g.ref.mul(1 - ADAM.beta1));
        const v = state.second[i].mul(ADAM.beta2).add(np.square(g).mul(1 - ADAM.beta2));
        const corrected1 = m.ref.div(np.subtract(1, power1.ref));
        const corrected2 = v.ref.div(np.subtract(1, power2.ref));
        return [w.sub(corrected1.mul(ADAM.learningRate).div(np.sqrt(corrected2).add(ADAM.epsilon))), m, v];
      });
      const [weights, first, second] = [0, 1, 2].map((part) => moved.map((parts) => parts[part]));
      return [{ weights, first, second, power1, power2 }, value];
    });

  function prepare({ layers, rows, weights, x, y }, lossName) {
    const step = stepOf(lossName === "lai" ? lai : plain);
    const shapeOf = (i) => (i % 2 === 0 ? [layers[i / 2], layers[i / 2 + 1]] : [layers[(i + 1) / 2]]);
    const array = (values, shape) => np.array(Float32Array.from(values)).reshape(shape);
    const inputs = array(x, [rows, layers[0]]);
    const targets = array(y, [rows]);
    let state = null;
    let value = null;
    const free = () => {
      if (state) tree.dispose(state);
      value?.dispose();
      state = null;
      value = null;
    };
    return {
      reset() {
        free();
        const zeros = () => weights.map((_, i) => np.zeros(shapeOf(i)));
        const own = weights.map((each, i) => array(each, shapeOf(i)));
        state = { weights: own, first: zeros(), second: zeros(), power1: np.array(1), power2: np.array(1) };
      },
      async run(steps) {
        for (let i = 0; i < steps; i++) {
          value?.dispose();
          [state, value] = step(state, inputs.ref, targets.ref);
          await jax.blockUntilReady([state, value]); // work that is not waited for piles up, and each step takes longer
        }
      },
      loss: () => value.ref.js(),
      dispose() {
        free();
        inputs.dispose();
        targets.dispose();
        step.dispose();
      },
    };
  }

  const manifest = new URL("../node_modules/@jax-js/jax/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const error = errorOfVjp();
  const remark = `input gradients written out: the derivatives of its vjp are off by ${(100 * error).toFixed(0)} %`;
  return { versions: { "@jax-js/jax": error > 1e-3 ? `${version} (${remark})` : version }, prepare };
});
