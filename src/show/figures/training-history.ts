import { ArgumentError, checkOptions, fields, list, number, object, optional, text } from "../../base/check";
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
  spread,
  type Trace,
  trace,
} from "./figure";
import { axis, baseLayout, GUIDE, guideLine, logTicks, seriesColor, seriesDash } from "./style";

/** What was recorded of one training, a value per epoch; NaN where an epoch has none. */
export interface RunHistory {
  name: string;
  /** defaults to 1, 2, 3, ... */
  epochs?: Numbers;
  loss?: Numbers;
  validationRmse?: Numbers;
  meanSlope?: Numbers;
}

const PANELS = ["loss", "validationRmse", "meanSlope"] as const;
type Panel = (typeof PANELS)[number];
const LABELS: Record<Panel, string> = {
  loss: "training loss",
  validationRmse: "validation RMSE",
  meanSlope: "mean slope",
};

/**
 * Trainings over their epochs: a panel each for what was recorded (loss on a log scale where all are positive, validation
 * RMSE, mean slope), a line a run, at most 300 points a line.
 *
 * @param options.warmUpEpochs marks the end of the warm-up
 * @param options.target target slope, a guide in the slope's panel
 * @param options.labels labels with units, by panel
 */
export function trainingHistory(
  options: {
    runs: RunHistory[];
    warmUpEpochs?: number;
    target?: number;
    labels?: Partial<Record<Panel, string>>;
  } & FigureOptions,
): Figure {
  const recorded = { loss: optional(DRAWN), validationRmse: optional(DRAWN), meanSlope: optional(DRAWN) };
  const label = optional(text);
  const { runs, warmUpEpochs, target, labels, ...rest } = checkOptions("options", options, {
    ...FIGURE_OPTIONS,
    runs: list(fields<RunHistory>({ name: text, epochs: optional(DRAWN), ...recorded }), { least: 1 }),
    warmUpEpochs: optional(number({ min: 0 })),
    target: optional(number()),
    labels: optional(object({ loss: label, validationRmse: label, meanSlope: label }), {}),
  });
  const panels = PANELS.filter((panel) => runs.some((run) => run[panel] && run[panel].length > 0));
  if (panels.length === 0) throw new ArgumentError("runs", runs, `give at least one of ${PANELS.join(", ")}.`);
  const layout = baseLayout({ height: 140 + 190 * panels.length, ...rest });
  const gap = 0.06;
  const span = (1 - gap * (panels.length - 1)) / panels.length;
  const longest = Math.max(...runs.flatMap((run) => panels.map((panel) => run[panel]?.length ?? 0)));
  const data: Trace[] = [];
  const shapes: Layout[] = [];
  panels.forEach((panel, p) => {
    const axes = panelAxes(p);
    const { xaxis, yaxis } = axes;
    const last = p === panels.length - 1;
    const values = runs.flatMap((run) => Array.from(run[panel] ?? []));
    const log = panel === "loss" && values.every((value) => !Number.isFinite(value) || value > 0);
    const epochAxis = axis(last ? (rest.xLabel ?? "epoch") : undefined, { anchor: yaxis });
    if (longest <= 10) epochAxis.dtick = 1; // else plotly's ticks are whole epochs by themselves
    if (!last) epochAxis.showticklabels = false;
    if (p > 0) epochAxis.matches = "x";
    layout[axisKey(xaxis)] = epochAxis;
    const top = 1 - p * (span + gap);
    const place: Layout = { domain: [Math.max(0, top - span), top], anchor: xaxis };
    layout[axisKey(yaxis)] = axis(labels[panel] ?? LABELS[panel], log ? { ...place, ...logTicks(values) } : place);
    runs.forEach((run, i) => {
      const list = run[panel];
      if (!list || list.length === 0) return;
      const epochs = run.epochs ?? Array.from(list, (_, j) => j + 1);
      checkSameLength(`runs[${i}].${panel}`, list, "epochs", epochs);
      const at = spread(list.length, 300).filter((j) => Number.isFinite(list[j]));
      const drawn = (values: Numbers): number[] => at.map((j) => values[j]);
      const line = trace(run.name, drawn(epochs), drawn(list), {
        mode: at.length === 1 ? "markers" : "lines",
        legendgroup: run.name,
        showlegend: panels.find((q) => run[q] && run[q].length > 0) === panel,
        line: { color: seriesColor(i), width: 2, dash: seriesDash(i) },
        ...axes,
      });
      data.push(line);
    });
    if (warmUpEpochs) {
      const line = { color: GUIDE, width: 1, dash: "dot" };
      shapes.push({ ...guideLine("vertical", warmUpEpochs, undefined, axes), line });
    }
    if (panel === "meanSlope" && target !== undefined) shapes.push(guideLine("horizontal", target, undefined, axes));
  });
  layout.shapes = shapes;
  if (warmUpEpochs) {
    const beside = { xanchor: "left", yanchor: "top", xshift: 3 };
    layout.annotations = [note("end of warm-up", warmUpEpochs, "x", 1, "y domain", beside)];
  }
  const said = runs.map((run) => {
    const ends = panels
      .filter((q) => run[q] && run[q].length > 0)
      .map((q) => `${labels[q] ?? LABELS[q]} ${shortNumber(run[q]![run[q]!.length - 1])}`);
    return `${run.name} ends with ${ends.join(", ")}`;
  });
  return { data, layout, description: `${rest.title ?? "Training history"}: ${said.join("; ")}.` };
}
