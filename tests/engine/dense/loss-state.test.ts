import assert from "node:assert/strict";
import test from "node:test";
import { DenseKernel } from "../../../src/engine/dense/kernel/dense-kernel";
import { constrainedSlopeLoss } from "../../../src/loss/constrained-slope";
import { assertClose } from "../../assert-close";
import { randomNetwork } from "./random-network";

const SHAPE = { inputs: 5, hidden: [33, 18], activations: [9, 8], useBias: [true, false, true], rows: 300 };
const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01, clipNorm: 1 };

test("a loss that keeps a state sees every row of a step that threads share", () => {
  const multipliers = [1, 3].map((threads) => {
    const { stack, weights, x, y } = randomNetwork(SHAPE, 8);
    const kernel = new DenseKernel(stack, weights, { threads });
    const loss = constrainedSlopeLoss({ targetSlope: 0.1 }).bind({ features: 5 });
    try {
      return [300, 300, 150].map((slopeLossRows) => {
        kernel.trainStep({ rows: 300, slopeLossRows, x, y }, loss, true, ADAM);
        loss.state!.advance();
        return loss.state!.get().multiplier;
      });
    } finally {
      kernel.dispose();
    }
  });
  assert.ok(multipliers[0][0] > 0.01 && multipliers[0][2] > multipliers[0][1], `${multipliers[0]}`);
  assertClose(multipliers[1], multipliers[0], 1e-5 * multipliers[0][2]);
});
