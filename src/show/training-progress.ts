import { fields, list, number, object, optional, text } from "../base/check";
import { escapeXml, shortNumber } from "../base/format";
import { type DisplayBundle, LiveDisplay } from "./display";
import { spread } from "./figures/figure";
import { PALETTE } from "./figures/style";

/** What a training says after each epoch; `epoch` counts from 1. */
export interface EpochProgress {
  /** which of several trainings this is, after the title */
  label?: string;
  epoch: number;
  epochs: number;
  loss: number;
  validationRmse?: number | null;
  meanSlope?: number | null;
  secondsLeft?: number | null;
}

export interface TrainingProgressOptions {
  /** what is trained, before the numbers */
  title?: string;
  /** label with the unit; defaults to "validation RMSE" */
  rmseLabel?: string;
  /** least milliseconds between two drawings; defaults to 250. Drawing also never takes more than 1 % of the time */
  intervalMs?: number;
  /** the epochs before those to come, where a training goes on: its curves begin with them */
  earlier?: readonly Omit<EpochProgress, "epochs">[];
}

/** A callback for `onEpoch` that draws the training into one output of the cell. */
export interface TrainingProgress {
  (progress: EpochProgress): void;
  /** ends it with a note where training did not come to its last epoch: "stopped" */
  done(note?: string): void;
}

const PROGRESS_OPTIONS = {
  title: optional(text),
  rmseLabel: optional(text),
  intervalMs: optional(number({ min: 0 }), 250),
  earlier: optional(list(fields<Pick<EpochProgress, "epoch" | "loss">>({ epoch: number(), loss: number() }))),
};

const SHARE = 0.01;

/** Each number stays with its label where the line is too long for the cell. Inline blocks: lines break between them. */
const PART = "display:inline-block;margin-right:16px;white-space:nowrap";

/** Seconds as people say them: "48 s", "3 min 20 s", "1 h 05 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes < 60) return `${minutes} min ${String(rest).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

const given = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && !Number.isNaN(value);

/** What is told of an epoch and drawn of all. */
const SERIES = ["loss", "validationRmse", "meanSlope"] as const;
type Curves = Record<(typeof SERIES)[number], number[]>;
const noCurves = (): Curves => ({ loss: [], validationRmse: [], meanSlope: [] });

/** The state of a training as HTML and text; pure, so that tests see it without a kernel. */
export function progressBundle(
  state: { progress: EpochProgress; curves: Curves; seconds: number; ended?: string },
  options: { title?: string; rmseLabel?: string } = {},
): DisplayBundle {
  const { progress, curves, seconds, ended } = state;
  const labels = { loss: "loss", validationRmse: options.rmseLabel ?? "validation RMSE", meanSlope: "mean slope" };
  const { epoch, epochs, label } = progress;
  const title = [options.title, label].filter(Boolean).join(" · ");
  const finished = ended !== undefined || epoch >= epochs;
  const left = given(progress.secondsLeft) ? progress.secondsLeft : (seconds / epoch) * (epochs - epoch);
  const time = finished ? `${ended ? `${ended} after ` : ""}${duration(seconds)}` : `${duration(left)} left`;
  const numbers = SERIES.flatMap((key) => {
    const value = progress[key];
    return given(value) ? [[labels[key], shortNumber(value, 4)]] : [];
  });
  const plain = [title, `epoch ${epoch} of ${epochs}`, ...numbers.map(([label, value]) => `${label} ${value}`), time];
  const text = plain.filter(Boolean).join(" · ");
  const figures = numbers.map(([label, value]) => `<span style="${PART}">${escapeXml(label)} <b>${value}</b></span>`);
  const head = `${title ? `<b style="${PART}">${escapeXml(title)}</b>` : ""}<span style="${PART}">epoch ${epoch} of ${epochs}</span>`;
  const timed = `<span style="${PART};opacity:.75">${escapeXml(time)}</span>`;
  const line = `<div style="font-variant-numeric:tabular-nums">${head}${figures.join("")}${timed}</div>`;
  if (finished) return { "text/html": line, "text/plain": text };
  const share = Math.min(100, (100 * epoch) / epochs).toFixed(1);
  const bar = `<div style="height:6px;border-radius:3px;background:rgba(128,128,128,.3);max-width:560px;margin:6px 0"><div style="height:6px;border-radius:3px;width:${share}%;background:${PALETTE[0]}"></div></div>`;
  const drawn = SERIES.map((key, i) => {
    const curve = sparkline(curves[key], PALETTE[i], labels[key]);
    return (
      curve &&
      `<span style="display:inline-block;margin-right:12px">${curve}<br><span style="font-size:85%;opacity:.75">${escapeXml(labels[key])}</span></span>`
    );
  });
  return { "text/html": `${line}${bar}<div>${drawn.join("")}</div>`, "text/plain": text };
}

/**
 * Draws a training as it goes, into one output of the running cell: bar, loss, validation RMSE, slope, time left and live
 * curves; in the end one line of it remains. Outside of a notebook it does nothing.
 *
 * A second training with the same object (its epochs begin again) is drawn into the same output.
 *
 * @throws ArgumentError that names the option, its value and the remedy
 * @example await train(model, data, { ...options, onEpoch: trainingProgress({ title: "lambda = 0.3" }) })
 */
export function trainingProgress(options: TrainingProgressOptions = {}): TrainingProgress {
  const { intervalMs: interval } = object(PROGRESS_OPTIONS)("options", options);
  const display = new LiveDisplay();
  let curves = noCurves();
  let latest: EpochProgress | undefined;
  let started = performance.now();
  let nextDrawing = 0;
  let spent = 0;

  const record = (progress: Omit<EpochProgress, "epochs">): void => {
    for (const key of SERIES) {
      const value = progress[key];
      if (given(value)) curves[key].push(value);
    }
  };
  options.earlier?.forEach(record);
  const draw = (ended?: string): void => {
    if (!latest) return;
    const before = performance.now();
    const state = { progress: latest, curves, seconds: (before - started) / 1000, ended };
    display.show(progressBundle(state, options));
    const after = performance.now();
    spent += after - before;
    // room for the next drawing and for the last one, which is not asked for its time
    const withNextAndLast = spent + 2 * (after - before);
    nextDrawing = Math.max(after + interval, started + withNextAndLast / SHARE);
  };
  const onEpoch = (progress: EpochProgress): void => {
    if (!display.visible) return;
    if (latest && progress.epoch <= latest.epoch) {
      curves = noCurves();
      started = performance.now();
      spent = 0;
    }
    latest = progress;
    record(progress);
    if (progress.epoch >= progress.epochs || performance.now() >= nextDrawing) draw();
  };
  const done = (note = "ended"): void => {
    if (latest && latest.epoch < latest.epochs) draw(note);
  };
  return Object.assign(onEpoch, { done });
}

/** A line of numbers as a small picture without axes: the shape of a training at a glance. Numbers that are not finite are left out. */
function sparkline(values: readonly number[], color: string, label: string): string {
  const [width, height] = [180, 36];
  const at = spread(values.length, width / 2).filter((i) => Number.isFinite(values[i]));
  if (at.length < 2) return "";
  const shown = at.map((i) => values[i]);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const last = values.length - 1;
  const x = (i: number): string => ((i / last) * (width - 4) + 2).toFixed(1);
  const y = (value: number): string => (height - 3 - ((value - low) / (high - low || 1)) * (height - 6)).toFixed(1);
  const points = at.map((i) => `${x(i)},${y(values[i])}`).join(" ");
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/></svg>`;
  // an image: JupyterLab takes SVG elements out of the HTML of a notebook that it does not trust
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return `<img width="${width}" height="${height}" alt="${escapeXml(label)}" src="${source}">`;
}
