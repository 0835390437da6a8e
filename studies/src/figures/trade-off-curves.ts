import {
  axis,
  baseLayout,
  checkFinite,
  checkOptions,
  checkSameLength,
  DRAWN,
  FIGURE_OPTIONS,
  fields,
  list,
  optional,
  plain,
  seriesColor,
  seriesDash,
  shortNumber,
  text,
} from "lai-internal";
import type { Figure, FigureOptions, Numbers, Trace } from "lai-loss/show";

/** What one method trades: a point for each setting, in the order of what is tuned. */
export interface TradeOffCurve {
  name: string;
  /** error on clean data */
  clean: Numbers;
  /** error under noise or attack, as many */
  noisy: Numbers;
  /** settings of the points, for the hover; as many */
  settings?: readonly string[];
}

/** Clean error against noisy error, the settings of a method joined by a line: who is below at the same clean error is better. */
export function tradeOffCurves(options: { curves: TradeOffCurve[] } & FigureOptions): Figure {
  const { curves, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    curves: list(fields<TradeOffCurve>({ name: text, clean: DRAWN, noisy: DRAWN, settings: optional(list(text)) }), {
      least: 1,
    }),
  });
  const data = curves.map(({ name, clean, noisy, settings = [] }, i): Trace => {
    checkSameLength(`curves[${i}].noisy`, checkFinite(`curves[${i}].noisy`, noisy), "clean", clean);
    const color = seriesColor(i);
    return {
      type: "scatter",
      mode: clean.length > 1 ? "lines+markers" : "markers",
      name,
      x: plain(checkFinite(`curves[${i}].clean`, clean)),
      y: plain(noisy),
      text: [...settings],
      line: { color, width: 2, dash: seriesDash(i) },
      marker: { color, size: clean.length > 1 ? 7 : 12, symbol: clean.length > 1 ? "circle" : "star" },
      hovertemplate: "%{text}: clean %{x:.4g}, noisy %{y:.4g}",
    };
  });
  const lowest = curves.map(({ name, clean, noisy }) => {
    const at = Array.from(noisy).indexOf(Math.min(...Array.from(noisy)));
    return `${name} comes down to ${shortNumber(noisy[at])} at clean ${shortNumber(clean[at])}`;
  });
  return {
    data,
    layout: baseLayout(rest, {
      xaxis: axis(rest.xLabel ?? "clean RMSE"),
      yaxis: axis(rest.yLabel ?? "RMSE under noise"),
    }),
    description: `${rest.title ?? "Clean error against noisy error"}: ${lowest.join("; ")}.`,
  };
}
