import { ArgumentError, checkOptions, fields, list, optional, text } from "../../base/check";
import { shortNumber } from "../../base/format";
import {
  checkSameLength,
  DRAWN,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  meanInterval,
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
  const rmse = optional(list(DRAWN, { least: 1, remedy: "give one curve per seed: [[...], [...]]." }));
  const parts = { rmse, mean: optional(DRAWN), low: optional(DRAWN), high: optional(DRAWN) };
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
    rmse.forEach((curve, seed) => {
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
