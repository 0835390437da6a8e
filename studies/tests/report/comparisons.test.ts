import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../../../tests/assert-close";
import { compareSettings } from "../../src/report/comparisons";
import { resultsMarkdown } from "../../src/report/markdown";
import { View } from "../../src/verdict/view";
import { syntheticResults, type Told } from "../verdict/synthetic-results";

/**
 * Plain: RMSE .5, under noise 1. The gradient penalty: .5 and .9, or .6 and .7. Lai-MSE: .505 and .88 at its best within
 * the budget; one-sided Lai .49 and .9, more accurate than any penalty.
 */
const results = syntheticResults(({ method, value, seed }): Told => {
  const of = (rmse: number, noise: number): Told => {
    const jitter = 1 + 0.001 * (seed % 5);
    return { rmse: rmse * jitter, noise: noise * jitter, slope: noise, above: 0 };
  };
  if (value === null) return of(0.5, 1);
  if (method === "gradientPenalty") return value === 0.01 ? of(0.5, 0.9) : of(0.6, 0.7);
  if (method === "laiMse") return value === 0.25 ? of(0.505, 0.88) : of(0.55, 0.8);
  if (method === "laiOneSided") return of(0.49, 0.9);
  return of(0.6, 0.95);
});
const { study, runs } = results;
const comparisons = compareSettings(study, runs);
const matched = (method: string, criterion: string) =>
  comparisons.matched.find(
    (entry) => entry.method === method && entry.criterion === criterion && entry.regime === "last",
  )!;

test("within the budget the best setting on validation rows is compared with the baseline", () => {
  const of = (method: string) =>
    comparisons.budget.find((one) => one.method === method && one.criterion === "noise 0.3")!;
  assert.equal(of("Lai-MSE").setting, "lambda 0.25");
  assertClose([of("Lai-MSE").change!.mean, of("Lai-MSE").cleanChange!.mean], [-0.12, 0.01], 1e-9);
  assert.equal(of("linear hinge").setting, "off");
});

test("the report matches the mean clean RMSE with a mix of the reference's two neighbours", () => {
  // .505 is 95 % of (.5, .9) and 5 % of (.6, .7): .89; the slopes are told to be equal to the errors under noise
  const { setting, difference, pValue, pHolm } = matched("Lai-MSE", "noise 0.3");
  assert.equal(setting, "lambda 0.25");
  assertClose(difference!.mean, 0.88 / 0.89 - 1, 1e-9);
  assertClose(matched("Lai-MSE", "slope p95").difference!.mean, 0.88 / 0.89 - 1, 1e-9);
  // 8 differences of one sign: 2 / 2^8; Lai-MSE, its sampled form, the hinge and input noise can be compared
  assert.equal(pValue, 1 / 128);
  assert.ok(pHolm! >= pValue! && pHolm! < 0.05);
  assert.ok(comparisons.matched.every(({ method, reference }) => method !== reference));
});

test("who is more accurate than every setting of the reference is not compared, and the report says it", () => {
  const { setting, difference, pValue, pHolm } = matched("Lai-MSE, one-sided", "noise 0.3");
  assert.deepEqual([setting !== null, difference, pValue, pHolm], [true, null, null, null]);
  const page = resultsMarkdown({ ...results, comparisons, missing: [] }, []);
  assert.match(page, /\| Lai-MSE, one-sided \| lambda [^|]*: none as accurate \|/);
  assert.match(
    page,
    /Each method's best by noise 0\.3 within that budget, against gradient penalty at the same clean RMSE/,
  );
});

test("the findings make the same comparisons: setting, difference and p-value", () => {
  const criteria = ["noise 0.3", "attack 0.5", "slope p95", "lipschitz"];
  for (const regime of ["best", "last"] as const) {
    const found = new View(results, { regime }).matched(
      study.methods.map(({ label }) => label),
      study.comparison.references,
      criteria,
    );
    assert.equal(found.length, criteria.length * 5);
    const reported = comparisons.matched.filter((entry) => entry.regime === regime);
    for (const entry of found) {
      const other = reported.find(({ method, criterion }) => method === entry.method && criterion === entry.criterion);
      assert.deepEqual(other, entry);
    }
  }
});

test("a setting with a failed run is left out and named", () => {
  const failed = runs.map((run) =>
    run.setting.method === "Lai-MSE" && run.setting.setting === "lambda 0.25"
      ? { ...run, failed: [{ seed: 0, error: "TrainingDivergedError" }] }
      : run,
  );
  const { notes, matched: found } = compareSettings(study, failed);
  assert.deepEqual(
    notes,
    ["best", "last"].map(
      (regime) => `concrete, ${regime}: Lai-MSE, lambda 0.25 failed on 1 seeds and is not compared.`,
    ),
  );
  assert.ok(found.every(({ method, setting }) => method !== "Lai-MSE" || setting === "off"));
});
