import "./relaxed-simd";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { ArgumentError } from "../../../src/base/check";
import { Random } from "../../../src/base/random";
import { DenseKernel } from "../../../src/engine/dense/kernel/dense-kernel";
import { type KernelVariant, kernelVariants, takeKernel } from "../../../src/engine/dense/kernel/instance";
import { shareOf } from "../../../src/engine/dense/kernel/phases";
import { StepThreads } from "../../../src/engine/dense/kernel/step-threads";
import type { AdamOptions, EngineState } from "../../../src/engine/engine";
import { checkThreads, type ThreadsOption, threadsForBatch } from "../../../src/engine/threads";
import { laiLoss } from "../../../src/loss/lai-loss";
import { assertClose, largest } from "../../assert-close";
import { randomNetwork } from "./random-network";

const ADAM: AdamOptions = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0.01,
  clipNorm: 1,
};
const SHAPE = { inputs: 5, hidden: [33, 18], activations: [9, 8], useBias: [true, false, true], rows: 300 };

/** The state after some steps with batches of many sizes, one row among them. */
function trained(threads: ThreadsOption, steps: number, variant?: KernelVariant): EngineState {
  const { stack, weights, x, y } = randomNetwork(SHAPE, 8);
  const kernel = new DenseKernel(stack, weights, { threads, variant });
  const loss = laiLoss({ lambda: 0.3 }).bind({ features: 5 });
  const random = new Random(1, "batches");
  try {
    for (let step = 0; step < steps; step++) {
      const rows = step === 3 ? 1 : 1 + random.integer(300);
      const value = kernel.trainStep({ rows, slopeLossRows: random.integer(rows + 1), x, y }, loss, true, ADAM);
      assert.ok(Number.isFinite(value));
    }
    return kernel.getState();
  } finally {
    kernel.dispose();
  }
}

test("rows are shared out in whole blocks of 4, none left out and none twice", () => {
  for (const threads of [1, 2, 3, 7]) {
    for (const [first, last] of [
      [0, 0],
      [0, 4],
      [8, 100],
      [64, 1024],
    ]) {
      let next = first;
      for (let thread = 0; thread < threads; thread++) {
        const [start, end] = shareOf(first, last, thread, threads);
        assert.equal(start, next);
        assert.equal((end - start) % 4, 0);
        next = end;
      }
      assert.equal(next, last);
    }
  }
});

for (const variant of kernelVariants()) {
  test(`several threads of ${variant} end where one ends, up to rounding, and with the same bits at each run`, () => {
    const one = trained(1, 12, variant);
    for (const threads of [2, 3]) {
      const several = trained(threads, 12, variant);
      const scale = Math.max(...one.weights.map(largest));
      for (const [i, array] of several.weights.entries())
        assertClose(array, one.weights[i], 1e-5 * scale, `weights[${i}]`);
      assert.deepEqual(trained(threads, 12, variant), several);
    }
  });
}

test("auto takes one thread for small batches and more for large ones, by sizes alone", () => {
  assert.equal(threadsForBatch("auto", 8, 256, 2700), 1);
  assert.equal(threadsForBatch("auto", 2, 4096, 100_000), 2);
  assert.equal(threadsForBatch("auto", 8, 1024, 18_000), 8);
  assert.equal(threadsForBatch(3, 3, 1, 1), 3);
  assert.deepEqual(trained("auto", 5), trained(1, 5));
});

test("a number of threads that cannot be is refused by name", () => {
  for (const threads of [0, 1.5, -1, 65, Number.NaN]) assert.throws(() => checkThreads(threads), ArgumentError);
  assert.throws(() => checkThreads("all"), /threads is "all": give a whole number from 1 to 64, or "auto"/);
});

for (const variant of kernelVariants()) {
  test(`a loss that throws leaves the threads of ${variant} ready for the next step, and dispose ends them`, () => {
    const { stack, weights, x, y } = randomNetwork(SHAPE, 8);
    const kernel = new DenseKernel(stack, weights, { threads: 2, variant });
    const batch = { rows: 300, slopeLossRows: 100, x, y };
    const failing = (): number => {
      throw new Error("of the loss");
    };
    assert.throws(() => kernel.trainStep(batch, failing, true, ADAM), /of the loss/);
    const loss = laiLoss({ lambda: 0.3 }).bind({ features: 5 });
    const alone = new DenseKernel(stack, weights, { threads: 1, variant });
    const bothTrain = (rows: typeof batch): void => {
      const expected = alone.trainStep(rows, loss, true, ADAM);
      assertClose([kernel.trainStep(rows, loss, true, ADAM)], [expected], 1e-4 * expected, "loss");
    };
    bothTrain(batch);
    const larger = randomNetwork({ ...SHAPE, rows: 5000 }, 9); // the memory grows under the threads
    bothTrain({ rows: 5000, slopeLossRows: 5000, x: larger.x, y: larger.y });
    alone.dispose();
    kernel.dispose();
    kernel.dispose();
  });
}

test("a thread that fails is reported instead of waited for, and the others are ended", () => {
  const kernel = takeKernel("simd", 65536);
  const threads = new StepThreads(kernel, [1024, 4e9]); // the second record lies outside the memory
  const work = { phase: "backward", gradientRows: 0, rows: 0 } as const;
  assert.throws(() => threads.run(work, 2), /A thread of the dense engine stopped answering/);
  assert.equal(threads.dispose(), false);
});

test("a process ends by itself with threads that were never disposed of", () => {
  const folder = join(__dirname, "../../../src");
  const script = `
    const { DenseKernel } = require(${JSON.stringify(join(folder, "engine/dense/kernel/dense-kernel.js"))});
    const linear = { name: "linear", alpha: 1 };
    const stack = { inputs: 1, layers: [{ units: 1, activation: linear, useBias: false }] };
    const kernel = new DenseKernel(stack, [Float32Array.of(2)], { threads: 2 });
    const batch = { rows: 8, slopeLossRows: 0, x: new Float32Array(8), y: new Float32Array(8) };
    kernel.gradients(batch, (given) => (given.predictionDerivatives.fill(0), 5), false);
    console.log("done");`;
  const output = execFileSync(process.execPath, ["-e", script], { encoding: "utf8", timeout: 20_000 });
  assert.equal(output.trim(), "done");
});
