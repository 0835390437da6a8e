import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAgreement, DisagreementError } from "../../../bench/steps/agreement";
import { CONTENDERS, type Contender, commandOf, findTools } from "../../../bench/steps/contenders";
import { parseCores } from "../../../bench/steps/machine";
import { measureSteps, REFERENCE, type Running, type Stage } from "../../../bench/steps/measure";
import { matrixFlops, NETWORKS } from "../../../bench/steps/networks";
import { takesPart, timeInRounds } from "../../../bench/steps/rounds";
import { QUICK } from "../../../bench/steps/settings";
import type { Answer, Order } from "../../../bench/steps/worker";
import { Random } from "../../../src/base/random";

const steps = CONTENDERS.find(({ id }) => id === REFERENCE)!;

/** A contender whose steps take so long by its own account, and whose loss is `loss` / steps. */
function pretend(
  id: string,
  options: { milliseconds?: number; loss?: number; fail?: (order: Order) => boolean },
): Running {
  const { milliseconds = 1, loss = 1, fail = () => false } = options;
  const ask = async (order: Order): Promise<Answer> => {
    if (fail(order)) throw new Error(`${id} fails`);
    if (order.do === "prepare") return { prepared: true };
    asked.push(`${id} ${order.loss} ${order.steps}`);
    return { milliseconds: milliseconds * order.steps, loss: loss / order.steps };
  };
  const contender: Contender = { ...steps, id };
  return { contender, process: { ask }, timed: true };
}
let asked: string[] = [];

function stage(): Stage {
  asked = [];
  return { name: "S", problem: "", extent: QUICK, random: new Random(0), tell: () => {}, goOn: () => {} };
}

test("losses that agree pass; one that does not is named with the losses of all", () => {
  const close = [1, 1.0005, 0.9995].map((loss, i) => ({ contender: `c${i}`, loss }));
  checkAgreement("the loss", close, 1e-3);
  const check = (loss: number) => () => checkAgreement("the loss", [...close, { contender: "odd", loss }], 1e-3);
  assert.throws(check(1.002), (error: Error) => {
    assert.ok(error instanceof DisagreementError);
    assert.match(error.message, /^odd disagrees on the loss/);
    assert.match(error.message, /c1: 1\.0005/);
    return true;
  });
  assert.throws(check(Number.NaN), /^DisagreementError: odd disagrees/);
});

test("two of three that agree are timed with both losses in each round; the one that disagrees stops everything", async () => {
  const both = [pretend(REFERENCE, {}), pretend("other", { milliseconds: 2, loss: 1.0001 })];
  const { measured, leftOut } = await measureSteps(stage(), both);
  assert.deepEqual(leftOut, []);
  const times = measured.map(({ contender, loss, milliseconds }) => [contender, loss, ...milliseconds]);
  assert.deepEqual(times, [
    [REFERENCE, "plain", 1, 1, 1],
    ["other", "plain", 2, 2, 2],
    [REFERENCE, "lai", 1, 1, 1],
    ["other", "lai", 2, 2, 2],
  ]);
  assert.ok(measured.every(({ check }) => check?.steps === 50));
  const rounds = asked.slice(-12).map((line) => line.split(" ").slice(0, 2).join(" "));
  for (let round = 0; round < 3; round++) assert.equal(new Set(rounds.slice(4 * round, 4 * round + 4)).size, 4);
  const odd = measureSteps(stage(), [...both, pretend("odd", { loss: 1.01 })]);
  await assert.rejects(odd, (error: Error) => error instanceof DisagreementError && error.message.startsWith("odd"));
});

test("a slow contender is checked after fewer steps against the same steps of the reference, and times fewer rounds", async () => {
  const slow = pretend("slow", { milliseconds: 1000 });
  const { measured } = await measureSteps(stage(), [pretend(REFERENCE, {}), slow]);
  const [plain] = measured.filter(({ contender }) => contender === "slow");
  assert.equal(plain.check?.steps, 5);
  assert.deepEqual(plain.milliseconds, [null, null, 1000]);
  const wrong = measureSteps(stage(), [pretend(REFERENCE, {}), pretend("slow", { milliseconds: 1000, loss: 1.1 })]);
  await assert.rejects(wrong, DisagreementError);
});

test("what is too slow or fails is left out with its reason, and the others go on", async () => {
  const running = [
    pretend(REFERENCE, {}),
    pretend("too-slow", { milliseconds: 5000 }),
    pretend("unprepared", { fail: (order) => order.do === "prepare" }),
    pretend("lai-only", { fail: (order) => order.loss === "plain" && order.do === "run" && order.steps > 51 }),
  ];
  const { measured, leftOut } = await measureSteps(stage(), running);
  assert.deepEqual(
    leftOut.map(({ contender, loss, reason }) => `${contender} ${loss}: ${reason}`),
    [
      "too-slow plain: its steps are too slow",
      "too-slow lai: its steps are too slow",
      "unprepared plain: unprepared fails",
      "unprepared lai: unprepared fails",
      "lai-only plain: lai-only fails",
    ],
  );
  assert.equal(leftOut[0].onceMilliseconds, 5000);
  const ids = measured.map(({ contender, loss }) => `${contender} ${loss}`);
  assert.deepEqual(ids, [`${REFERENCE} plain`, `${REFERENCE} lai`, "lai-only lai"]);
});

test("an interruption is not taken for a failure of the contender", async () => {
  let left = 4;
  const interrupted: Stage = {
    ...stage(),
    goOn: () => {
      if (--left < 0) throw new Error("interrupted");
    },
  };
  await assert.rejects(measureSteps(interrupted, [pretend(REFERENCE, {}), pretend("other", {})]), /interrupted/);
});

test("an entry that fails in a round leaves the rest of the rounds to the others", async () => {
  let calls = 0;
  const { process } = pretend("ends", { fail: () => ++calls === 2 });
  const entry = { contender: steps, loss: "lai", steps: 2, rounds: 4, divisor: 2, check: null } as const;
  const good = { ...entry, process: pretend("good", {}).process };
  const bad = { ...entry, contender: { ...steps, id: "ends" }, process };
  const { measured, leftOut } = await timeInRounds([good, bad], 4, new Random(1), () => {});
  assert.deepEqual(
    measured.map(({ milliseconds }) => milliseconds),
    [[1, 1, 1, 1]],
  );
  assert.deepEqual(leftOut, [{ contender: "ends", loss: "lai", reason: "ends fails" }]);
});

test("the cores that a process may use, as Linux lists them", () => {
  assert.deepEqual(parseCores("0-2,5,7-8"), [0, 1, 2, 5, 7, 8]);
  assert.deepEqual(parseCores("3"), [3]);
  assert.deepEqual(parseCores(""), []);
});

test("fewer rounds are spread evenly", () => {
  const rounds = Array.from({ length: 9 }, (_, round) => round).filter((round) => takesPart(3, round, 9));
  assert.deepEqual(rounds, [2, 5, 8]);
  for (let count = 1; count <= 9; count++) {
    assert.equal(Array.from({ length: 9 }, (_, round) => takesPart(count, round, 9)).filter(Boolean).length, count);
  }
});

test("operations of a step: S by hand, and a linear model, whose input gradient costs nothing", () => {
  // products 512, 2048, 32; plain 2 (2592 + 2080 + 2592) a row; Lai besides 2 (2560 + 2560 + 2592)
  assert.equal(matrixFlops(NETWORKS[0], "plain"), 256 * 14_528);
  assert.equal(matrixFlops(NETWORKS[0], "lai"), 256 * 29_952);
  assert.equal(matrixFlops({ layers: [5, 1], rows: 1 }, "plain"), 2 * 10);
  assert.equal(matrixFlops({ layers: [5, 1], rows: 1 }, "lai"), 2 * 15);
});

test("a contender without its program says what to do", () => {
  const tools = { ...findTools(""), python: null, relaxedNode: null };
  for (const id of ["jax-jit", "dense-relaxed"]) {
    const command = commandOf(CONTENDERS.find((one) => one.id === id)!, tools);
    assert.ok("unavailable" in command);
    assert.match(command.unavailable, /run bash bench\/setup\.sh/);
  }
  const found = commandOf(CONTENDERS.find((one) => one.id === "jax-jit")!, { ...tools, python: "/a/python" });
  assert.ok("program" in found && found.environment.XLA_FLAGS.includes("intra_op_parallelism_threads=1"));
});
