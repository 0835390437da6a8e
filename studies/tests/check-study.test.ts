import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "lai-internal";
import { checkStudy } from "../src/check-study";
import { readStudy } from "../src/read-study";
import { SMALL_STUDY, smallStudy } from "./small-study";

/** The error of a study that must be refused. */
function refusal(changes: Record<string, unknown>): ArgumentError {
  try {
    checkStudy({ ...SMALL_STUDY, ...changes });
  } catch (error) {
    assert.ok(error instanceof ArgumentError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: `${JSON.stringify(changes)} was taken` });
}

test("a study is completed: names, seeds, grids, comparison, and each data set's own network and training", () => {
  const study = smallStudy({
    data: ["concrete", { name: "few", dataset: "auto-mpg", model: { hidden: [4] }, training: { epochs: 9 } }],
  });
  assert.deepEqual(
    study.data.map(({ name, model, training }) => [name, model.hidden, model.activation, training.epochs]),
    [
      ["concrete", [8], "tanh", 6],
      ["few", [4], "tanh", 9],
    ],
  );
  assert.deepEqual(study.seeds, { tuning: [1000, 1001], evaluation: [0, 1, 2] });
  assert.deepEqual(study.methods[0], { label: "MSE", spec: { method: "plainMse" }, grid: [] });
  assert.deepEqual(study.comparison, { baseline: "MSE", references: ["gradient penalty"], budget: 0.02 });
});

test("a fault is named by its path, its value and what is allowed", () => {
  const cases: [Record<string, unknown>, string, RegExp][] = [
    [{ training: { epoch: 3 } }, "study.training.epoch", /unknown field; the known ones are epochs, batchSize/],
    [{ model: { activation: "tnh" } }, "study.model.activation", /"tanh"/],
    [{ data: [{ dataset: "concrete", training: { epochs: 0 } }] }, "study.data.0.training.epochs", />=1/],
    [{ methods: ["laiMsse"] }, "study.methods.0.method", /"laiMse"/],
    [{ methods: [{ method: "laiMse", grid: ["of"] }] }, "study.methods.0.grid.0", /"off"/],
    [{ methods: ["plainMse", { method: "laiMse", grid: [0.3] }] }, "study.methods.1.grid", /add "off"/],
    [{ methods: ["plainMse", { method: "laiMse", grid: ["off", -1] }] }, "study.methods.1, lambda", /above 0/],
    [{ methods: [{ method: "laiMse", lambda: 0.3 }] }, "study.methods.0.lambda", /grid: \["off", 0.3\]/],
    [{ methods: [{ method: "plainMse", grid: ["off"] }] }, "study.methods.0.grid", /nothing to tune/],
    [{ methods: ["plainMse", "plainMse"] }, "study.methods", /label/],
    [{ methods: ["laiMse"] }, "study.comparison.baseline", /plainMse/],
    [{ comparison: { references: ["Lai"] } }, "study.comparison.references.0", /MSE, gradient penalty, Lai-MSE/],
    [{ seeds: { tuning: [1, 2], evaluation: [2, 3] } }, "study.seeds.evaluation", /tuning seed/],
    [{ seeds: { tuning: -1, evaluation: 3 } }, "study.seeds.tuning", /how many/],
    [{ seeds: { tuning: 0, evaluation: 3 } }, "study.data concrete: learningRate", /give it in its training/],
    [{ seeds: { tuning: 2, evaluation: 0 } }, "study.seeds.evaluation", /how many/],
    [{ training: { epochs: 3, warmUpEpochs: 3 } }, "study.data concrete: warmUpEpochs", /fewer than the 3/],
    [{ data: [{ dataset: "concrete", fractions: [0.5, 0.2, 0.2] }] }, "study.data concrete: fractions", /sum to 1/],
    [{ data: ["concrete", "concrete"] }, "study.data", /name of its own|one of its own/],
  ];
  for (const [changes, argument, remedy] of cases) {
    const error = refusal(changes);
    assert.equal(error.argument, argument, error.message);
    assert.match(error.remedy, remedy);
  }
});

test("a study file that is missing or no JSON is named", () => {
  assert.throws(() => readStudy("/nowhere/study.json"), /\/nowhere\/study.json.*cannot be read/);
});
