import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, checkBackends, checkKernel, checkPackages, describeChecks, examine } from "../../src/command/doctor";
import { laiWith } from "./replaced-packages";

test("a check that throws has the first line of what was thrown, the given state and the remedy; one that does not, neither", async () => {
  const found = (look: () => string | Promise<string>) => attempt("it", look, "broken", "mend it");
  assert.deepEqual(await found(() => "1.2"), { name: "it", state: "works", found: "1.2" });
  assert.deepEqual(await found(async () => "later"), { name: "it", state: "works", found: "later" });
  const broken = { name: "it", state: "broken", remedy: "mend it" };
  const thrown = (value: unknown) => () => {
    throw value;
  };
  assert.deepEqual(await found(thrown(new Error("no library\nRequire stack:\n- a"))), {
    ...broken,
    found: "no library",
  });
  assert.deepEqual(await found(thrown("a text")), { ...broken, found: "a text" });
  assert.deepEqual(await found(() => Promise.reject(new Error("late"))), { ...broken, found: "late" });
});

test("checks are lines in columns, the remedy under what was found, and in the end how many do not work", () => {
  const works = { name: "Node.js", state: "works", found: "v20" } as const;
  const absent = { name: "a", state: "optional", found: "none", remedy: "only for speed" } as const;
  const broken = { name: "polars", state: "broken", found: "no library", remedy: "install it" } as const;
  assert.equal(
    describeChecks([works, absent, broken]),
    [
      "ok      Node.js  v20",
      "absent  a        none",
      "                 only for speed",
      "BROKEN  polars   no library",
      "                 install it",
      "1 of 3 do not work here.",
    ].join("\n"),
  );
  assert.equal(describeChecks([works, absent]).split("\n").at(-1), "Everything needed works here.");
});

test("here Node.js and the packages are found with the versions that they have", async () => {
  const version = (name: string): string => require(`${name}/package.json`).version;
  assert.deepEqual(await checkPackages(), [
    { name: "Node.js", state: "works", found: process.version },
    { name: "polars", state: "works", found: version("nodejs-polars") },
    { name: "danfojs", state: "works", found: version("danfojs-node") },
  ]);
});

test("the kernel that is taken is named, and the others that LAI_KERNEL chooses from", async (t) => {
  process.env.LAI_KERNEL = "wasm";
  t.after(() => delete process.env.LAI_KERNEL);
  const { state, found } = await checkKernel();
  assert.equal(state, "works");
  assert.match(found, /^WebAssembly (relaxed )?SIMD(; LAI_KERNEL chooses another: [\w, -]+)?$/);
});

test("each backend of tfjs is looked at; only tensorflow may be missing", async () => {
  const checks = await checkBackends();
  assert.deepEqual(
    checks.map(({ name, state }) => [name, name.endsWith("tensorflow") || state]),
    [
      ["tfjs backend tensorflow", true],
      ["tfjs backend wasm", "works"],
      ["tfjs backend cpu", "works"],
    ],
  );
  assert.match(checks[1].found, /^@tensorflow\/tfjs-backend-wasm \d+\.\d+\.\d+$/);
  const [{ state, remedy }] = checks;
  if (state === "works") assert.equal(remedy, undefined);
  else assert.deepEqual([state, remedy?.slice(0, 36)], ["optional", "only for speed with large networks: "]);
});

test("everything is looked at once, and no two things have one name", async () => {
  const names = (await examine()).map(({ name }) => name);
  assert.deepEqual(names.slice(0, 7), [
    ...["Node.js", "polars", "danfojs", "dense kernel"],
    ...["tfjs backend tensorflow", "tfjs backend wasm", "tfjs backend cpu"],
  ]);
  assert.deepEqual(names.slice(7), ["tslab", "Python", "JupyterLab", "kernel tslab"]);
});

const KERNEL = `return { notebookChecks: () => [{ name: "tslab", look: () => "1.0" }, { name: "Python", look: () => "3.12" }] };`;

test("lai doctor ends with 1 where something needed is broken, and says in the line below what to do", () => {
  const { out, err, code } = laiWith(
    {
      "nodejs-polars": 'throw new Error("no native binary\\nsecond line");',
      "danfojs-node": 'throw new Error("Cannot find module");',
      "tslab-kernel": KERNEL.replace('() => "3.12"', '() => { throw new Error("there is no .venv"); }'),
    },
    "doctor",
  );
  assert.deepEqual([err, code], ["", 1]);
  const lines = out.trimEnd().split("\n");
  const at = (start: string): string[] => {
    const first = lines.findIndex((line) => line.startsWith(start));
    return lines.slice(first, first + 2).map((line) => line.replace(/ {2,}/g, "  "));
  };
  assert.deepEqual(at("BROKEN  polars"), [
    "BROKEN  polars  no native binary",
    "  install the packages again: bash kernel-setup.sh",
  ]);
  assert.deepEqual(at("absent  danfojs"), [
    "absent  danfojs  Cannot find module",
    "  only for danfo data frames: npm install danfojs-node",
  ]);
  assert.equal(at("ok      tslab ")[0], "ok  tslab  1.0");
  assert.deepEqual(at("BROKEN  Python"), ["BROKEN  Python  there is no .venv", "  bash kernel-setup.sh"]);
  assert.equal(lines.at(-1), "2 of 9 do not work here.");
});

test("lai doctor ends with 0 where only what is optional is absent", () => {
  const missing = 'throw new Error("Cannot find module");';
  const { out, err, code } = laiWith({ "danfojs-node": missing, "tslab-kernel": missing }, "doctor");
  assert.deepEqual([err, code], ["", 0]);
  assert.match(
    out,
    /^absent {2}tslab-kernel +not installed\n +only for notebooks: npm install tslab-kernel, then npx tslab-kernel install\nEverything needed works here\.\n$/m,
  );
});
