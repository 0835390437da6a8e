import type { FigureOptions, Layout } from "./figure";
import { axis, baseLayout } from "./style";

/** The layout of panels side by side that share their scales; each has its title above it. One panel is a plain figure. */
export function panelLayout(titles: readonly string[], options: FigureOptions, more: Layout = {}): Layout {
  const layout = baseLayout(options, more);
  if (titles.length < 2) return layout;
  const gap = 0.05;
  const span = (1 - gap * (titles.length - 1)) / titles.length;
  const annotations: Layout[] = [];
  titles.forEach((title, i) => {
    const suffix = i === 0 ? "" : String(i + 1);
    const start = i * (span + gap);
    const xAxis = axis(options.xLabel, { domain: [start, start + span], anchor: `y${suffix}` });
    const yAxis = axis(i === 0 ? options.yLabel : undefined, { anchor: `x${suffix}` });
    if (i > 0) {
      xAxis.matches = "x";
      yAxis.matches = "y";
      yAxis.showticklabels = false;
    }
    layout[`xaxis${suffix}`] = xAxis;
    layout[`yaxis${suffix}`] = yAxis;
    annotations.push(panelTitle(title, suffix));
  });
  layout.annotations = annotations;
  layout.margin = { ...(layout.margin as Layout), t: (layout.margin as { t: number }).t + 22 };
  return layout;
}

/** The title of a panel, above it. */
function panelTitle(title: string, suffix: string): Layout {
  return {
    text: `<b>${title}</b>`,
    x: 0.5,
    xref: `x${suffix} domain`,
    y: 1,
    yref: `y${suffix} domain`,
    yanchor: "bottom",
    yshift: 4,
    showarrow: false,
  };
}
