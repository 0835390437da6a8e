import assert from "node:assert/strict";
import { test } from "node:test";
import { profileText, stepShares } from "../../../bench/profile/report";
import { assertClose } from "../../assert-close";
import { makeProfile } from "./result";

test("the shares of a step are its parts' times on all tiles over the step's", () => {
  const profile = makeProfile();
  const shares = stepShares(profile.steps[0], profile);
  // 4 tiles x (2 x 5 + 15) us of products are .1 of .2 ms; 4 x 4 us of activations .016
  assertClose([shares.products, shares.activations, shares.loss, shares.adam], [0.5, 0.08, 0.05, 0.01], 1e-12);
  // (30 x 10 + 20 x 15) / 25 = 24 GFLOP/s of 40
  assertClose(shares.productsOfPeak, 0.6, 1e-12);
});

test("a profile as text has the phases, each product's rate, and the share of drawing the batches", () => {
  const text = profileText(makeProfile());
  for (const line of [
    "| loss, in TypeScript | 0.01 (5 %) |",
    "| their speed, of the peak | 60 % |",
    "| S: forward, 8 × 64 | 30.0 | 75 % |",
    "| S: gradient, 8 × 64 | 20.0 | 50 % |",
    "| plain | 150 | 6 | 4 % |",
    "| Lai | 300 | 6 | 2 % |",
  ]) {
    assert.ok(text.includes(line), `${line} is missing in\n${text}`);
  }
  assert.doesNotMatch(text, /S: activation|NaN|undefined|null/);
});
