import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wasmVariants } from "lai-internal";
import type { ActivationName } from "lai-loss";
import { arithmeticFingerprint } from "../src/arithmetic";
import { environment, readEnvironment, showEnvironment } from "../src/environment";
import { executeRun } from "../src/execute-run";
import type { MethodSpec } from "../src/methods/method";
import { resolveStudy } from "../src/resolve-study";
import { RunDataCache } from "../src/study-data";
import { copyPackages, fingerprintOf, INSTALLED } from "./copied-packages";
import { smallStudy } from "./small-study";

/** SHA-256 of the outcomes of runs, by the kernel's variant and the arithmetic that computed them, and by activation. */
const KNOWN: Record<string, Partial<Record<ActivationName, string>>> = {
  "simd, 5e805da1": {
    tanh: "290eb13efcbaa925",
    sigmoid: "62fdc80026beaf80",
    softplus: "fd623819fad076a8",
    relu: "48d71c3537cb7441",
  },
  "relaxed-simd, abe5b587": {
    tanh: "88e384876ce3a7e3",
    sigmoid: "66540b9fa015e9d9",
    softplus: "36e76e4dcd0a422b",
    relu: "5ab7d7faa2ceda9d",
  },
};

const [variant] = wasmVariants(); // which environment.ts chooses
const arithmetic = arithmeticFingerprint();
const here = `${variant}, ${arithmetic}`;

for (const activation of ["tanh", "sigmoid", "softplus", "relu"] as const) {
  test(`the numbers of runs with ${activation} stay as they are`, {
    skip: here in KNOWN ? false : `no numbers are known for ${here}`,
  }, async () => {
    const { data, measures } = await resolveStudy(smallStudy({ model: { hidden: [8], activation } }));
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
    const remedy = "records would be mixed with others: where the numbers are meant to change, put the new hash here";
    assert.equal(hash.digest("hex").slice(0, 16), KNOWN[here][activation], remedy);
  });
}

/** What `numericsFingerprint` gives for a kernel and an arithmetic. */
const FINGERPRINTS: Record<string, string> = {
  "simd 4d8e2e19, 5e805da1": "674ac172d753f62b",
  "relaxed-simd 89e3d814, abe5b587": "f3e040bfd3fcfbfe",
};

test("numbers are named by the results that they have had", {
  skip: here in KNOWN ? false : `no numbers are known for ${here}`,
}, async () => {
  const { kernel, numerics } = await environment();
  const found = { [`${kernel}, ${arithmetic}`]: numerics };
  const expected = Object.entries(FINGERPRINTS).filter(([name]) => name.startsWith(`${variant} `));
  const remedy = "kernel or numbers have changed: where they were meant to, put the new fingerprint here";
  assert.deepEqual(found, Object.fromEntries(expected), remedy);
});

test("the backend that was chosen for tfjs has no part in them, and is left as it was", async () => {
  const alone = await fingerprintOf(INSTALLED);
  assert.equal(alone, (await environment()).numerics);
  assert.equal(await fingerprintOf(INSTALLED, "wasm"), `${alone} wasm`);
});

test("code that is moved, renamed and commented leaves the fingerprint", async (t) => {
  const copy = copyPackages(t);
  renameSync(join(copy.lai, "loss", "base-loss.js"), join(copy.lai, "loss", "of-error.js"));
  for (const folder of Object.values(copy)) {
    for (const name of readdirSync(folder, { recursive: true }).map(String)) {
      if (!name.endsWith(".js")) continue;
      const code = readFileSync(join(folder, name), "utf8");
      const renamed = code
        .replace(/\bpredictionDerivatives\b/g, "byPredictionOfBatch")
        .replace(/\/base-loss"/g, '/of-error"')
        .replace(/\bslopeRows\b/g, "wholeRows");
      writeFileSync(join(folder, name), `${renamed}\n// moved, renamed and commented\n`);
    }
  }
  assert.equal(await fingerprintOf(copy), await fingerprintOf(INSTALLED));
});

test("a mark of the first edition is read, and what is no mark is refused with the file", () => {
  const old = { numerics: 1, kernel: "simd bfdc0119", arithmetic: "5e805da1", threads: 1 };
  assert.deepEqual(readEnvironment(old, "study.json"), old);
  assert.match(showEnvironment(old), /^numerics 1, kernel simd bfdc0119, arithmetic 5e805da1, 1 thread a run$/);
  for (const wrong of [
    undefined,
    null,
    {},
    { ...old, numerics: 2 },
    { ...old, numerics: "abc" },
    { ...old, threads: "1" },
  ]) {
    assert.throws(() => readEnvironment(wrong, "a/study.json"), /^ArgumentError: a\/study\.json: environment is /);
  }
});
