import { checkOptions, fields, list, optional, text } from "../../base/check";
import { shortNumber } from "../../base/format";
import {
  axisKey,
  checkSameLength,
  DRAWN,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  type Layout,
  type Numbers,
  note,
  panelAxes,
  panelSpans,
  plain,
  SOME_DRAWN,
  type Trace,
  thinned,
  trace,
} from "./figure";
import { axis, baseLayout, faded, GUIDE, seriesColor, seriesDash } from "./style";

/** The partial dependence of one model on one feature. */
export interface DependenceOfModel {
  name: string;
  /** values of the feature, in the unit of xLabel */
  grid: Numbers;
  /** mean prediction at each */
  mean: Numbers;
  /** prediction of single rows at each (ICE curves); at most 30 are drawn */
  ice?: Numbers[];
}

/**
 * Partial dependence of models on one feature. With ICE curves every model gets a panel of its own on one scale (before and
 * after); without, the curves lie over each other.
 *
 * @param options.rug values of the feature in the data, drawn as ticks at the bottom (at most 200)
 */
export function partialDependence(options: { models: DependenceOfModel[]; rug?: Numbers } & FigureOptions): Figure {
  const { models, rug, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    models: list(fields<DependenceOfModel>({ name: text, grid: SOME_DRAWN, mean: DRAWN, ice: optional(list(DRAWN)) }), {
      least: 1,
    }),
    rug: optional(DRAWN),
  });
  const apart = models.some((m) => m.ice && m.ice.length > 0);
  const data: Trace[] = [];
  let least = Number.POSITIVE_INFINITY;
  models.forEach(({ name, grid, mean, ice = [] }, i) => {
    checkSameLength(`models[${i}].mean`, mean, "grid", grid);
    const axes = panelAxes(apart ? i : 0);
    const shown = thinned(ice, 30);
    for (const curve of [mean, ...shown]) {
      checkSameLength(`models[${i}].ice`, curve, "grid", grid);
      least = Math.min(least, ...Array.from(curve));
    }
    if (shown.length > 0) {
      // one trace, the rows parted by gaps: thirty traces would be thirty times the overhead
      const rows = {
        x: shown.flatMap(() => [...plain(grid), null]),
        y: shown.flatMap((curve) => [...plain(curve, 4), null]),
      };
      const look = { line: { color: faded(GUIDE, 0.4), width: 1 }, hoverinfo: "skip" };
      data.push(trace("single rows", [], [], { legendgroup: "ice", showlegend: false, ...rows, ...look, ...axes }));
    }
    const line = { color: seriesColor(i), width: 3, dash: seriesDash(i) };
    data.push(trace(name, grid, mean, { showlegend: !apart, line, ...axes }));
  });
  if (rug && rug.length > 0) {
    const at = thinned(rug, 200);
    for (let i = 0; i < (apart ? models.length : 1); i++) {
      const ticks = { x: plain(at, 4), y: at.map(() => Number(least.toPrecision(4))) };
      const marker = { symbol: "line-ns-open", color: faded(GUIDE, 0.6), size: 8 };
      const look = { mode: "markers", showlegend: false, marker, hoverinfo: "skip" };
      data.push(trace("data", [], [], { ...look, ...ticks, ...panelAxes(i) }));
    }
  }
  const labels = { ...rest, xLabel: rest.xLabel ?? "feature", yLabel: rest.yLabel ?? "mean prediction" };
  const layout: Layout = panelLayout(apart ? models.map((m) => m.name) : [""], labels);
  const said = models.map((m) => {
    const means = Array.from(m.mean);
    return `${m.name} goes from ${shortNumber(means[0])} to ${shortNumber(means[means.length - 1])}, between ${shortNumber(Math.min(...means))} and ${shortNumber(Math.max(...means))}`;
  });
  return {
    data,
    layout,
    description: `${rest.title ?? `Partial dependence on ${labels.xLabel}`}: ${said.join("; ")}.`,
  };
}

/** The layout of panels side by side that share their scales; each has its title above it. One panel is a plain figure. */
function panelLayout(titles: readonly string[], options: FigureOptions): Layout {
  const layout = baseLayout(options);
  if (titles.length < 2) return layout;
  const annotations: Layout[] = [];
  const spans = panelSpans(titles.length, 0.05);
  titles.forEach((title, i) => {
    const { xaxis, yaxis } = panelAxes(i);
    const xAxis = axis(options.xLabel, { domain: spans[i], anchor: yaxis });
    const yAxis = axis(i === 0 ? options.yLabel : undefined, { anchor: xaxis });
    if (i > 0) {
      xAxis.matches = "x";
      yAxis.matches = "y";
      yAxis.showticklabels = false;
    }
    layout[axisKey(xaxis)] = xAxis;
    layout[axisKey(yaxis)] = yAxis;
    const above = { yanchor: "bottom", yshift: 4 };
    annotations.push(note(`<b>${title}</b>`, 0.5, `${xaxis} domain`, 1, `${yaxis} domain`, above));
  });
  layout.annotations = annotations;
  layout.margin = { ...(layout.margin as Layout), t: (layout.margin as { t: number }).t + 22 };
  return layout;
}
