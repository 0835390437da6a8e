import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { MethodSpec } from "lai-loss/compare";
import { environment, NUMERICS_VERSION } from "../src/environment";
import { executeRun } from "../src/execute-run";
import { resolveStudy } from "../src/resolve-study";
import { RunDataCache } from "../src/study-data";
import { smallStudy } from "./small-study";

/** SHA-256 of a run's outcome by the kernel and the arithmetic that computed it, at a version of the numbers. */
const KNOWN: Record<string, string> = {
  "1, simd bfdc0119, 5e805da1": "c72a40e5bfb72504",
  "1, relaxed-simd 69ba8326, abe5b587": "11b0085c7489aa58",
};

const { kernel, arithmetic } = environment();
const here = `${NUMERICS_VERSION}, ${kernel}, ${arithmetic}`;

test("numbers are known for the kernel of today, if not for the arithmetic of every processor", () => {
  const known = Object.keys(KNOWN).some((key) => key.startsWith(`${NUMERICS_VERSION}, ${kernel}, `));
  assert.ok(known, `put the hash of the test below for ${here} into KNOWN, on Node.js 20 and 22`);
});

test("the numbers of a run are those that their version stands for", {
  skip: here in KNOWN ? false : `no numbers are known for version ${here}`,
}, async () => {
  const { data, measures } = await resolveStudy(smallStudy());
  const methods: MethodSpec[] = [
    { method: "laiMaeSampled", lambda: 0.3 },
    { method: "inputNoise", inputNoise: 0.1 },
  ];
  const hash = createHash("sha256");
  for (const method of methods) {
    for (const each of data) {
      const spec = { data: each, method, learningRate: 0.01, seed: 3, measures };
      hash.update(JSON.stringify((await executeRun(spec, new RunDataCache())).outcome));
    }
  }
  const remedy = "stored records would be mixed with other numbers: raise NUMERICS_VERSION, and put the new hash here";
  assert.equal(hash.digest("hex").slice(0, 16), KNOWN[here], remedy);
});
