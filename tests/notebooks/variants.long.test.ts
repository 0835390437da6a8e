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
import { catalogueEntry } from "../../src/data/catalogue";
import { locate } from "../../src/data/locate";
import { repeats } from "../long";
import { EXPERIMENTS, readExperiment } from "./experiment";

const names = EXPERIMENTS.slice(0, repeats({ short: 0, long: EXPERIMENTS.length }));
const home = mkdtempSync(join(tmpdir(), "lai-stock-tslab-"));
after(() => rmSync(home, { recursive: true }));

/** What a notebook's cells show: texts and live figures, without the seconds that something took. */
function shown({ cells }: Notebook): unknown[][] {
  const timeless = (text: string): string => text.replace(/\b[\d.]+ (ms|s|min)\b/g, "");
  return cells.map(({ outputs = [] }) =>
    outputs.map(({ text, data }) => [
      timeless(joined(text)),
      timeless(joined(data?.["text/plain"] as string | string[] | undefined)),
      data?.["application/vnd.plotly.v1+json"],
    ]),
  );
}

/** Runs a notebook, which must end without a failure and with no cell skipped. */
async function run(notebook: Notebook, kernel?: string): Promise<Notebook> {
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
  assert.deepEqual({ failures, skipped }, { failures: [], skipped: [] });
  return executed!;
}

/** Where a notebook's data are not here its cells are skipped, which says nothing. */
function withoutData({ cells }: Notebook): string | false {
  const [, id] = /datasetFile\("([^"]+)"\)/.exec(cells.map(({ source }) => joined(source)).join("\n")) ?? [];
  return id !== undefined && locate(catalogueEntry(id)) === undefined && `${id} is not on this machine`;
}

for (const name of names) {
  const { notebook, parameters } = readExperiment(name);
  test(`${name} runs with lambda .17, another network and one feature less: to other numbers, twice the same`, {
    skip: withoutKernel || withoutData(notebook),
  }, async () => {
    const saved = shown(notebook);
    const listOf = (name: string): string[] => {
      const [, list] = new RegExp(`const ${name}(?:: \\w+\\[\\])? = (\\[[^\\]]*\\])`).exec(parameters!.source)!;
      return JSON.parse(list.replace(/,\s*\]/, "]"));
    };
    const [doubted] = listOf("NOISY"); // that NOISY names what FEATURES lacks is no error either
    const features = listOf("FEATURES").filter((name) => name !== doubted);
    const values = { LAMBDAS: [0.17], HIDDEN: [12], EPOCHS: 3, SEEDS: [3], FEATURES: features };
    setParameters(notebook, new Map(Object.entries(values)));
    const changed = shown(await run(notebook));
    assert.notDeepEqual(changed, saved);
    assert.deepEqual(shown(await run(notebook)), changed);
  });
}

for (const name of [...names, ...(names.length > 0 ? ["template"] : [])]) {
  const { notebook } = readExperiment(name);
  test(`${name} runs on stock tslab`, { skip: withoutKernel || withoutData(notebook) }, async () => {
    const folder = join(home, "kernels", "stock-tslab");
    mkdirSync(folder, { recursive: true });
    const main = join(dirname(require.resolve("tslab/package.json")), "bin", "tslab");
    const argv = [process.execPath, main, "kernel", "--config-path", "{connection_file}"];
    const spec = { argv, display_name: "stock tslab", language: "typescript" };
    writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
    setParameters(notebook, new Map(Object.entries({ EPOCHS: 3, SEEDS: [3] })));
    await run(notebook, "stock-tslab");
  });
}
