import assert from "node:assert/strict";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";
import { laiWith } from "./replaced-packages";

/** Packages that print what they are given. */
const told = (what: string): string =>
  `parseAsync: async (words, options) => console.log(JSON.stringify([${what}, words, options]))`;
const KERNEL = { "tslab-kernel/cli": `return { kernelCommand: (project) => ({ ${told("project")} }) };` };
const studies = (completed: boolean): Record<string, string> => ({
  "lai-studies/cli": `return {
    studyCommand: () => ({ ${told('"study"')} }),
    rerunStudies: async () => { console.log("the studies run"); return ${completed}; },
  };`,
});
const handed = (what: string, ...words: string[]): string => `${JSON.stringify([what, words, { from: "user" }])}\n`;

test("lai notebook run and lab hand their words on to the kernel's command, for the notebooks of this repository", () => {
  for (const words of [
    ["run"],
    ["run", "00-geometry", "a b.ipynb", "--param", "EPOCHS=4", "--jobs", "2", "--update"],
    ["run", "--help"],
    ["lab", "--no-browser", "--port", "9999"],
    ["lab", "--version"],
  ]) {
    const { out, err, code } = laiWith(KERNEL, "notebook", ...words);
    assert.deepEqual([out, err, code], [handed(packageRoot(), ...words), "", 0]);
  }
});

test("with --studies the studies run first; the notebooks follow where they are complete", () => {
  const words = ["notebook", "run", "12-verdict", "--studies", "--jobs", "2"];
  const complete = laiWith({ ...KERNEL, ...studies(true) }, ...words);
  const run = handed(packageRoot(), "run", "12-verdict", "--jobs", "2");
  assert.deepEqual(complete, { out: `the studies run\n${run}`, err: "", code: 0 });
  const begun = laiWith({ ...KERNEL, ...studies(false) }, ...words);
  const said = "The studies are not complete: the same command goes on.\n";
  assert.deepEqual(begun, { out: `the studies run\n${said}`, err: "", code: 1 });
});

test("lai study hands its words on, --help among them", () => {
  for (const words of [["run", "studies/quick.json", "--workers", "2"], ["--help"], []]) {
    assert.deepEqual(laiWith(studies(true), "study", ...words), { out: handed("study", ...words), err: "", code: 0 });
  }
});

test("the commands that are handed on to are those of the packages in this repository", () => {
  const first = (...words: string[]): string => laiWith({}, ...words).out.split("\n")[0];
  assert.equal(first("notebook", "run", "--help"), "Usage: tslab-kernel run [options] [names...]");
  assert.equal(first("notebook", "lab", "--help"), "Usage: tslab-kernel lab [options] [flags...]");
  assert.equal(first("study", "--help"), "Usage: study [options] [command]");
  assert.equal(first("study", "status", "--help"), "Usage: study status [options] <folder>");
});

test("what fails in them is one line on stderr and exit code 1", () => {
  const failing = {
    "tslab-kernel/cli":
      'return { kernelCommand: () => ({ parseAsync: async () => { throw new Error("no Python"); } }) };',
  };
  assert.deepEqual(laiWith(failing, "notebook", "run"), { out: "", err: "no Python\n", code: 1 });
});

test("where a package is not installed one line says how to get it; one that is there and broken says its own error", () => {
  const absent = 'throw new Error("Cannot find module");';
  const kernel = "tslab-kernel is not installed here: npm install tslab-kernel, then npx tslab-kernel install.\n";
  for (const word of ["run", "lab"]) {
    assert.deepEqual(laiWith({ "tslab-kernel/cli": absent }, "notebook", word), { out: "", err: kernel, code: 1 });
  }
  const clone =
    "lai-studies is not installed here: clone the repository of lai-loss: studies are not in the npm package.\n";
  for (const words of [
    ["study", "run", "quick.json"],
    ["study", "--help"],
    ["notebook", "run", "--studies"],
  ]) {
    const { out, err, code } = laiWith({ ...KERNEL, "lai-studies/cli": absent }, ...words);
    assert.deepEqual([out, err, code], ["", clone, 1]);
  }
  const broken = { "tslab-kernel/cli": 'if (loading) throw new Error("a part of it is not there");' };
  assert.equal(laiWith(broken, "notebook", "lab").err, "a part of it is not there\n");
});
