import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Module from "node:module";
import { test } from "node:test";
import { type Figure, figureSvg } from "../../src/figure";
import { TRACE_TYPES } from "../../src/figure/trace-types";
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
    test(`${type}, which only a browser draws, is refused with a sentence`, async () => {
      const message = new RegExp(`^${type}: .* no still picture\\.$`);
      await assert.rejects(figureSvg(exampleOf(type)), { name: "NoPictureError", message });
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

test("a hidden trace that only a browser draws does not keep the others from being drawn", async () => {
  const { data } = exampleOf("scatter3d", { visible: "legendonly" });
  const svg = await figureSvg({ data: [...exampleOf("scatter").data, ...data] });
  assert.equal(shapes(svg).length > 10, true);
});

test("what plotly fails on, and what is no shape, is refused with a sentence", async () => {
  const many = Array.from({ length: 201 }, (_, i) => Array.from({ length: 200 }, (_, j) => i * j));
  for (const [figure, reason] of [
    [{ data: [{ type: "heatmap", z: [[1, 2], [3, 4]], zsmooth: "best" }] }, /smoothed cells/], // biome-ignore format: one look
    [{ data: [{ type: "heatmap", z: many }] }, /more than 40000 cells/],
    [{ data: [{ y: [1] }], layout: { xaxis: null } }, /null/],
    [{ data: [{ type: "scater", y: [1] }] }, /plotly has no trace of type "scater"/],
  ] as const) {
    await assert.rejects(figureSvg(figure), { name: "NoPictureError", message: /^There is no still picture: .*\.$/ });
    await assert.rejects(figureSvg(figure), { message: reason });
  }
  assert.match(await figureSvg({ data: [{ y: [1, 2] }] }), /^<svg/); // and the next one is drawn
});

test("wrong figures and sizes are refused by name", async () => {
  for (const wrong of [undefined, null, {}, { data: {} }, { data: [5] }, { data: [], layout: 5 }, "text"])
    await assert.rejects(figureSvg(wrong as never), /^ArgumentError: figure is /);
  for (const width of [0, -1, Number.NaN, 1e6, "700"])
    await assert.rejects(
      figureSvg({ data: [] }, { width: width as never }),
      /^ArgumentError: width is .*: give pixels/,
    );
});

test("the picture has the size and the description asked for, else the layout's", async () => {
  const figure = { data: [{ y: Float32Array.of(1, 2) }], layout: { title: { text: "<b>T</b> & co" }, width: 300 } };
  const start = (svg: string): string => svg.slice(svg.indexOf("width"), svg.indexOf("</title>"));
  const rest = ' role="img"><title>';
  assert.equal(start(await figureSvg(figure)), `width="300" height="450" viewBox="0 0 300 450"${rest}T  &amp; co`);
  const asked = await figureSvg(figure, { width: 500, height: 200, description: "two points" });
  assert.equal(start(asked), `width="500" height="200" viewBox="0 0 500 200"${rest}two points`);
  assert.ok(figure.data[0].y instanceof Float32Array);
});

test("the same figure gives the same bytes, in whatever order; another one has other names of clip paths", async () => {
  const curve: Figure = { data: [{ y: [1, 3, 2] }] };
  // plotly waits for the pixels of an image
  const image: Figure = { data: [{ type: "image", z: [[[255, 0, 0], [0, 0, 255]]] }] }; // biome-ignore format: one look
  const [alone, first] = [await figureSvg(curve), await figureSvg(image)];
  assert.deepEqual(await Promise.all([image, curve, image].map((figure) => figureSvg(figure))), [first, alone, first]);
  // the name that this figure has in pictures that notebooks keep
  assert.match(alone, /id="clip547efdxyplot"/);
  assert.doesNotMatch(await figureSvg({ data: [{ y: [1, 3, 4] }] }), /id="clip547efdxyplot"/);
});

test("without sharp, PNG is refused with the remedy and nothing is written", async () => {
  // svgToPng keeps what it has loaded: a fresh copy of it looks for a package that is not there
  const path = require.resolve("../../src/figure/svg-to-png");
  const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
  const resolve = loader._resolveFilename;
  delete require.cache[path];
  const fresh = require(path) as typeof import("../../src/figure/svg-to-png");
  loader._resolveFilename = (request, ...rest) =>
    resolve.call(Module, request === "sharp" ? "a-sharp-that-is-not-here" : request, ...rest);
  try {
    await assert.rejects(fresh.svgToPng("<svg/>", 1), /npm install sharp, or save the SVG/);
  } finally {
    loader._resolveFilename = resolve;
  }
});
