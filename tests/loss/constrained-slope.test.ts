import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../src/base/random";
import { type ConstrainedSlopeOptions, constrainedSlopeLoss } from "../../src/loss/constrained-slope";
import { createLoss } from "../../src/loss/create-loss";
import type { LossBatch, LossEvaluator } from "../../src/loss/loss";
import { slopeLoss } from "../../src/loss/slope-loss";
import { hingeSlopeLoss } from "../../src/loss/slope-penalties";
import { assertClose } from "../assert-close";
import { atState, evaluateLoss, FEATURES } from "./evaluate-loss";

/** A batch whose rows have the given slopes, all of them along the second feature. */
function batchOf(slopes: readonly number[], slopeLossRows = slopes.length): LossBatch {
  const rows = slopes.length;
  return {
    ...{ rows, features: FEATURES, slopeLossRows },
    predictions: new Float32Array(rows).fill(0.5),
    targets: new Float32Array(rows),
    inputGradients: Float32Array.from({ length: rows * FEATURES }, (_, i) => (i % 4 === 1 ? slopes[i >> 2] : 0)),
    predictionDerivatives: new Float32Array(rows),
    inputGradientDerivatives: new Float32Array(rows * FEATURES),
  };
}

const OPTIONS: ConstrainedSlopeOptions = { targetSlope: 0.5, tolerance: 0.25, dualStepSize: 0.1 };
const bound = (options = OPTIONS): LossEvaluator => constrainedSlopeLoss(options).bind({ features: FEATURES });
const multiplierOf = (evaluate: LossEvaluator): number => evaluate.state!.get().multiplier;

test("the multiplier follows the dual ascent, computed by hand", () => {
  const evaluate = bound();
  assert.equal(multiplierOf(evaluate), 0);
  // excesses 1, 0 and 3 / 0.5 - 1 = 5: mean 2; 0 + 0.1 (2 - 0.25) = 0.175
  assert.equal(evaluate(batchOf([1, 0.5, 3])), 0.25);
  evaluate.state!.advance();
  assertClose(multiplierOf(evaluate), 0.175, 1e-15);
  // the next batch is evaluated with it: 0.25 + 0.175 * mean(1, 0)
  assertClose(evaluate(batchOf([1, 0.1])), 0.25 + 0.175 / 2, 1e-15);
  evaluate.state!.advance();
  assertClose(multiplierOf(evaluate), 0.175 + 0.1 * (0.5 - 0.25), 1e-15);
  // below the bound the weight falls by eta times the tolerance a step, to 0 and not below
  for (let step = 0; step < 7; step++) {
    evaluate(batchOf([0.1, 0.4]));
    evaluate.state!.advance();
  }
  assertClose(multiplierOf(evaluate), 0.2 - 7 * 0.025, 1e-15);
  for (let step = 0; step < 2; step++) {
    evaluate(batchOf([0.1, 0.4]));
    evaluate.state!.advance();
  }
  assert.equal(multiplierOf(evaluate), 0);
});

test("it is a linear hinge of weight multiplier / targetSlope", () => {
  const random = new Random(3);
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());
  const [predictions, targets, gradients] = [draw(20), draw(20), draw(20 * FEATURES)];
  for (const base of ["mse", "mae", "huber"] as const) {
    const constrained = atState(constrainedSlopeLoss({ base, targetSlope: 0.8, features: [0, 2] }), { multiplier: 2 });
    const hinge = hingeSlopeLoss({ base, targetSlope: 0.8, weight: 2 / 0.8, features: [0, 2] });
    const expected = evaluateLoss(hinge, predictions, targets, gradients, 15);
    const actual = evaluateLoss(constrained, predictions, targets, gradients, 15);
    assertClose(actual.loss, expected.loss, 1e-14);
    assertClose(actual.c, expected.c, 1e-14);
    assertClose(actual.v, expected.v, 1e-14);
  }
});

test("evaluating moves nothing, a batch of the warm-up moves nothing, and a step counts once", () => {
  const evaluate = bound();
  evaluate.state!.advance();
  assert.equal(multiplierOf(evaluate), 0);
  const first = evaluate(batchOf([3, 3]));
  assert.equal(evaluate(batchOf([3, 3])), first);
  assert.equal(multiplierOf(evaluate), 0);
  evaluate.state!.advance();
  const moved = multiplierOf(evaluate);
  assertClose(moved, 0.1 * (5 - 0.25), 1e-15);
  evaluate.state!.advance();
  evaluate(batchOf([3, 3], 0));
  evaluate.state!.advance();
  assert.equal(multiplierOf(evaluate), moved);
});

test("only the rows of the whole loss count", () => {
  const evaluate = bound();
  evaluate(batchOf([1, 9, 9, 9], 1));
  evaluate.state!.advance();
  assertClose(multiplierOf(evaluate), 0.1 * (1 - 0.25), 1e-15);
});

test("every bind has a state of its own, which no reader can change", () => {
  const loss = constrainedSlopeLoss(OPTIONS);
  const [one, other] = [loss.bind({ features: FEATURES }), loss.bind({ features: FEATURES })];
  one(batchOf([3]));
  one.state!.advance();
  assert.ok(multiplierOf(one) > 0);
  assert.equal(multiplierOf(other), 0);
  (one.state!.get() as { multiplier: number }).multiplier = 7;
  assert.notEqual(multiplierOf(one), 7);
  assert.equal(multiplierOf(loss.bind({ features: FEATURES })), 0);
});

test("a state saved as JSON at any step goes on to the same states, which are never below 0", () => {
  const slopes = fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(slopes, { minLength: 1, maxLength: 30 }), fc.nat(), (batches, at) => {
      const options = { targetSlope: 0.9, tolerance: 0.05, dualStepSize: 0.3 };
      const whole = bound(options);
      let broken = bound(options);
      for (const [step, batch] of batches.entries()) {
        if (step === at % batches.length) {
          const saved = JSON.stringify(broken.state!.get());
          broken = bound(options);
          broken.state!.set(JSON.parse(saved));
        }
        assert.equal(broken(batchOf(batch)), whole(batchOf(batch)));
        whole.state!.advance();
        broken.state!.advance();
        assert.equal(multiplierOf(broken), multiplierOf(whole));
        assert.ok(multiplierOf(whole) >= 0);
      }
    }),
  );
});

test("setting a state forgets what was evaluated before it", () => {
  const evaluate = bound();
  evaluate(batchOf([3]));
  evaluate.state!.set({ multiplier: 1 });
  evaluate.state!.advance();
  assert.equal(multiplierOf(evaluate), 1);
});

test("a loss of one's own keeps a state of several numbers", () => {
  const loss = slopeLoss({
    name: "adaptive",
    state: {
      initial: { mean: 1, steps: 0 },
      next: ({ mean, steps }, observed) => ({ mean: 0.5 * mean + 0.5 * observed, steps: steps + 1 }),
    },
    term: (point, { mean }) => {
      point.observed = Math.abs(point.error);
      point.loss = point.base / mean;
      point.byPrediction = point.baseDerivative / mean;
      point.bySlopeSquared = 0;
    },
  });
  const evaluate = loss.bind({ features: FEATURES });
  assert.equal(evaluate(batchOf([0, 0])), 0.25);
  evaluate.state!.advance();
  assert.deepEqual(evaluate.state!.get(), { mean: 0.75, steps: 1 });
  assertClose(evaluate(batchOf([0, 0])), 0.25 / 0.75, 1e-15);
});

test("losses without a state have none", () => {
  assert.equal(createLoss("lai", { lambda: 1 }).bind({ features: 2 }).state, undefined);
  assert.equal(createLoss("plain").bind({ features: 2 }).state, undefined);
});

test("bad options and states are refused by name, value and remedy", () => {
  const refused = (options: Partial<ConstrainedSlopeOptions>, pattern: RegExp): void =>
    assert.throws(() => constrainedSlopeLoss({ ...OPTIONS, ...options }), pattern);
  refused({ targetSlope: 0 }, /targetSlope is 0: give a finite number above 0/);
  refused({ targetSlope: undefined }, /targetSlope is undefined/);
  refused({ tolerance: 0 }, /tolerance is 0: give a finite number above 0/);
  refused({ tolerance: Number.NaN }, /tolerance is NaN/);
  refused({ dualStepSize: -0.1 }, /dualStepSize is -0\.1: give a finite number above 0/);
  refused({ base: "l1" as "mae" }, /base is "l1"/);
  refused({ weight: 3 } as Partial<ConstrainedSlopeOptions>, /constrainedSlopeLoss\.weight is 3: unknown option/);
  refused({ features: [] }, /features is \[\]/);
  const { state } = bound();
  for (const value of [null, undefined, {}, { mu: 1 }, { multiplier: 1, mu: 2 }, 3]) {
    assert.throws(() => state!.set(value as never), /lossState is .*: the state of constrainedSlope has multiplier/);
  }
  assert.throws(() => state!.set({ multiplier: Number.NaN }), /lossState\.multiplier is NaN: give a finite number/);
  assert.throws(() => state!.set({ multiplier: "1" } as never), /lossState\.multiplier is "1"/);
});
