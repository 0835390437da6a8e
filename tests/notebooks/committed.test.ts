import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { joined, LARGEST_NOTEBOOK, notebookNames, notebooksFolder, readNotebook } from "tslab-kernel";
import { PLOTLY_MIME } from "../../src/show/show-figure";

/** What GitHub (SVG) and VS Code (plotly by its renderers' extension, else SVG) and screen readers show of a figure. */
const FORMS = [PLOTLY_MIME, "image/svg+xml", "text/plain"];

for (const name of notebookNames()) {
  const path = join(notebooksFolder(), `${name}.ipynb`);
  const notebook = readNotebook(path);
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const outputs = code.flatMap((cell) => cell.outputs ?? []);
  const bundles = outputs.flatMap((output) => (output.data === undefined ? [] : [output.data]));

  test(`${name} is committed as it ran from top to bottom, without an error or a trace of the machine`, () => {
    assert.deepEqual(
      code.map((cell) => cell.execution_count),
      code.map((_, i) => i + 1),
    );
    assert.deepEqual(
      outputs.filter((output) => output.output_type === "error" || output.name === "stderr"),
      [],
    );
    const text = readFileSync(path, "utf8");
    assert.ok(Buffer.byteLength(text) < LARGEST_NOTEBOOK);
    assert.doesNotMatch(text, /(?<![\w.])\/(home|root|tmp|Users)\//);
    const { kernelspec } = notebook.metadata as { kernelspec: Record<string, string> };
    assert.deepEqual([kernelspec.name, kernelspec.language], ["tslab", "typescript"]);
  });

  test(`${name} shows its figures in JupyterLab, VS Code, on GitHub and to screen readers`, () => {
    const figures = bundles.filter((data) => PLOTLY_MIME in data);
    assert.ok(figures.length > 0);
    for (const data of figures) {
      assert.deepEqual(Object.keys(data), FORMS);
      const { data: traces, layout } = data[PLOTLY_MIME] as { data: unknown[]; layout: object };
      assert.ok(traces.length > 0 && "template" in layout);
      const svg = joined(data["image/svg+xml"] as string[]);
      assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* width="\d+" height="\d+"/);
      assert.doesNotMatch(svg, /<script|<foreignObject/);
      const [, title] = /<title>([^<]*)<\/title>/.exec(svg)!;
      const said = title
        .replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">")
        .replace(/&quot;/g, '"')
        .replace(/&amp;/g, "&");
      assert.equal(joined(data["text/plain"] as string[]), said);
    }
    for (const data of bundles) assert.ok("text/plain" in data, Object.keys(data).join());
  });
}
