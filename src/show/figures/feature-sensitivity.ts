import { checkOptions, fields, list, optional, text } from "../../base/check";
import { shortNumber } from "../../base/format";
import { checkSameLength } from "./check-figure";
import { DRAWN, FIGURE_OPTIONS, type Figure, type FigureOptions, type Numbers, plain, type Trace } from "./figure";
import { axis, baseLayout, seriesColor } from "./style";

/** How much a model's prediction moves with each feature, in the order of the features. */
export interface SensitivityOfModel {
  name: string;
  /** mean |∂ŷ/∂x_j|, shape [features] */
  values: Numbers;
  low?: Numbers;
  high?: Numbers;
}

/**
 * Sensitivity to each feature as bars, a colour a model; features in order of the first model, the largest on top.
 *
 * @param options.features names, in the order of the values
 */
export function featureSensitivity(
  options: { features: readonly string[]; models: SensitivityOfModel[] } & FigureOptions,
): Figure {
  const { features, models, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    features: list(text, { least: 1 }),
    models: list(
      fields<SensitivityOfModel>({ name: text, values: DRAWN, low: optional(DRAWN), high: optional(DRAWN) }),
      { least: 1 },
    ),
  });
  models.forEach((model, i) => {
    for (const key of ["values", "low", "high"] as const) {
      if (model[key]) checkSameLength(`models[${i}].${key}`, model[key], "features", { length: features.length });
    }
  });
  const order = features.map((_, j) => j).sort((a, b) => models[0].values[a] - models[0].values[b]); // plotly draws upwards
  const inOrder = (values: Numbers): (number | null)[] => plain(order.map((j) => values[j]));
  const data = models.map(({ name, values, low, high }, i): Trace => {
    const color = seriesColor(i);
    const bars = low &&
      high && {
        type: "data",
        symmetric: false,
        array: inOrder(Array.from(high, (value, j) => value - values[j])),
        arrayminus: inOrder(Array.from(low, (value, j) => values[j] - value)),
        thickness: 1,
        width: 3,
      };
    return {
      type: "bar",
      orientation: "h",
      name,
      x: inOrder(values),
      y: order.map((j) => features[j]),
      marker: { color },
      error_x: bars,
      hovertemplate: "%{y}: %{x:.3g}",
    };
  });
  const height = Math.max(260, 130 + features.length * (14 * models.length + 14));
  const said = models.map((m) => {
    const ranked = order.map((j) => [features[j], m.values[j]] as const).sort((a, b) => b[1] - a[1]);
    return `${m.name}: ${ranked
      .slice(0, 5)
      .map(([name, value]) => `${name} ${shortNumber(value)}`)
      .join(", ")}`;
  });
  return {
    data: data.reverse(), // plotly draws the first of a group at the bottom
    layout: baseLayout(
      { height, ...rest },
      {
        xaxis: axis(rest.xLabel ?? "mean |∂ŷ/∂x| (standardised)", { rangemode: "tozero" }),
        yaxis: axis(rest.yLabel, { showgrid: false, type: "category" }),
        barmode: "group",
        bargap: 0.25,
        legend: { traceorder: "reversed", x: 1.02, xanchor: "left", y: 1, yanchor: "top" },
      },
    ),
    description: `${rest.title ?? "Sensitivity by feature"}. The largest are, for ${said.join("; ")}.`,
  };
}
