import { checkOptions, list, number, optional } from "../../base/check";
import { shortNumber } from "../../base/format";
import {
  axisKey,
  FIGURE_OPTIONS,
  type Figure,
  type FigureOptions,
  type Layout,
  note,
  panelAxes,
  panelSpans,
  type Trace,
  trace,
} from "./figure";
import { baseLayout, GUIDE, PALETTE } from "./style";

const LINES = {
  tangent: { name: "model's tangent", color: PALETTE[0], dash: "solid" },
  error: { name: "error e", color: GUIDE, dash: "dash" },
  sine: { name: "e·sin t, on the tangent", color: PALETTE[1], dash: "solid" },
  cosine: { name: "e·cos t, normal to it", color: PALETTE[2], dash: "solid" },
};

type Point = readonly [number, number];

/**
 * The error triangle of Lai loss at one sample, a panel for each slope k: the model's tangent, the vertical error e, and its
 * projections e·cos t onto the tangent's normal and e·sin t onto the tangent itself, tan t = k. The larger one is drawn thick: it takes the error's
 * place in the loss before lambda is put in (arXiv 2405.07884).
 *
 * @param options.slopes slope k of the model at the sample, one panel each
 * @param options.error vertical error e; defaults to 1
 */
export function projections(options: { slopes: number[]; error?: number } & FigureOptions): Figure {
  const { slopes, error, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    slopes: list(number({ min: 0 }), { least: 1 }),
    error: optional(number({ above: 0 }), 1),
  });
  const data: Trace[] = [];
  const annotations: Layout[] = [];
  const layout: Layout = baseLayout({ height: 380, ...rest });
  const spans = panelSpans(slopes.length, 0.06);
  // the legend's lines are all of one width, whichever projection is the larger one
  for (const { name, color, dash } of Object.values(LINES)) {
    data.push(trace(name, [Number.NaN], [Number.NaN], { line: { color, width: 3, dash } }));
  }
  slopes.forEach((slope, i) => {
    const axes = panelAxes(i);
    const angle = Math.atan(slope);
    const [sine, cosine] = [error * Math.sin(angle), error * Math.cos(angle)];
    // prediction at the origin, target above it: the foot of the target on the tangent makes the right angle
    const prediction: Point = [0, 0];
    const target: Point = [0, error];
    const foot: Point = [sine * Math.cos(angle), sine * Math.sin(angle)];
    const reach = error * 1.25;
    const tangent: Point[] = [-0.35, 1].map((s) => [s * reach * Math.cos(angle), s * reach * Math.sin(angle)]);
    const isSine = sine > cosine; // the larger one
    const line = ({ name, color, dash }: typeof LINES.error, width: number, points: readonly Point[]): Trace =>
      through(name, points, { line: { color, width, dash }, hoverinfo: "name", ...axes });
    const marker = { color: [LINES.tangent.color, LINES.error.color], size: 10 };
    data.push(
      line(LINES.tangent, 2, tangent),
      line(LINES.error, 2.5, [prediction, target]),
      line(LINES.sine, isSine ? 7 : 2.5, [prediction, foot]),
      line(LINES.cosine, isSine ? 2.5 : 7, [foot, target]),
      rightAngle(foot, angle, error * 0.07, axes),
      through("prediction and target", [prediction, target], { mode: "markers", marker, hoverinfo: "skip", ...axes }),
    );
    const at = ([x, y]: Point, text: string, more: Layout): Layout => note(text, x, axes.xaxis, y, axes.yaxis, more);
    const terms = [
      term("e·cos t", cosine, LINES.cosine.color, !isSine),
      term("e·sin t", sine, LINES.sine.color, isSine),
    ];
    const title = `<b>slope k = ${shortNumber(slope)}</b><br>${terms.join(", ")}`;
    annotations.push(
      at(target, "target y", { xanchor: "right", xshift: -10, yshift: 6 }),
      at(prediction, "prediction ŷ", { xanchor: "left", xshift: 4, yshift: -16 }),
      at([0, error / 2], `e = ${shortNumber(error)}`, { xanchor: "right", xshift: -8 }),
      note(title, 0.5, `${axes.xaxis} domain`, 1, `${axes.yaxis} domain`, { yanchor: "bottom" }),
    );
    layout[axisKey(axes.xaxis)] = hidden(spans[i], [-0.65 * error, 1.25 * error], {
      anchor: axes.yaxis,
      constrain: "domain",
    });
    layout[axisKey(axes.yaxis)] = hidden([0, 0.87], [-0.45 * error, 1.2 * error], {
      anchor: axes.xaxis,
      scaleanchor: axes.xaxis,
      constrain: "domain",
    });
  });
  layout.annotations = annotations;
  layout.margin = { ...(layout.margin as Layout), l: 40 };
  layout.legend = { orientation: "h", x: 0.5, xanchor: "center", y: -0.02, yanchor: "top", traceorder: "normal" };
  const said = slopes.map((k) => {
    const t = Math.atan(k);
    return `at slope ${shortNumber(k)} e·cos t is ${shortNumber(error * Math.cos(t))} and e·sin t is ${shortNumber(error * Math.sin(t))}`;
  });
  return {
    data,
    layout,
    description: `${rest.title ?? "Projections of the error on the model's tangent and normal"}: ${said.join("; ")}.`,
  };
}

/** A projection's length in its colour, the larger one bold. */
function term(name: string, length: number, color: string, larger: boolean): string {
  const text = `<span style="color:${color}">${name} = ${shortNumber(length)}</span>`;
  return larger ? `<b>${text}</b>` : text;
}

function hidden(domain: [number, number], range: [number, number], more: Layout): Layout {
  return { domain, range, visible: false, fixedrange: true, ...more };
}

/** The small square that marks a right angle at the foot. */
function rightAngle(foot: Point, angle: number, size: number, axes: Layout): Trace {
  const back: Point = [-Math.cos(angle) * size, -Math.sin(angle) * size];
  const up: Point = [-Math.sin(angle) * size, Math.cos(angle) * size];
  const corner = (...steps: Point[]): Point => steps.reduce((p, s) => [p[0] + s[0], p[1] + s[1]] as const, foot);
  const points = [corner(back), corner(back, up), corner(up)];
  return through("right angle", points, { line: { color: GUIDE, width: 1 }, hoverinfo: "skip", ...axes });
}

/** A trace through some points that the legend does not name. */
function through(name: string, points: readonly Point[], more: Layout): Trace {
  return trace(
    name,
    points.map(([x]) => x),
    points.map(([, y]) => y),
    { showlegend: false, ...more },
  );
}
