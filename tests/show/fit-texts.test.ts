import assert from "node:assert/strict";
import { test } from "node:test";
import { figureBundle, figureSvg, PLOTLY_MIME } from "../../src/show";
import * as figures from "../../src/show/figures";
import type { FigureInput } from "../../src/show/plotly/figure";
import { fitTexts } from "../../src/show/plotly/fit-texts";
import { lineCount, textWidth, wrapText } from "../../src/show/plotly/wrap-text";
import { intervals } from "../../studies/src/figures/intervals";
import { slopeAgainstLambda } from "../../studies/src/figures/slope-against-lambda";
import { tradeOffCurves } from "../../studies/src/figures/trade-off-curves";
import { cutTexts, placedTexts } from "./text-extents";

const line = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));
const grid = line(30, (i) => i / 10);
const LABELS = {
  title:
    "Lambda 0.3 against a gradient penalty of the same clean RMSE, under noise of 0.3 in every numeric feature, on every data set and split of the study, last epoch",
  subtitle:
    "mean over 20 seeds and its 95 % t interval; below the line is better, what crosses the line cannot be told from it, and nothing else is said",
  xLabel: "noise in every numeric feature, standard deviations of the training rows (one-hot columns left out)",
  yLabel: "root mean squared error on the test rows / thousand US dollars of 1990 (median house value)",
};
const NAMES = [
  "Lai-MSE, sampled, fraction 0.25, lambda 0.3, warm-up of 20 epochs",
  "gradient penalty of weight 0.3 on all of the features",
  "plain",
  "double_backpropagation_with_a_weight_of_0.30_and_no_spaces_in_it",
  "linearised adversarial loss (Linf, epsilon 0.1)",
  "weight decay 1e-4",
  "input noise of standard deviation 0.3",
  "Huber with gradient penalty",
];
const MANY = line(30, (i) => `${NAMES[i % NAMES.length]} ${i}`);

/** Every builder, and figures of a user's own, with names as long as studies have them. */
const FIGURES: Record<string, FigureInput> = {
  multiplierCurves: figures.multiplierCurves({
    ...LABELS,
    curves: NAMES.map((name, i) => ({ name, values: (k) => 1 + k * i, target: 1 })),
  }),
  projections: figures.projections({ ...LABELS, slopes: [0.25, 0.5, 1, 2, 4] }),
  fittedCurves: figures.fittedCurves({
    ...LABELS,
    points: { x: grid, y: grid, name: NAMES[1] },
    curves: NAMES.map((name) => ({ name, x: grid, y: grid })),
  }),
  slopeHistogram: figures.slopeHistogram({
    ...LABELS,
    models: NAMES.map((name, i) => ({ name, slopes: line(2000, (j) => i + Math.sin(j)), target: i })),
    target: 1,
  }),
  noiseCurves: figures.noiseCurves({
    ...LABELS,
    models: MANY.map((name, i) => ({
      name,
      sigmas: [0, 1],
      rmse: [
        [1, 3 + i],
        [2, 4],
      ],
    })),
  }),
  partialDependence: figures.partialDependence({
    ...LABELS,
    models: NAMES.slice(0, 3).map((name) => ({ name, grid, mean: grid, ice: [grid] })),
  }),
  trainingHistory: figures.trainingHistory({
    ...LABELS,
    labels: {
      loss: "training loss (Lai-MSE, sampled, standardised units)",
      validationRmse: "validation RMSE / thousand US dollars of 1990",
      meanSlope: "mean slope on the validation rows (standardised)",
    },
    runs: NAMES.map((name, i) => ({
      name,
      loss: grid.map((x) => i + Math.exp(-x)),
      validationRmse: grid,
      meanSlope: grid,
    })),
    warmUpEpochs: 20,
    target: 1,
  }),
  slopeAgainstLambda: slopeAgainstLambda({
    ...LABELS,
    series: NAMES.map((name) => ({ name, lambdas: [0.05, 3], slopes: [0.2, 1.7] })),
    plainSlope: 0.6,
  }),
  intervals: intervals({
    ...LABELS,
    rows: NAMES.map((name, i) => ({ name, mean: i, low: i - 1, high: i + 1 })),
  }),
  tradeOffCurves: tradeOffCurves({
    ...LABELS,
    curves: NAMES.map((name, i) => ({ name, clean: [1, 2, 3], noisy: [3 + i, 2, 1] })),
  }),
  "lines of a user's own": {
    data: MANY.map((name, i) => ({ type: "scatter", name, x: [1, 2], y: [i, 3] })),
    layout: {
      height: 300,
      title: { text: LABELS.title },
      xaxis: { title: { text: LABELS.xLabel } },
      yaxis: { title: { text: LABELS.yLabel } },
    },
  },
  "a correlation matrix": {
    data: [
      {
        type: "heatmap",
        x: NAMES,
        y: NAMES,
        z: NAMES.map((_, i) => NAMES.map((_, j) => Math.cos(i - j))),
        colorbar: { title: { text: "correlation of the columns" } },
      },
    ],
    layout: { title: { text: LABELS.title } },
  },
  "a pie": { data: [{ type: "pie", labels: NAMES, values: line(8, (i) => i + 1) }], layout: { title: LABELS.title } },
  "a sentence in the picture's place": {
    data: [{ type: "surface", z: [[1]] }],
    layout: { title: { text: LABELS.title } },
  },
};

for (const [name, figure] of Object.entries(FIGURES)) {
  test(`no text is cut in ${name} with long titles and names, and none is lost`, async () => {
    const svg = (await figureBundle(figure))["image/svg+xml"];
    assert.deepEqual(cutTexts(svg), []);
    const shown = placedTexts(svg)
      .map(({ text }) => text.replace(/\s/g, ""))
      .join("");
    const named = figure.data.filter((trace) => trace.showlegend !== false && figure.data.length > 1);
    const { title } = (figure.layout ?? {}) as { title?: string | { text: string } };
    const titleText = typeof title === "string" ? title : title?.text;
    const expected = [titleText, ...named.map((trace) => trace.type !== "contour" && trace.name)];
    for (const text of expected) {
      if (typeof text === "string")
        assert.ok(shown.includes(text.replace(/<[^>]*>|\s/g, "")), `"${text}" is not shown whole`);
    }
  });
}

test("a legend that is longer than the figure makes it higher, and its entries are inside the legend's clip", async () => {
  const svg = await figureSvg(FIGURES.noiseCurves);
  const height = Number(/height="([\d.]+)"/.exec(svg)?.[1]);
  assert.ok(height > 800, `${height}`);
  const clip = Number(/<clipPath id="legend\w+"><rect height="([\d.]+)"/.exec(svg)?.[1]);
  const names = placedTexts(svg).filter(({ text }) => MANY.some((name) => name.startsWith(text.slice(0, 12))));
  const top = Math.min(...names.map(({ box }) => box.top));
  const bottom = Math.max(...names.map(({ box }) => box.bottom));
  assert.ok(bottom - top <= clip, `entries over ${bottom - top} px in a clip of ${clip}`);
});

test("a height that is asked for is kept, and short texts change nothing", async () => {
  const asked = await figureSvg(FIGURES.intervals, { height: 500 });
  assert.match(asked, /^<svg [^>]*height="500"/);
  const short = { data: [{ type: "bar", x: ["a", "b"], y: [1, 2] }], layout: { title: { text: "T" }, height: 250 } };
  const { layout } = (await figureBundle(short))[PLOTLY_MIME] as { layout: Record<string, unknown> };
  assert.deepEqual(layout.title, { text: "T" });
  assert.equal(layout.height, 250);
  assert.equal("xaxis" in layout, false);
});

test("text is wrapped at spaces, within long words after a sign, never within a tag, and breaks of its own stay", () => {
  const width = textWidth("a gradient penalty", 14);
  assert.equal(wrapText("a gradient penalty of weight 0.3", width, 14), "a gradient penalty<br>of weight 0.3");
  assert.equal(wrapText("short", width, 14), "short");
  assert.equal(wrapText("one<br>a gradient penalty of", width, 14), "one<br>a gradient penalty<br>of");
  assert.equal(wrapText("<b>a gradient penalty of</b>", width, 14), "<b>a gradient penalty<br>of</b>");
  const word = wrapText("mean_of_all_the_columns_of_it", width, 14);
  assert.equal(word.replaceAll("<br>", ""), "mean_of_all_the_columns_of_it");
  assert.match(word, /_<br>/);
  assert.equal(wrapText("x < y > z", 1e4, 14), "x < y > z");
  for (const text of ["", "漢字".repeat(40), "a".repeat(300), `${"b ".repeat(100)}`]) {
    const lines = wrapText(text, width, 14).split("<br>");
    assert.equal(lines.length, lineCount(wrapText(text, width, 14)));
    for (const line of lines) assert.ok(textWidth(line.trimEnd(), 14) <= width, line);
    assert.equal(lines.join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
  }
});

test("parts that are null, and thousands of categories, are left to plotly", async () => {
  const many = line(200_000, (i) => `name ${i}`);
  const layout = {
    title: null,
    legend: null,

    annotations: [null],
    margin: null,
    coloraxis: { colorbar: null },
  };
  const figure = { data: [{ type: "bar", x: many.slice(0, 5), y: [1, 2, 3, 4, 5] }], layout };
  assert.match(await figureSvg(figure), /^<svg/);
  // what plotly itself fails on is said, with its words
  const { "text/plain": text } = await figureBundle({ ...figure, layout: { xaxis: null } });
  assert.match(text, /There is no still picture: .*null/);
  const { layout: fitted } = fitTexts({ data: [{ type: "bar", orientation: "h", y: many, x: [1] }], layout: {} }, 760);
  assert.equal(fitted.height, 420);
});

test("a text that is a number is drawn, as plotly draws it", async () => {
  const title = { text: 2020 };
  const figure = { data: [{ type: "scatter" as const, y: [1, 2] }], layout: { title, xaxis: { title } } };
  assert.equal((await figureBundle(figure))["text/plain"], "2020. 2020.");
  assert.equal((await figureSvg(figure)).match(/>2020<\/text>/g)?.length, 2);
});
