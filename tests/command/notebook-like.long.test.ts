import assert from "node:assert/strict";
import { test } from "node:test";
import { environmentPython, executeNotebook, joined } from "tslab-kernel";
import { withoutKernel } from "../../jupyter/tests/kernel/kernel-session";
import { packageRoot } from "../../src/base/files";
import { repeats } from "../long";
import { EXPERIMENTS } from "../notebooks/experiment";
import { folder, like } from "./like-files";

const runs = EXPERIMENTS.slice(0, repeats({ short: 0, long: EXPERIMENTS.length })).flatMap((name) =>
  [false, true].map((grouped) => ({ name, grouped })),
);
for (const { name, grouped } of runs) {
  test(`a notebook like ${name} runs from top to bottom on ${grouped ? "kilns, by batch and time" : "homes"}`, {
    skip: withoutKernel,
  }, async () => {
    const notebook = await like(name, grouped);
    const parameters = notebook.cells.find(({ metadata }) => metadata.tags?.includes("parameters"))!;
    parameters.source = joined(parameters.source)
      .replace(/const (\w*)SEEDS = .*?;/g, "const $1SEEDS = [0, 1];")
      .replace(/const EPOCHS = .*?;/, "const EPOCHS = 3;");
    const failures: string[] = [];
    const executed = await executeNotebook(notebook, {
      folder,
      python: environmentPython(packageRoot()),
      onEvent: (event) => {
        if (event.event === "failure") failures.push(event.text);
      },
    });
    assert.deepEqual(failures, []);
    const printed = executed!.cells
      .flatMap(({ outputs = [] }) => outputs)
      .map(({ text, data }) => joined(text ?? (data?.["text/plain"] as string) ?? ""));
    assert.match(printed.join("\n"), /asks for slope/);
  });
}
