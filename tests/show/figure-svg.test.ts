import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { figureBundle, figureSvg, PLOTLY_MIME, saveFigure, setFigureTheme } from "../../src/show";
import * as figures from "../../src/show/figures";
import type { Figure } from "../../src/show/plotly/figure";
import { slopeAgainstLambda } from "../../studies/src/figures/slope-against-lambda";

const line = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));
const grid = line(30, (i) => i / 10);

/** Every figure, at the size that notebooks draw. */
const FIGURES: Record<string, Figure> = {
  multiplierCurves: figures.multiplierCurves({
    title: 'T <&> "q"',
    curves: [{ name: "λ = 1", values: (k) => 1 + k, target: 1 }],
  }),
  projections: figures.projections({ title: "T", slopes: [0.5, 2] }),
  fittedCurves: figures.fittedCurves({
    points: { x: line(5000, Math.sin), y: line(5000, Math.cos) },
    curves: [{ name: "c", x: grid, y: grid }],
  }),
  slopeHistogram: figures.slopeHistogram({
    models: line(4, (i) => i).map((i) => ({ name: `m${i}`, slopes: line(20000, (j) => i + Math.sin(j)) })),
    target: 1,
  }),
  noiseCurves: figures.noiseCurves({
    models: line(5, (i) => i).map((i) => ({
      name: `m${i}`,
      sigmas: [0, 0.5, 1],
      rmse: [
        [1, 2, 3 + i],
        [2, 2.5, 4],
      ],
    })),
  }),
  partialDependence: figures.partialDependence({
    models: ["before", "after"].map((name) => ({
      name,
      grid,
      mean: grid,
      ice: line(200, (i) => i).map((i) => grid.map((x) => x * i)),
    })),
    rug: grid,
  }),
  trainingHistory: figures.trainingHistory({
    runs: [
      {
        name: "a",
        loss: line(3000, (i) => Math.exp(-i / 100) + 0.1),
        validationRmse: line(3000, (i) => 2 + Math.sin(i)),
        meanSlope: line(3000, Math.sqrt),
      },
    ],
    warmUpEpochs: 20,
    target: 1,
  }),
  slopeAgainstLambda: slopeAgainstLambda({
    series: [
      {
        name: "last",
        lambdas: [0.05, 3],
        slopes: [
          [0.2, 0.25],
          [1.7, 1.8],
        ],
      },
    ],
    plainSlope: 0.6,
  }),
};

const texts = (svg: string): string => svg.replace(/<title>.*?<\/title>/, "").replace(/<[^>]*>/g, "\n");

/** Opening and closing tags in order: enough of well-formedness for what GitHub and browsers ask of an image. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name, rest] of svg.matchAll(/<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*\s*\/?)>/g)) {
    if (close) assert.equal(open.pop(), name);
    else if (!rest.endsWith("/")) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(svg.replace(/<\/?[\w:]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, ""), /[<>]/);
}

for (const [name, figure] of Object.entries(FIGURES)) {
  test(`${name} as SVG is well-formed, without scripts, small, and shows its axis labels and legend`, async () => {
    const svg = await figureSvg(figure);
    assertWellFormed(svg);
    assert.doesNotMatch(svg, /<script|<foreignObject|\son\w+=|javascript:|NaN|undefined/);
    assert.ok(svg.length < 60_000, `${svg.length} characters`);
    const shown = texts(svg);
    for (const [key, value] of Object.entries(figure.layout)) {
      const title = (value as { title?: { text?: string } })?.title?.text;
      if (/^[xy]axis/.test(key) && title) assert.ok(shown.includes(title), `no ${key} label "${title}"`);
    }
    if (figure.data.filter((t) => t.showlegend !== false && t.name).length > 1) {
      for (const { name, showlegend, type } of figure.data) {
        if (name && showlegend !== false && type !== "contour")
          assert.ok(shown.includes(String(name)), `no legend of ${name}`);
      }
    }
    assert.ok(JSON.stringify(figure).length < 60_000, "JSON of the figure");
  });
}

test("the same figure gives the same bytes, and another figure other names of clip paths", async () => {
  const once = await figureSvg(FIGURES.noiseCurves);
  assert.equal(await figureSvg(structuredClone(FIGURES.noiseCurves)), once);
  const ids = (svg: string): string[] => [...svg.matchAll(/id="([^"]+)"/g)].map((m) => m[1]);
  const other = new Set(ids(await figureSvg(FIGURES.slopeHistogram)));
  assert.ok(ids(once).length > 0 && ids(once).every((id) => !other.has(id)));
});

test("figures drawn at the same time do not disturb each other", async () => {
  const alone = await figureSvg(FIGURES.projections);
  const [, together] = await Promise.all([figureSvg(FIGURES.slopeHistogram), figureSvg(FIGURES.projections)]);
  assert.equal(together, alone);
});

test("text is measured: a legend and long labels make room and stay inside of the picture", async () => {
  const long = "a very long name of a method indeed";
  const svg = await figureSvg(
    figures.fittedCurves({
      curves: [
        { name: long, x: [0, 1], y: [1e6, 2e6] },
        { name: "b", x: [0, 1], y: [0, 1] },
      ],
    }),
  );
  const plotWidth = Number(/<clipPath id="\w+plot"><rect height="[\d.]+" width="([\d.]+)"/.exec(svg)?.[1]);
  assert.ok(plotWidth > 300 && plotWidth < 500, `plot of ${plotWidth} px beside a legend of some 250`);
});

test("the dark theme has a dark plate and light text", async () => {
  const dark = await figureSvg(FIGURES.noiseCurves, { theme: "dark" });
  assert.match(dark, /<rect[^>]*fill:rgb\(22,25,29\)/);
  assert.match(dark, /<text[^>]*fill:rgb\(230,237,243\)/);
  setFigureTheme("dark");
  try {
    assert.equal(await figureSvg(FIGURES.noiseCurves), dark);
  } finally {
    setFigureTheme("light");
  }
});

test("a bundle has plotly, SVG and text, and no PNG that front ends would show first", async () => {
  const bundle = await figureBundle(FIGURES.projections);
  assert.deepEqual(Object.keys(bundle), [PLOTLY_MIME, "image/svg+xml", "text/plain"]);
  assert.equal((bundle[PLOTLY_MIME].data as unknown[]).length, FIGURES.projections.data.length);
  assert.match(bundle["text/plain"], /e·cos t/);
  assert.equal("template" in FIGURES.projections.layout, false); // the figure itself stays as it was
  await assert.rejects(figureBundle({ layout: {} } as never), /figure is .*give a figure/);
  await assert.rejects(figureSvg(FIGURES.projections, { theme: "blue" as never }), /options.theme/);
});

test("any plotly figure without a description is described by its title and names", async () => {
  const figure = {
    data: [{ type: "bar", name: "n", x: ["a"], y: [1] }],
    layout: { title: { text: "Mine" }, yaxis: { title: { text: "count" } } },
  };
  assert.equal((await figureBundle(figure))["text/plain"], "Mine. count. n.");
});

const sharpIsMissing = (() => {
  try {
    require.resolve("sharp");
    return false;
  } catch {
    return "the optional package sharp is not installed";
  }
})();

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lai-figure-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("saveFigure writes SVG and JSON, and refuses what it cannot write", async () => {
  await inFolder(async (folder) => {
    await saveFigure(FIGURES.projections, join(folder, "new", "a.svg"));
    assert.match(readFileSync(join(folder, "new", "a.svg"), "utf8"), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    await saveFigure(FIGURES.projections, join(folder, "a.json"));
    assert.ok(JSON.parse(readFileSync(join(folder, "a.json"), "utf8")).layout.template);
    await assert.rejects(saveFigure(FIGURES.projections, join(folder, "a.bmp")), /\.svg, \.png or \.json/);
    await assert.rejects(saveFigure(FIGURES.projections, undefined as never), /path is undefined/);
    await assert.rejects(saveFigure(FIGURES.projections, join(folder, "a.png"), { scale: 0 }), /options.scale is 0/);
    assert.deepEqual(readdirSync(folder).sort(), ["a.json", "new"]);
  });
});

test("saveFigure writes PNG of the size and theme asked for, with its text", { skip: sharpIsMissing }, async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.png");
    await saveFigure(FIGURES.noiseCurves, path, { theme: "dark", width: 500, height: 300, scale: 1.5 });
    const sharp = require("sharp");
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [750, 450]);
    assert.deepEqual([...data.subarray(0, 3)], [22, 25, 29]); // the dark plate
    const inked = await sharp(path).extract({ left: 100, top: 405, width: 450, height: 45 }).stats();
    assert.ok(inked.channels[0].max > 200, "no light text where the label of the x axis is");
    const bytes = readFileSync(path);
    await saveFigure(FIGURES.noiseCurves, path, { theme: "dark", width: 500, height: 300, scale: 1.5 });
    assert.ok(bytes.equals(readFileSync(path)), "the same figure gives the same bytes");
  });
});
