import {
  axis,
  baseLayout,
  checkFinite,
  checkNumbers,
  checkOptions,
  checkSameLength,
  DRAWN,
  FIGURE_OPTIONS,
  fields,
  GUIDE,
  guideLine,
  list,
  logTicks,
  meanInterval,
  note,
  number,
  optional,
  plain,
  type Rule,
  seriesColor,
  shortNumber,
  text,
  trace,
} from "lai-internal";
import type { Figure, FigureOptions, Numbers, Trace } from "lai-loss/show";

/** The slopes that trainings ended with, by lambda. */
export interface SlopesByLambda {
  name: string;
  lambdas: Numbers;
  /** for each lambda the mean slope, or one per seed */
  slopes: (number | Numbers)[];
}

const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x"];

/**
 * The slope that training reached against lambda, on two log scales, with the target line slope = lambda^(1/p): a point on
 * the line has the slope that lambda asked for. Error bars are the 95 % t interval over seeds.
 *
 * @param options.power p: 1 for the MAE variant, 2 for the MSE variant (the default)
 * @param options.plainSlope slope of the plain loss, a horizontal guide
 */
export function slopeAgainstLambda(
  options: { series: SlopesByLambda[]; power?: 1 | 2; plainSlope?: number } & FigureOptions,
): Figure {
  const slope: Rule<number | Numbers> = (argument, value) =>
    typeof value === "number" ? value : DRAWN(argument, value);
  const lambda: Rule<Numbers> = (argument, value) => checkNumbers(argument, value, { above: 0 });
  const { series, power, plainSlope, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    series: list(fields<SlopesByLambda>({ name: text, lambdas: lambda, slopes: list(slope) }), {
      least: 1,
    }),
    power: optional(number({ min: 1, max: 2, integer: true }), 2),
    plainSlope: optional(number({ above: 0 })),
  });
  const lambdas = series.flatMap((s) => Array.from(s.lambdas));
  const ends = [Math.min(...lambdas) / 1.5, Math.max(...lambdas) * 1.5];
  const targets = ends.map((lambda) => lambda ** (1 / power));
  const look = { line: { color: GUIDE, width: 2, dash: "dash" }, hoverinfo: "skip" };
  const target = trace(power === 2 ? "target √λ" : "target λ", ends, targets, look);
  const said: string[] = [];
  const measured = series.map(({ name, lambdas: at, slopes }, i): Trace => {
    checkSameLength(`series[${i}].slopes`, { length: slopes.length }, "lambdas", at);
    const points = slopes.map((s, j) =>
      meanInterval(typeof s === "number" ? [s] : checkFinite(`series[${i}].slopes[${j}]`, s)),
    );
    said.push(
      `${name}: ${points.map((p, j) => `slope ${shortNumber(p.mean)} at lambda ${shortNumber(at[j])}`).join(", ")}`,
    );
    const color = seriesColor(i);
    const means = points.map((p) => p.mean);
    return trace(name, at, means, {
      mode: "lines+markers",
      error_y: { type: "data", array: plain(points.map((p) => p.high - p.mean)), color, thickness: 1.5, width: 5 },
      line: { color, width: 1.5 },
      marker: { color, size: 9, symbol: SYMBOLS[i % SYMBOLS.length] },
      hovertemplate: "λ = %{x}: slope %{y:.3g}",
    });
  });
  const reached = measured.flatMap((trace) => trace.y as number[]);
  const layout = baseLayout(rest, {
    xaxis: axis(rest.xLabel ?? "λ", logTicks(lambdas)),
    yaxis: axis(rest.yLabel ?? "mean slope |∂ŷ/∂x| (standardised)", logTicks([...reached, ...targets])),
  });
  if (plainSlope !== undefined) {
    layout.shapes = [{ ...guideLine("horizontal", plainSlope), line: { color: GUIDE, width: 1.5, dash: "dot" } }];
    // small lambdas ask for smaller slopes than this: the room above the line is free there
    const above = { xanchor: "left", yanchor: "bottom" };
    const text = `plain loss ${shortNumber(plainSlope)}`;
    layout.annotations = [note(text, 0, "x domain", Math.log10(plainSlope), "y", above)];
  }
  return {
    data: [target, ...measured],
    layout,
    description: `${rest.title ?? "Slope reached against lambda"} (target lambda^(1/${power})): ${said.join("; ")}.`,
  };
}
