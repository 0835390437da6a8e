import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { textWidth as drawnWidth } from "../../jupyter/src/figure/text-box";
import { TRACE_TYPES as PICTURES } from "../../jupyter/src/figure/trace-types";
import { exampleOf } from "../../jupyter/tests/figure/trace-examples";
import { figureBundle, figureSvg, PLOTLY_MIME, saveFigure } from "../../src/show";
import { TRACE_TYPES } from "../../src/show/plotly/trace-types";
import { textWidth } from "../../src/show/plotly/wrap-text";

test("the types of trace are those that tslab-kernel/figure knows", () => {
  assert.deepEqual([...TRACE_TYPES], Object.keys(PICTURES));
});

for (const type of TRACE_TYPES.filter((type) => PICTURES[type] === "live")) {
  test(`${type} is shown live, with a sentence in the picture's place, and is not saved as a picture`, async () => {
    const figure = exampleOf(type);
    const bundle = await figureBundle(figure);
    assert.equal((bundle[PLOTLY_MIME].data as { type: string }[])[0].type, type);
    for (const form of ["image/svg+xml", "text/plain"] as const)
      assert.match(bundle[form].replace(/<[^>]*>/g, " "), new RegExp(`${type}.* no still\\s+picture`));
    const folder = mkdtempSync(join(tmpdir(), "lai-still-"));
    try {
      for (const name of ["a.svg", "a.png"]) {
        await assert.rejects(saveFigure(figure, join(folder, name)), {
          name: "ArgumentError",
          message: new RegExp(`^figure is "${type}": `),
        });
      }
      assert.deepEqual(readdirSync(folder), []);
      await saveFigure(figure, join(folder, "a.json"));
      assert.ok(existsSync(join(folder, "a.json")));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("what cannot be drawn as shapes is said: smoothed cells, and more of them than a picture holds", async () => {
  const many = Array.from({ length: 201 }, (_, i) => Array.from({ length: 200 }, (_, j) => i * j));
  for (const [trace, reason] of [
    [{ type: "heatmap", z: [[1, 2], [3, 4]], zsmooth: "best" }, /smoothed cells/], // biome-ignore format: one look
    [{ type: "heatmap", z: many }, /more than 40000 cells/],
  ] as const) {
    const bundle = await figureBundle({ data: [trace] });
    assert.match(bundle["text/plain"], reason);
    assert.match(bundle["image/svg+xml"], /There is no still picture/);
    await assert.rejects(figureSvg({ data: [trace] }), { name: "ArgumentError", message: reason });
  }
});

/** Runs a body in which tslab-kernel is not there to be required. */
async function withoutTslabKernel(body: () => Promise<void>): Promise<void> {
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = loader._load;
  const elsewhere = createRequire(join(tmpdir(), "elsewhere.js")); // its failure is Node's own
  loader._load = (request, ...rest) =>
    request.startsWith("tslab-kernel") ? elsewhere.resolve(request) : load.call(Module, request, ...rest);
  try {
    await body();
  } finally {
    loader._load = load;
  }
}

test("without tslab-kernel a figure is shown live and saved as JSON; its picture is a sentence, and SVG and PNG an error", async () => {
  const figure = { data: [{ type: "bar", x: ["a", "b"], y: Float32Array.of(1, 2) }], layout: { title: { text: "T" } } };
  const whole = await figureBundle(figure, { theme: "dark" });
  const folder = mkdtempSync(join(tmpdir(), "lai-still-"));
  try {
    await withoutTslabKernel(async () => {
      const bundle = await figureBundle(figure, { theme: "dark" });
      assert.deepEqual(bundle[PLOTLY_MIME], whole[PLOTLY_MIME]);
      const sentence = /tslab-kernel draws the picture, and is not\s+installed here: npm install\s+tslab-kernel/;
      assert.match(bundle["text/plain"], sentence);
      assert.match(bundle["image/svg+xml"].replace(/<[^>]*>/g, " "), sentence);
      await assert.rejects(figureSvg(figure), { name: "Error", message: sentence });
      for (const name of ["a.svg", "a.png"])
        await assert.rejects(saveFigure(figure, join(folder, name)), { name: "Error", message: sentence });
      await saveFigure(figure, join(folder, "a.json"));
      assert.deepEqual(readdirSync(folder), ["a.json"]);
    });
    assert.match(await figureSvg(figure), /<path/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("texts are fitted by the widths that the picture is drawn with", () => {
  for (const text of [
    "AW i0123456789~",
    "λéß",
    "漢字",
    Array.from({ length: 96 }, (_, i) => String.fromCharCode(32 + i)).join(""),
  ])
    for (const bold of [false, true]) assert.equal(textWidth(text, 14, bold), drawnWidth(text, 14, bold));
});
