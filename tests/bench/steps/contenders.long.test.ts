import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CONTENDERS, commandOf, findTools } from "../../../bench/steps/contenders";
import { makeProblem, writeProblem } from "../../../bench/steps/problem";
import { ContenderProcess } from "../../../bench/steps/process";
import type { StepsResult } from "../../../bench/steps/types";
import { packageRoot } from "../../../src/base/files";
import { onlyLong } from "../../long";

const folder = mkdtempSync(join(tmpdir(), "lai-bench-test-"));
after(() => rmSync(folder, { recursive: true }));

test("the Python contenders end where the dense engine ends", { skip: onlyLong, timeout: 300_000 }, async (t) => {
  const tools = findTools("");
  if (!tools.python) return t.skip("bash bench/setup.sh was not run");
  const path = writeProblem(folder, "python", makeProblem([4, 9, 6, 1], 33, 2));
  const lossesOf = async (id: string): Promise<number[]> => {
    const command = commandOf(CONTENDERS.find((one) => one.id === id)!, tools);
    assert.ok("program" in command);
    const contender = new ContenderProcess(command, []);
    try {
      assert.ok((await contender.answer(120_000)).ready, id);
      const losses: number[] = [];
      for (const loss of ["plain", "lai"] as const) {
        await contender.ask({ do: "prepare", problem: path, loss });
        for (const steps of [1, 51, 1]) losses.push((await contender.ask({ do: "run", loss, steps })).loss!);
      }
      return losses;
    } finally {
      contender.end();
    }
  };
  const expected = await lossesOf("dense-simd");
  assert.ok(expected[1] < expected[0] && expected[4] < expected[3]);
  for (const id of ["jax-jit", "pytorch-eager", "tensorflow-function"]) {
    const losses = await lossesOf(id);
    losses.forEach((loss, i) => {
      assert.ok(Math.abs(loss / expected[i] - 1) < 1e-4, `${id}: ${losses}, expected ${expected}`);
    });
    assert.equal(losses[0], losses[2], `${id} starts anew`);
  }
});

test("a part of the benchmark runs from start to end", { skip: onlyLong, timeout: 120_000 }, () => {
  const out = join(folder, "out.json");
  const only = ["--only", "dense-simd,tape-cpu,tape-tensorflow", "--networks", "S"];
  const flags = [...only, "--quick", "--rounds", "2", "--out", out];
  const main = join(packageRoot(), "build", "bench", "steps", "main.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...flags], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /\| dense, SIMD \| 1 \| [\d.]+ \[/);
  assert.match(stderr, /S: round 2 of 2/);
  const result: StepsResult = JSON.parse(readFileSync(out, "utf8"));
  const [{ measured, leftOut }] = result.networks;
  assert.equal(measured.filter(({ contender }) => contender === "dense-simd").length, 2);
  assert.ok(measured.every(({ milliseconds }) => milliseconds.every((time) => time === null || time > 0)));
  assert.equal(new Set([...measured, ...leftOut].map(({ contender }) => contender)).size, 3);
});
