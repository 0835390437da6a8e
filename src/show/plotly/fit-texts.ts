import { describeFigure, type Figure, type Layout, type Trace } from "./figure";
import { lineCount, textWidth, wrapText } from "./wrap-text";

/** A part of plotly's layout, its attributes as they come. */
type Part = Record<string, unknown> & { text?: string; font?: { size?: number } };

/** Font sizes in pixels where a figure gives none; the room that texts need is worked out from them. */
export const FONT_SIZES = { text: 14, title: 17, subtitle: 13, axisTitle: 15, legend: 13, annotation: 13 } as const;

/** Pixels kept free beside a text. */
const FREE = 24;
/** The largest share of the picture that names may take on one side: legend, labels of ticks. */
const SIDE = 0.28;
const LINE = 1.3; // of the font size: plotly's line height
const ENTRY_GAP = 4;
/** Pixels that a figure grows to at most. */
const HIGHEST = 4000;
/** The least width that a text is wrapped to. */
const NARROWEST = 60;
/** Of more categories plotly names only some. */
const MOST_CATEGORIES = 60;
/** Pixels that the title of a colour bar may be wide. */
const SCALE = 120;

/**
 * The figure with room for its texts: titles, names in the legend, labels of axes and panels, and long categories are wrapped
 * to a picture of this width; margins and height grow by the lines that came with it. plotly itself cuts them at the edge.
 *
 * @param height pixels that were asked for; without, the height grows where a legend or many categories need it
 */
export function fitTexts(figure: Figure, width: number, height?: number): Required<Figure> {
  const layout: Layout = { ...figure.layout };
  const margin = { l: 80, r: 80, t: 100, b: 80, ...(layout.margin as object) };
  let full = height ?? (layout.height as number | undefined) ?? 420;
  const grow = (pixels: number): void => {
    if (height === undefined && pixels > 0) full = Math.min(HIGHEST, Math.ceil(full + pixels));
  };
  const raise = (pixels: number): void => {
    margin.t += pixels;
    grow(pixels);
  };

  if (layout.title) {
    const title = fitLabel(layout.title as Part | string, width - 2 * FREE, FONT_SIZES.title);
    raise(furtherLines(title, FONT_SIZES.title));
    if (title.subtitle) {
      const subtitle = fitLabel(title.subtitle as Part, width - 2 * FREE, FONT_SIZES.subtitle);
      raise(furtherLines(subtitle, FONT_SIZES.subtitle));
      title.subtitle = subtitle;
    }
    layout.title = title;
  }
  const legend = (layout.legend ?? {}) as Part;
  const entries = legendEntries(figure);
  const beside = entries.length > 0 && legend.orientation !== "h";
  const legendSize = legend.font?.size ?? FONT_SIZES.legend;
  const nameWidth = beside ? width * SIDE : width - 4 * FREE;
  const data = figure.data.map((trace): Trace => {
    if (typeof trace.name !== "string" || !entries.includes(trace)) return trace;
    return { ...trace, name: wrapText(trace.name, nameWidth, legendSize) };
  });
  const names = data.filter((_, i) => entries.includes(figure.data[i])).map(({ name }) => String(name ?? ""));
  if (beside) {
    const needed = names.reduce((sum, name) => sum + (lineCount(name) * legendSize * LINE + ENTRY_GAP), FREE);
    grow(needed + margin.t + margin.b - full);
  }
  const scale = fitColorBars(data, layout) ? SCALE : 0;
  let left = Math.max(margin.l, 80);
  const keys = axisKeys(layout, data);
  for (const key of keys) {
    const axis: Part = { ...(layout[key] as Part | undefined) };
    const across = key[0] === "x";
    const labels = fitCategories(axis, key, data, Math.min(width, full) * (across ? 0.36 : 0.5));
    if (!across) {
      grow(labels.lines * FONT_SIZES.text * LINE + margin.t + margin.b - full);
      left = Math.max(left, labels.widest + FREE);
    }
    if (Object.keys(axis).length > 0) layout[key] = axis;
  }
  const legendWidth = beside ? 60 + widest(names, legendSize) : 0; // with the symbols and gaps of the legend
  const plotWidth = width - left - margin.r - legendWidth - scale;
  const span = (axis: Part | undefined): number => {
    const [from, to] = (axis?.domain as [number, number] | undefined) ?? [0, 1];
    return to - from;
  };
  let below = 0;
  for (const key of keys) {
    const axis = layout[key] as Part | undefined;
    if (!axis?.title) continue;
    const plot = key[0] === "x" ? plotWidth : full - margin.t - margin.b;
    const fitted = fitLabel(axis.title as Part | string, plot * span(axis));
    const more = furtherLines(fitted, FONT_SIZES.axisTitle);
    axis.title = fitted;
    if (key[0] === "x") below = Math.max(below, more);
    if (axis.side === "top") margin.t += more; // plotly makes room below and beside by itself
  }
  grow(below);
  if (Array.isArray(layout.annotations)) {
    let lines = 0;
    layout.annotations = (layout.annotations as Part[]).map((note) => {
      const owner = /^x(\d*) domain$/.exec(String(note?.xref));
      const room = owner ? plotWidth * span(layout[`xaxis${owner[1]}`] as Part) : width * 0.36;
      const fitted = fitLabel(note, room, FONT_SIZES.annotation) as Part;
      // a panel's title stands above the panel
      if (owner && note?.yanchor === "bottom")
        lines = Math.max(lines, lineCount(fitted.text ?? "") - lineCount(String(note.text ?? "")));
      return fitted;
    });
    margin.t += lines * FONT_SIZES.annotation * LINE;
    grow(lines * FONT_SIZES.annotation * LINE);
  }
  layout.margin = margin;
  layout.height = full;
  return { data, layout, description: describeFigure(figure) };
}

/** The pixels that a text takes below its first line. */
function furtherLines({ text, font }: Part, size: number): number {
  return (lineCount(text ?? "") - 1) * (font?.size ?? size) * LINE;
}

/** A part with its text wrapped; bold text, which is wider, by its tag. */
function fitLabel(label: Part | string, width: number, fontSize: number = FONT_SIZES.axisTitle): Part {
  const part: Part = typeof label === "string" ? { text: label } : label;
  if (part?.text == null) return part;
  const text = String(part.text); // plotly takes numbers, too
  return {
    ...part,
    text: wrapText(text, Math.max(NARROWEST, width), part.font?.size ?? fontSize, text.includes("<b>")),
  };
}

/** The traces that the legend names, as plotly decides it: those not left out, where there are several or it is asked for. */
function legendEntries({ data, layout }: Figure): Trace[] {
  const named = data.filter((trace) => trace.showlegend !== false && trace.visible !== false);
  const shown = layout.showlegend ?? (named.length > 1 || named.some(({ showlegend }) => showlegend === true));
  return shown ? named : [];
}

/** The width of the longest of all lines. */
function widest(texts: readonly string[], size: number): number {
  const lines = texts.flatMap((text) => text.split("<br>"));
  return Math.max(0, ...lines.map((line) => textWidth(line, size)));
}

/** Wraps the titles of colour bars, in place of the traces and the layout that hold them; says whether there are any. */
function fitColorBars(data: Trace[], layout: Layout): boolean {
  let found = false;
  const fit = (holder: unknown): unknown => {
    const bar = (holder as Part | undefined)?.colorbar as Part | undefined;
    if (!bar) return holder;
    found = true;
    return bar.title
      ? { ...(holder as Part), colorbar: { ...bar, title: fitLabel(bar.title as Part, SCALE) } }
      : holder;
  };
  data.forEach((trace, i) => {
    data[i] = fit(trace) as Trace;
    if (trace.marker) data[i] = { ...data[i], marker: fit(trace.marker) };
  });
  for (const key of Object.keys(layout)) if (/^coloraxis\d*$/.test(key)) layout[key] = fit(layout[key]);
  return found;
}

/** The keys of the axes that a layout has or that traces with categories use. */
function axisKeys(layout: Layout, data: readonly Trace[]): string[] {
  const used = data.flatMap((trace) =>
    ["x", "y"].flatMap((letter) =>
      Array.isArray(trace[letter]) ? String(trace[`${letter}axis`] ?? letter).replace(letter, `${letter}axis`) : [],
    ),
  );
  const keys = [...Object.keys(layout), ...used].filter((key) => /^[xy]axis\d*$/.test(key));
  return [...new Set(keys)];
}

/**
 * Wraps the labels of an axis' ticks or categories where one is wider than the room; returns how wide they are and how many
 * lines they would take if each took as many as the longest.
 */
function fitCategories(
  axis: Part,
  key: string,
  data: readonly Trace[],
  room: number,
): { lines: number; widest: number } {
  const id = key.replace("axis", "");
  const onAxis = data.filter((trace) => (trace[`${id[0]}axis`] ?? id[0]) === id);
  const labels =
    (axis.ticktext as unknown[] | undefined) ?? onAxis.flatMap((trace) => (trace[id[0]] as unknown[]) ?? []);
  const texts = [...new Set(labels)].filter((label): label is string => typeof label === "string");
  const isCategory = texts.some((text) => !Number.isFinite(Number(text)) && Number.isNaN(Date.parse(text)));
  if (!isCategory || texts.length > MOST_CATEGORIES) return { lines: 0, widest: 0 };
  const wrap = (label: unknown): unknown =>
    typeof label === "string" ? wrapText(label, room, FONT_SIZES.text) : label;
  const wrapped = texts.map(wrap) as string[];
  if (wrapped.some((text, i) => text !== texts[i])) {
    if (axis.ticktext) axis.ticktext = labels.map(wrap);
    else Object.assign(axis, { tickmode: "array", tickvals: texts, ticktext: wrapped });
  }
  return { lines: texts.length * Math.max(...wrapped.map(lineCount)), widest: widest(wrapped, FONT_SIZES.text) };
}
