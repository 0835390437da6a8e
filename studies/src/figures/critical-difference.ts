import {
  axis,
  baseLayout,
  checkOptions,
  FIGURE_OPTIONS,
  fields,
  GUIDE,
  list,
  number,
  optional,
  plain,
  shortNumber,
  text,
} from "lai-internal";
import { ArgumentError } from "lai-loss";
import { type Figure, type FigureOptions, figures, type Layout, type Trace } from "lai-loss/show";

const [METHODS, BARS] = figures.PALETTE;

/** A method's mean rank over data sets or seeds; 1 is the best. */
export interface RankedMethod {
  name: string;
  rank: number;
}

/** Runs of methods, in order of rank, whose ranks differ by less than the critical difference; each as long as it can be. */
function rankGroups(methods: readonly RankedMethod[], criticalDifference: number): string[][] {
  const sorted = [...methods].sort((a, b) => a.rank - b.rank);
  const groups: [number, number][] = [];
  sorted.forEach((first, i) => {
    let last = i;
    while (last + 1 < sorted.length && sorted[last + 1].rank - first.rank < criticalDifference) last++;
    if (last > i && (groups.length === 0 || last > groups[groups.length - 1][1])) groups.push([i, last]);
  });
  return groups.map(([from, to]) => sorted.slice(from, to + 1).map((m) => m.name));
}

/**
 * Critical-difference diagram (Demsar, JMLR 7, 2006): methods on the line of mean ranks, bars under those that do not differ
 * significantly.
 *
 * @param options.criticalDifference ranks closer than this do not differ; drawn as a ruler, and makes the groups
 * @param options.groups names of methods that do not differ, where a test other than Nemenyi's (Wilcoxon with Holm's
 *   correction) found them
 */
export function criticalDifference(
  options: { methods: RankedMethod[]; criticalDifference?: number; groups?: string[][] } & FigureOptions,
): Figure {
  const {
    methods,
    criticalDifference: difference,
    groups: given,
    ...rest
  } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    methods: list(fields<RankedMethod>({ name: text, rank: number({ min: 1 }) }), { least: 1 }),
    criticalDifference: optional(number({ above: 0 })),
    groups: optional(list(list(text))),
  });
  const groups = given ?? (difference === undefined ? [] : rankGroups(methods, difference));
  const rankOf = new Map(methods.map((m) => [m.name, m.rank]));
  for (const name of groups.flat()) {
    if (!rankOf.has(name))
      throw new ArgumentError("groups", name, `no such method; there are ${[...rankOf.keys()].join(", ")}.`);
  }
  const sorted = [...methods].sort((a, b) => a.rank - b.rank);
  const highest = Math.max(methods.length, Math.ceil(sorted[sorted.length - 1].rank), 2);
  const left = Math.ceil(sorted.length / 2); // the better half is written on the left side
  const barStep = 0.35;
  const firstLabel = 0.7 + barStep * groups.length;
  const lastLabel = firstLabel + 0.75 * (left - 1);
  const rulerDepth = lastLabel + 1.2;
  const data: Trace[] = [];
  const annotations: Layout[] = [];
  sorted.forEach(({ name, rank }, i) => {
    const onLeft = i < left;
    const depth = firstLabel + 0.75 * (onLeft ? i : sorted.length - 1 - i);
    const edge = onLeft ? 0.85 : highest + 0.15;
    data.push({
      type: "scatter",
      mode: "lines",
      name,
      showlegend: false,
      x: plain([rank, rank, edge]),
      y: plain([0, -depth, -depth]),
      line: { color: GUIDE, width: 1.5 },
      hoverinfo: "name",
    });
    annotations.push({
      text: onLeft ? `${name} <b>${shortNumber(rank)}</b>` : `<b>${shortNumber(rank)}</b> ${name}`,
      x: edge,
      y: -depth,
      xanchor: onLeft ? "right" : "left",
      align: onLeft ? "right" : "left",
      xshift: onLeft ? -4 : 4,
      showarrow: false,
    });
  });
  groups.forEach((group, i) => {
    const ranks = group.map((name) => rankOf.get(name)!);
    const depth = 0.4 + barStep * i;
    const ends = [Math.min(...ranks) - 0.04, Math.max(...ranks) + 0.04];
    data.push(bar(`no significant difference: ${group.join(", ")}`, ends, -depth, 6));
  });
  if (difference !== undefined) {
    data.push(bar("critical difference", [1, 1 + difference], -rulerDepth, 3));
    annotations.push({
      text: `CD = ${shortNumber(difference)}`,
      x: 1 + difference / 2,
      y: -rulerDepth,
      yanchor: "bottom",
      showarrow: false,
    });
  }
  data.push({
    type: "scatter",
    mode: "markers",
    name: "mean rank",
    showlegend: false,
    x: plain(sorted.map((m) => m.rank)),
    y: sorted.map(() => 0),
    text: sorted.map((m) => m.name),
    marker: { color: METHODS, size: 9 },
    cliponaxis: false,
    hovertemplate: "%{text}: %{x:.3g}",
  });
  const depth = (difference === undefined ? lastLabel : rulerDepth) + 0.4;
  const layout = baseLayout({ height: Math.round(120 + 46 * depth), ...rest });
  const margin = layout.margin as { l: number; r: number };
  const names = (from: number, to: number): number =>
    Math.min(0.38 * (rest.width ?? 760), Math.max(40, ...sorted.slice(from, to).map((m) => 40 + 7.2 * m.name.length)));
  const scale = {
    side: "top",
    anchor: "free",
    position: 1,
    dtick: highest > 10 ? 2 : 1,
    tickangle: 0,
    showgrid: false,
    zeroline: false,
  };
  layout.xaxis = axis(rest.xLabel ?? "mean rank (1 is the best)", { ...scale, range: [0.85, highest + 0.15] });
  layout.yaxis = { visible: false, range: [-depth, 0], fixedrange: true };
  layout.margin = {
    ...margin,
    l: names(0, left),
    r: names(left, sorted.length),
    t: (rest.title ? 110 : 70) + (rest.subtitle ? 20 : 0),
    b: 16,
  };
  layout.annotations = annotations;
  const said = sorted.map((m) => `${m.name} ${shortNumber(m.rank)}`).join(", ");
  const alike = groups.map((group) => group.join(" and ")).join("; ");
  const description = `${rest.title ?? "Mean ranks"}: ${said}.${alike ? ` No significant difference between ${alike}.` : ""}`;
  return { data, layout, description };
}

function bar(name: string, ends: number[], y: number, width: number): Trace {
  return {
    type: "scatter",
    mode: "lines",
    name,
    showlegend: false,
    x: plain(ends),
    y: plain([y, y]),
    line: { color: BARS, width },
    hoverinfo: "name",
  };
}
