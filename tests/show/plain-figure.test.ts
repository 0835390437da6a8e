import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DataFrame as DanfoFrame, Series as DanfoSeries } from "danfojs-node";
import polars from "nodejs-polars";
import type { Data } from "plotly.js";
import { figureBundle, figureSvg, PLOTLY_MIME, saveFigure } from "../../src/show";
import type { FigureInput, Trace } from "../../src/show/plotly/figure";
import { plainFigure } from "../../src/show/plotly/plain-figure";

const NUMBERS = [1, 2, 4];
const NUMERIC = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
]; // biome-ignore format: a list

/** Every way to show or save a figure. */
async function everyForm(figure: FigureInput): Promise<{ traces: unknown; svg: string }[]> {
  const bundle = await figureBundle(figure);
  const folder = mkdtempSync(join(tmpdir(), "lai-plain-"));
  try {
    await saveFigure(figure, join(folder, "a.json"));
    await saveFigure(figure, join(folder, "a.svg"));
    const saved = JSON.parse(readFileSync(join(folder, "a.json"), "utf8")).data;
    const svg = readFileSync(join(folder, "a.svg"), "utf8").trimEnd();
    return [
      { traces: JSON.parse(JSON.stringify(bundle[PLOTLY_MIME].data)), svg: bundle["image/svg+xml"] },
      { traces: saved, svg },
      { traces: saved, svg: await figureSvg(figure) },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("typed arrays, series, tensors and their like are lists wherever they stand, in every form", async () => {
  const kinds: [string, unknown][] = [
    ...NUMERIC.map((Kind): [string, unknown] => [Kind.name, Kind.from(NUMBERS)]),
    ["BigInt64Array", BigInt64Array.from(NUMBERS.map(BigInt))],
    ["BigUint64Array", BigUint64Array.from(NUMBERS.map(BigInt))],
    ["Buffer", Buffer.from(NUMBERS)],
    ["polars series", polars.Series("a", NUMBERS)],
    ["polars series of 64-bit integers", polars.Series("a", NUMBERS.map(BigInt))],
    ["danfojs series", new DanfoSeries(NUMBERS)],
    ["tensor", { arraySync: () => NUMBERS }],
    ["with toJSON", { toJSON: () => NUMBERS }],
  ];
  const figureOf = (list: unknown): FigureInput => ({
    data: [
      {
        type: "scatter",
        mode: "lines+markers",
        x: list,
        y: list,
        error_y: { type: "data", array: list },
        marker: { color: list, size: list },
      },
      { type: "contour", z: [list, list, list], xaxis: "x2", yaxis: "y2" },
    ],
    layout: { xaxis: { tickvals: list, domain: [0, 0.4] }, xaxis2: { domain: [0.6, 1] }, yaxis2: { anchor: "x2" } },
  });
  const expected = await everyForm(figureOf(NUMBERS));
  assert.match(expected[0].svg, / d="M[^"]{40,}"/);
  for (const [name, list] of kinds) assert.deepEqual(await everyForm(figureOf(list)), expected, name);
});

test("frames and rows of typed arrays are matrices", () => {
  const z = [
    [1, 2],
    [3, 4],
  ];
  const columns = { a: [1, 3], b: [2, 4] };
  for (const matrix of [z.map((row) => Float32Array.from(row)), polars.DataFrame(columns), new DanfoFrame(columns)]) {
    assert.deepEqual(plainFigure({ data: [{ type: "heatmap", z: matrix }] }).data[0].z, z);
  }
});

test("numbers that are not finite are gaps, 32-bit floats are short, dates are ISO 8601", () => {
  const y = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1, 16777215];
  const gaps = [null, null, null, 0.1, 16777215];
  const at = new Date(Date.UTC(2020, 1, 3));
  const { data } = plainFigure({
    data: [{ x: Float32Array.from(y), y, z: Float64Array.from(y), dx: Number.NaN, text: [at, undefined, 5n] }],
  });
  assert.deepEqual(data, [{ x: gaps, y: gaps, z: gaps, dx: null, text: [at.toISOString(), null, 5] }]);
  const third = Math.fround(1 / 3);
  assert.equal(Math.fround((plainFigure({ data: [{ x: Float32Array.of(third) }] }).data[0].x as number[])[0]), third);
});

test("what has no form in a figure is refused by its place", () => {
  const circle: { inner?: unknown } = {};
  circle.inner = circle;
  for (const [value, kind] of [
    [new DataView(new ArrayBuffer(2)), "a DataView"],
    [new ArrayBuffer(2), "a ArrayBuffer"],
    [new Map(), "a Map"],
    [new Set([1]), "a Set"],
    [Promise.resolve(1), "a Promise"],
    [() => 1, "a Function"],
    [Symbol("s"), "a Symbol"],
    [circle, "a circle"],
  ] as const) {
    assert.throws(() => plainFigure({ data: [{ type: "scatter", marker: { color: [1, value] } }] }), {
      name: "ArgumentError",
      message: new RegExp(`^figure\\.data\\[0\\]\\.marker\\.color\\[1\\](\\.inner)? is "${kind}": `),
    });
  }
  const shared = [1, 2];
  assert.deepEqual(plainFigure({ data: [{ x: shared, y: shared }] }).data[0], { x: shared, y: shared });
  const odd = plainFigure({ data: [{ meta: JSON.parse('{"__proto__":[1]}') }] });
  assert.equal(JSON.stringify(odd.data), '[{"meta":{"__proto__":[1]}}]');
});

test("the figure itself stays as it was, and needs no layout", async () => {
  const x = Float32Array.of(1, 2);
  const figure = { data: [{ type: "scatter" as const, x, y: x }] };
  assert.match(await figureSvg(figure), /^<svg/);
  assert.equal(figure.data[0].x, x);
  assert.deepEqual(plainFigure({ data: [] }).layout, {});
  for (const wrong of [undefined, null, {}, { data: {} }, { data: [], layout: 5 }, "text"])
    assert.throws(() => plainFigure(wrong as never), /^ArgumentError: figure is /);
  assert.throws(() => plainFigure({ data: [5] as never }), /figure.data\[0\] is 5: give a trace/);
});

test("a type that plotly does not have is refused at run time, with the nearest one", async () => {
  const word: string = "scater";
  await assert.rejects(figureSvg({ data: [{ type: "bar" }, { type: word }] as Trace<string>[] }), {
    name: "ArgumentError",
    message: /^figure\.data\[1\]\.type is "scater": give one of "bar", .*; do you mean "scatter"\?$/,
  });
  assert.throws(() => plainFigure({ data: [{ type: "heat map" as string }] }), /do you mean "heatmap"\?$/);
  assert.throws(() => plainFigure({ data: [{ type: "constructor" as string }] }), /give one of "bar", .*"waterfall"/);
  assert.throws(() => plainFigure({ data: [{ type: 3 as never }] }), /figure.data\[0\].type is 3/);
});

test("the compiler refuses such a type where it knows the word, and nothing that is right", () => {
  // @ts-expect-error scater is no type of plotly's
  assert.throws(() => plainFigure({ data: [{ type: "scater", x: [1] }] }));
  // @ts-expect-error nor is bra, beside a right one
  assert.throws(() => plainFigure({ data: [{ type: "bar", x: [1] }, { type: "bra" }] }));
  // @ts-expect-error an annotated trace is checked where it is written
  const trace: Trace = { type: "heat" };
  assert.throws(() => plainFigure({ data: [trace] }));
  const made = { type: "scatter", mode: "lines", x: Float32Array.of(1) }; // its type is known as text alone
  const record: Record<string, unknown> = made;
  const theirs: Data[] = [{ type: "histogram2d", x: [1] }]; // plotly's own types
  const several = [1, 2].map((i) => ({ type: i > 1 ? "bar" : "scatter", x: [i] }));
  const figures = [
    plainFigure({ data: [made] }),
    plainFigure({ data: [record] }),
    plainFigure({ data: theirs }),
    plainFigure({ data: several, layout: { xaxis10: {} } }),
    plainFigure({ data: [{ type: "icicle" }, { x: [1] }] }),
  ];
  assert.equal(figures.length, 5);
});
