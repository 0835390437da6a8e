import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../../src/base/check";
import * as figures from "../../../src/show/figures";
import { logTicks, withTheme } from "../../../src/show/figures/style";
import type { Figure, Layout } from "../../../src/show/plotly/figure";
import { intervals } from "../../../studies/src/figures/intervals";
import { slopeAgainstLambda } from "../../../studies/src/figures/slope-against-lambda";
import { tradeOffCurves } from "../../../studies/src/figures/trade-off-curves";
import { assertClose } from "../../assert-close";

const named = (figure: Figure, name: string) => {
  const trace = figure.data.find((t) => t.name === name);
  assert.ok(trace, `no trace ${name} among ${figure.data.map((t) => t.name).join(", ")}`);
  return trace as Record<string, never> & { x: number[]; y: number[] };
};
const label = (figure: Figure, axis: string): unknown => ((figure.layout[axis] as Layout).title as Layout)?.text;

test("multiplierCurves draws functions and lists, with a dot at the target slope", () => {
  const figure = figures.multiplierCurves({
    slopes: [0, 1, 2],
    curves: [
      { name: "square", values: (k) => k * k, target: 1 },
      { name: "list", values: Float32Array.of(1, 3, 7), target: 1.5 },
    ],
  });
  assert.deepEqual(named(figure, "square").y, [0, 1, 4]);
  assert.deepEqual([named(figure, "square: target slope").x, named(figure, "square: target slope").y], [[1], [1]]);
  assert.deepEqual(named(figure, "list: target slope").y, [5]); // halfway between 3 and 7
  assert.equal(label(figure, "xaxis"), "slope k");
  assert.throws(
    () => figures.multiplierCurves({ slopes: [0, 1], curves: [{ name: "a", values: [1] }] }),
    /curves\[0\].values.*has 1/,
  );
});

test("projections are e cos t and e sin t, meet at a right angle, and the larger one is the thicker", () => {
  const figure = figures.projections({ slopes: [0.75], error: 5 }); // tan t = 3/4: cos t = .8, sin t = .6
  const sine = figure.data.find((t) => t.name === "e·sin t, on the tangent" && (t.x as number[])[0] === 0)!;
  const cosine = figure.data.find((t) => t.name === "e·cos t, normal to it" && (t.x as number[])[0] !== null)!;
  const along = [(sine.x as number[])[1], (sine.y as number[])[1]];
  assertClose(along, [3 * 0.8, 3 * 0.6], 1e-4, "foot");
  const across = [0, 1].map((i) => ((i === 0 ? cosine.x : cosine.y) as number[])[1] - along[i]);
  assertClose(Math.hypot(...across), 4, 1e-4, "e cos t");
  assertClose(along[0] * across[0] + along[1] * across[1], 0, 1e-3, "right angle");
  assert.ok((cosine.line as { width: number }).width > (sine.line as { width: number }).width);
  assert.match(figure.description!, /slope 0.75 e·cos t is 4 and e·sin t is 3/);
  assert.throws(() => figures.projections({ slopes: [-1] }), ArgumentError);
});

test("fittedCurves draws every fit and at most maxPoints of the data", () => {
  const x = Array.from({ length: 1000 }, (_, i) => i);
  const figure = figures.fittedCurves({
    points: { x, y: x },
    curves: [{ name: "fit", x: [0, 1], y: [2, 3] }],
    maxPoints: 10,
  });
  assert.equal(named(figure, "data").x.length, 10);
  assert.equal(named(figure, "data").x[9], 999);
  assert.deepEqual(named(figure, "fit").y, [2, 3]);
});

test("slopeHistogram counts every sample once and draws the target", () => {
  const figure = figures.slopeHistogram({
    models: [{ name: "a", slopes: [0.1, 0.1, 0.6, 9] }],
    bins: 2,
    max: 1,
    target: 0.5,
  });
  // bins [0, .5) and [.5, 1], the slope of 9 counted into the last one
  assert.deepEqual(named(figure, "a").x, [0, 0, 0.5, 0.5, 1, 1]);
  assert.deepEqual(named(figure, "a").y, [0, 0.5, 0.5, 0.5, 0.5, 0]);
  assert.match(String(label(figure, "xaxis")), /all above 1 in the last bin/);
  assert.equal((figure.layout.shapes as Layout[])[0].x0, 0.5);
  assert.match(String(figure.description), /a has mean slope 2.45 and median 0.35/);
  assert.throws(() => figures.slopeHistogram({ models: [{ name: "a", slopes: [Number.NaN] }] }), /models\[0\].slopes/);
});

test("the axis of slopeHistogram ends at the quantile .995, between two slopes where it lies there", () => {
  const slopes = Float32Array.from({ length: 101 }, (_, i) => i); // h = 99.5
  const { x } = named(figures.slopeHistogram({ models: [{ name: "a", slopes }], bins: 2 }), "a");
  assert.equal(x.at(-1), 99.5);
});

test("noiseCurves draws the mean over seeds with its t interval", () => {
  const figure = figures.noiseCurves({
    models: [
      {
        name: "a",
        sigmas: [0, 1],
        rmse: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
  });
  assert.deepEqual(named(figure, "a").y, [2, 3]);
  // sd = sqrt(2), t at one degree of freedom 12.706: 2 ± 12.706 sqrt(2) / sqrt(2)
  assertClose(named(figure, "a: 95 % interval").y, [14.706, 15.706, -9.706, -10.706], 1e-3);
  const alone = figures.noiseCurves({ models: [{ name: "a", sigmas: [0, 1], rmse: [[1, 2]] }] });
  assert.equal(alone.data.length, 1); // one seed has no interval
  const given = figures.noiseCurves({ models: [{ name: "b", sigmas: [0], mean: [1], low: [0.5], high: [2] }] });
  assert.deepEqual(named(given, "b: 95 % interval").y, [2, 0.5]);
  assert.throws(() => figures.noiseCurves({ models: [{ name: "a", sigmas: [0, 1], rmse: [[1]] }] }), /rmse\[0\]/);
});

test("partialDependence gives each model a panel where there are ICE curves, and none otherwise", () => {
  const models = [
    {
      name: "before",
      grid: [0, 1],
      mean: [1, 2],
      ice: [
        [0, 1],
        [2, 3],
      ],
    },
    { name: "after", grid: [0, 1], mean: [1, 1] },
  ];
  const apart = figures.partialDependence({ models, rug: [0.5], xLabel: "carat", yLabel: "price / USD" });
  assert.equal(named(apart, "after").xaxis, "x2");
  assert.deepEqual(named(apart, "single rows").y, [0, 1, null, 2, 3, null]);
  assert.equal(label(apart, "xaxis2"), "carat");
  const together = figures.partialDependence({ models: models.map(({ name, grid, mean }) => ({ name, grid, mean })) });
  assert.equal(together.layout.xaxis2, undefined);
});

test("trainingHistory has a panel for each thing recorded, and skips what is not a number", () => {
  const figure = figures.trainingHistory({
    runs: [{ name: "a", loss: [1, 0.5, 0.25], meanSlope: [Number.NaN, 2, 3] }],
    warmUpEpochs: 1,
    target: 2,
  });
  const [loss, slope] = figure.data;
  assert.deepEqual(loss.x, [1, 2, 3]);
  assert.deepEqual(slope.x, [2, 3]);
  assert.equal((figure.layout.yaxis as Layout).type, "log");
  assert.equal(label(figure, "yaxis2"), "mean slope");
  assert.equal(figure.layout.yaxis3, undefined);
  assert.throws(() => figures.trainingHistory({ runs: [{ name: "a" }] }), /at least one of loss/);
});

test("slopeAgainstLambda draws the target lambda^(1/p) and the mean over seeds", () => {
  const figure = slopeAgainstLambda({
    series: [{ name: "last", lambdas: [0.25, 1], slopes: [[0.4, 0.6], 1] }],
  });
  const target = named(figure, "target √λ");
  assertClose(target.y, target.x.map(Math.sqrt), 1e-4);
  assert.deepEqual(named(figure, "last").y, [0.5, 1]);
  assert.throws(() => slopeAgainstLambda({ series: [{ name: "a", lambdas: [0], slopes: [1] }] }), /lambdas\[0\] is 0/);
});

test("ticks of a log axis are round, and several whatever the range", () => {
  const ticks = (low: number, high: number): number[] => {
    const { tickvals } = logTicks([low, high]) as { tickvals: number[] };
    return tickvals.filter((tick) => tick >= low && tick <= high);
  };
  assert.deepEqual(ticks(0.13, 0.42), [0.15, 0.2, 0.25, 0.3, 0.4]);
  assert.deepEqual(ticks(0.05, 3), [0.05, 0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(ticks(0.01, 10), [0.01, 0.03, 0.1, 0.3, 1, 3, 10]);
  assert.deepEqual(ticks(1e-5, 10), [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10]);
});

test("error bars over bars have the ink of the theme, unless they have a colour", () => {
  const figure: Figure = { data: [{ type: "bar", x: ["a"], y: [1], error_x: { array: [0.2] } }], layout: {} };
  const colours = (["light", "dark"] as const).map(
    (theme) => (withTheme(figure, theme).data[0].error_x as { color: string }).color,
  );
  assert.deepEqual(colours, ["#24292F", "#E6EDF3"]);
  const red = { ...figure, data: [{ ...figure.data[0], error_x: { color: "red" } }] };
  assert.equal((withTheme(red, "dark").data[0].error_x as { color: string }).color, "red");
});

test("intervals are drawn from top to bottom with their two sides, and a line where there is no difference", () => {
  const figure = intervals({
    rows: [
      { name: "one", group: "a", mean: -2, low: -3, high: -0.5 },
      { name: "two", group: "b", mean: 1, low: 0, high: 4 },
      { name: "three", group: "a", mean: 0, low: -1, high: 1 },
    ],
  });
  const a = named(figure, "a");
  assert.deepEqual(
    [a.x, a.y],
    [
      [-2, 0],
      [2, 0],
    ],
  );
  const bars = a.error_x as unknown as { array: number[]; arrayminus: number[] };
  assert.deepEqual(
    [bars.array, bars.arrayminus],
    [
      [1.5, 1],
      [1, 1],
    ],
  );
  assert.match(figure.description!, /two 1 \(0 to 4\)/);
  assert.throws(() => intervals({ rows: [{ name: "x", mean: Number.NaN, low: 0, high: 0 }] }), /rows\[0\].mean/);
});

test("tradeOffCurves joins the settings of a method, and stars a method of one", () => {
  const figure = tradeOffCurves({
    curves: [
      { name: "plain", clean: [1], noisy: [3] },
      { name: "penalty", clean: [1, 2], noisy: [2.5, 1.5], settings: ["weight 1", "weight 2"] },
    ],
  });
  assert.equal(named(figure, "plain").mode, "markers");
  assert.deepEqual(named(figure, "penalty").y, [2.5, 1.5]);
  assert.match(figure.description!, /penalty comes down to 1.5 at clean 2/);
  assert.throws(() => tradeOffCurves({ curves: [{ name: "x", clean: [1], noisy: [1, 2] }] }), /curves\[0\].noisy/);
});
