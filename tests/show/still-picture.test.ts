import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { figureBundle, figureSvg, PLOTLY_MIME, saveFigure } from "../../src/show";
import { TRACE_TYPES } from "../../src/show/picture/trace-types";
import { exampleOf, TRACE_EXAMPLES } from "./trace-examples";

/** What is painted in a picture: shapes and texts by their look and place. */
const shapes = (svg: string): string[] => svg.match(/<(path|circle|rect|text|stop)\b[^>]*>/g) ?? [];
/** The shapes that are there for the trace: not so without it, the same axes given. */
async function marks(type: string): Promise<number> {
  const layout = { xaxis: { range: [0, 5] }, yaxis: { range: [0, 10] }, showlegend: false };
  const [{ data }, { data: without }] = [exampleOf(type), exampleOf(type, { visible: false })];
  const bare = new Set(shapes(await figureSvg({ data: without, layout })));
  return shapes(await figureSvg({ data, layout })).filter((shape) => !bare.has(shape)).length;
}

test("the types of trace are plotly's, all of them", () => {
  const source = readFileSync(require.resolve("plotly.js-dist-min"), "utf8");
  const registered = [...source.matchAll(/moduleType:"trace",name:"(\w+)"/g)].map(([, name]) => name);
  assert.ok(registered.length > 40);
  assert.deepEqual(Object.keys(TRACE_TYPES).sort(), [...new Set(registered)].sort());
  assert.deepEqual(Object.keys(TRACE_EXAMPLES).sort(), Object.keys(TRACE_TYPES).sort());
});

for (const [type, picture] of Object.entries(TRACE_TYPES)) {
  if (picture === "live") {
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
  } else {
    test(`${type} has marks in the still picture`, async () => {
      assert.ok((await marks(type)) >= 1, `${await marks(type)} marks`);
    });
  }
}

test("WebGL's traces are drawn as those without it: the same picture", async () => {
  for (const type of ["scattergl", "scatterpolargl"]) {
    const drawn = await figureSvg(exampleOf(type));
    const { data } = exampleOf(type);
    assert.equal(drawn, await figureSvg({ data: [{ ...data[0], type: type.slice(0, -2) }] }));
  }
});

test("the cells of a heat map are rectangles of its colours, along reversed axes too", async () => {
  const figure = { data: [{ type: "heatmap", z: [[0, 1]], colorscale: [[0, "#f00"], [1, "#00f"]] }] }; // biome-ignore format: one look
  const cells = (svg: string): string[] =>
    [...svg.matchAll(/<path d="M(-?\d+),[^"]*" fill="(rgb\([\d,]+\))"\/>/g)]
      .sort(([, a], [, b]) => Number(a) - Number(b))
      .map(([, , fill]) => fill);
  const svg = await figureSvg(figure);
  assert.deepEqual(cells(svg), ["rgb(255,0,0)", "rgb(0,0,255)"]);
  assert.match(svg, /<stop /); // the colour bar's gradient
  assert.doesNotMatch(svg, /<image/);
  const reversed = await figureSvg({ ...figure, layout: { xaxis: { autorange: "reversed" } } });
  assert.deepEqual(new Set(cells(reversed)), new Set(["rgb(255,0,0)", "rgb(0,0,255)"]));
});

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

test("a hidden trace that only a browser draws does not keep the others from being drawn", async () => {
  const { data } = exampleOf("scatter3d", { visible: "legendonly" });
  const svg = await figureSvg({ data: [...exampleOf("scatter").data, ...data] });
  assert.equal(shapes(svg).length > 10, true);
});
