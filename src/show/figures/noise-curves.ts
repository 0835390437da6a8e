import { ArgumentError, checkOptions, fields, list, optional, text } from "../../base/check";
import { shortNumber } from "../../base/format";
import {
  checkSameLength,
  checkSome,
  DRAWN,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  type Numbers,
  type Trace,
  trace,
} from "./figure";
import { axis, baseLayout, faded, seriesColor, seriesDash } from "./style";

/** How the error of one method grows with the noise: a curve for each seed, or the mean with its band as computed elsewhere. */
export interface NoiseCurveOfModel {
  name: string;
  /** standard deviation of the noise, in standardised units unless the label says otherwise */
  sigmas: Numbers;
  /** one curve per seed, each as long as sigmas */
  rmse?: Numbers[];
  mean?: Numbers;
  low?: Numbers;
  high?: Numbers;
}

/** Error against noise for several methods: mean over the seeds, band its 95 % t interval (or the given one). */
export function noiseCurves(options: { models: NoiseCurveOfModel[] } & FigureOptions): Figure {
  const parts = { rmse: optional(list(DRAWN)), mean: optional(DRAWN), low: optional(DRAWN), high: optional(DRAWN) };
  const { models, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    models: list(fields<NoiseCurveOfModel>({ name: text, sigmas: DRAWN, ...parts }), { least: 1 }),
  });
  const bands: Trace[] = [];
  const lines: Trace[] = [];
  const said = models.map((model, i) => {
    const { name, sigmas } = model;
    const { mean, low, high } = curveOf(model, `models[${i}]`);
    const color = seriesColor(i);
    if (low && high) {
      const look = { fill: "toself", fillcolor: faded(color, 0.18), line: { width: 0, color }, hoverinfo: "skip" };
      const around = [...Array.from(sigmas), ...Array.from(sigmas).reverse()];
      const edges = [...Array.from(high), ...Array.from(low).reverse()];
      bands.push(trace(`${name}: 95 % interval`, around, edges, { legendgroup: name, showlegend: false, ...look }));
    }
    const look = { line: { color, width: 2.5, dash: seriesDash(i) }, marker: { color, size: 6 } };
    const shown = { mode: "lines+markers", legendgroup: name, hovertemplate: "σ = %{x}: %{y:.4g}" };
    lines.push(trace(name, sigmas, mean, { ...shown, ...look }));
    const last = mean.length - 1;
    return `${name} from ${shortNumber(mean[0])} at noise ${shortNumber(sigmas[0])} to ${shortNumber(mean[last])} at ${shortNumber(sigmas[last])}`;
  });
  return {
    data: [...bands, ...lines],
    layout: baseLayout(rest, {
      xaxis: axis(rest.xLabel ?? "noise σ (standardised features)"),
      yaxis: axis(rest.yLabel ?? "RMSE"),
    }),
    description: `${rest.title ?? "Error under noise"}: ${said.join("; ")}.`,
  };
}

function curveOf(model: NoiseCurveOfModel, argument: string): { mean: Numbers; low?: Numbers; high?: Numbers } {
  const { sigmas, rmse, mean, low, high } = model;
  if (rmse) {
    checkSome(`${argument}.rmse`, rmse).forEach((curve, seed) => {
      if (typeof curve === "number") {
        const remedy = "give one curve per seed: [[...], [...]]; one curve alone is `mean`.";
        throw new ArgumentError(`${argument}.rmse`, rmse, remedy);
      }
      checkSameLength(`${argument}.rmse[${seed}]`, curve, "sigmas", sigmas);
    });
    const points = Array.from(sigmas, (_, j) => meanInterval(rmse.map((curve) => curve[j])));
    const means = points.map((p) => p.mean);
    if (rmse.length < 2) return { mean: means };
    return { mean: means, low: points.map((p) => p.low), high: points.map((p) => p.high) };
  }
  if (!mean) throw new ArgumentError(`${argument}.rmse`, rmse, "give `rmse` (one curve per seed) or `mean`.");
  for (const [key, list] of Object.entries({ mean, low, high })) {
    if (list) checkSameLength(`${argument}.${key}`, list, "sigmas", sigmas);
  }
  return { mean, low, high };
}

/** Student's t at 97.5 % for 1 to 30 degrees of freedom (standard tables). */
const T: readonly number[] = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/**
 * Mean over seeds and its 95 % confidence interval, mean ± t sd / sqrt(n), t Student's at n - 1 degrees of freedom (above 30:
 * 1.96 + 2.4 / df, right to .002). With one value low and high are the mean: there is no interval.
 */
export function meanInterval(values: readonly number[]): { mean: number; low: number; high: number } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, low: mean, high: mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const t = T[n - 2] ?? 1.96 + 2.4 / (n - 1);
  const half = t * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}
