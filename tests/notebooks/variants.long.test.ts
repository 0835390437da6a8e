import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import {
  environmentPython,
  executeNotebook,
  joined,
  type Notebook,
  notebooksFolder,
  setParameters,
} from "tslab-kernel";
import { withoutKernel } from "../../jupyter/tests/kernel/kernel-session";
import { packageRoot } from "../../src/base/files";
import { repeats } from "../long";
import { EXPERIMENTS, readExperiment } from "./experiment";

const names = EXPERIMENTS.slice(0, repeats({ short: 0, long: EXPERIMENTS.length }));
const home = mkdtempSync(join(tmpdir(), "lai-stock-tslab-"));
after(() => rmSync(home, { recursive: true }));

/** Runs a notebook; returns what its cells printed, or fails with what a cell said. */
async function run(notebook: Notebook, kernel?: string): Promise<string> {
  const failures: string[] = [];
  const skipped: string[] = [];
  const executed = await executeNotebook(notebook, {
    folder: notebooksFolder(),
    python: environmentPython(packageRoot()),
    kernel,
    environment: kernel === undefined ? {} : { JUPYTER_PATH: home },
    onEvent: (event) => {
      if (event.event === "failure") failures.push(event.text);
      if (event.event === "cell" && event.state === "skipped") skipped.push(event.title);
    },
  });
  assert.deepEqual(failures, []);
  const outputs = executed!.cells.flatMap((cell) => (cell.cell_type === "code" ? (cell.outputs ?? []) : []));
  return skipped.length > 0 ? "" : outputs.map(({ text }) => joined(text)).join("");
}

for (const name of names) {
  test(`${name} runs with lambda .17, another network and one feature less, and comes to other numbers`, {
    skip: withoutKernel,
  }, async () => {
    const { notebook, parameters } = readExperiment(name);
    const saved = notebook.cells.flatMap((cell) => (cell.outputs ?? []).map(({ text }) => joined(text))).join("");
    const list = /const FEATURES(?:: \w+\[\])? = (\[[^\]]*\])/.exec(parameters!.source)![1];
    const features: string[] = JSON.parse(list.replace(/,\s*\]/, "]"));
    const values = { LAMBDAS: [0.17], HIDDEN: [12], EPOCHS: 3, SEEDS: [3], FEATURES: features.slice(0, -1) };
    setParameters(notebook, new Map(Object.entries(values)));
    const printed = await run(notebook);
    assert.notEqual(printed, saved);
  });
}

for (const name of [...names, ...(names.length > 0 ? ["template"] : [])]) {
  test(`${name} runs on stock tslab`, { skip: withoutKernel }, async () => {
    const folder = join(home, "kernels", "stock-tslab");
    mkdirSync(folder, { recursive: true });
    const main = join(dirname(require.resolve("tslab/package.json")), "bin", "tslab");
    const argv = [process.execPath, main, "kernel", "--config-path", "{connection_file}"];
    const spec = { argv, display_name: "stock tslab", language: "typescript" };
    writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
    const { notebook } = readExperiment(name);
    setParameters(notebook, new Map(Object.entries({ EPOCHS: 3, SEEDS: [3] })));
    await run(notebook, "stock-tslab");
  });
}
