import { ArgumentError } from "../argument-error";
import { type Widget, widget } from "./widget";

/** A value that a person sets in the page. */
export interface Control<Value> {
  readonly value: Value;
  /** Calls `listener` at each change; returns what takes it away. */
  onChange(listener: (value: Value) => void): () => void;
  /** The control as a cell shows it. */
  readonly widget: Widget;
}

export interface SliderOptions {
  label: string;
  min: number;
  max: number;
  /** where it stands first; the nearest of its positions is taken */
  value: number;
  /** how many steps lie between min and max; 100 by default */
  steps?: number;
  /** "log" makes equal distances equal ratios; "linear" by default */
  scale?: "linear" | "log";
}

/**
 * A number between two others.
 *
 * @example
 * const lambda = slider({ label: "lambda", min: 0.05, max: 3, value: 0.3, scale: "log" });
 */
export function slider(options: SliderOptions): Control<number> {
  const { label, min, max, value, steps = 100, scale = "linear" } = options;
  for (const [name, number] of Object.entries({ min, max, value })) {
    if (!Number.isFinite(number)) throw new ArgumentError(name, number, "give a finite number.");
  }
  if (min >= max) throw new ArgumentError("max", max, `give more than min, which is ${min}.`);
  if (!Number.isInteger(steps) || steps < 1 || steps > 10_000)
    throw new ArgumentError("steps", steps, "give a whole number from 1 to 10,000.");
  if (scale !== "linear" && scale !== "log") throw new ArgumentError("scale", scale, 'give "linear" or "log".');
  if (scale === "log" && min <= 0) throw new ArgumentError("min", min, "a logarithmic slider needs more than 0.");
  const at = (part: number): number => (scale === "log" ? min * (max / min) ** part : min + (max - min) * part);
  const values = Array.from({ length: steps + 1 }, (_, i) => Number(at(i / steps).toPrecision(6)));
  const distance = values.map((position) =>
    scale === "log" ? Math.abs(Math.log(position / value)) : Math.abs(position - value),
  );
  if (value < min || value > max) throw new ArgumentError("value", value, `give one from ${min} to ${max}.`);
  const first = distance.indexOf(Math.min(...distance));
  const texts = values.map((position) => String(Number(position.toPrecision(3))));
  return ofPositions(label, values, texts, first, SLIDER);
}

/**
 * One of several values.
 *
 * @example
 * const loss = choice({ label: "loss", options: ["plain", "Lai"], value: "Lai" });
 */
export function choice<const Value extends string | number | boolean>(options: {
  label: string;
  options: readonly Value[];
  /** the first of the options by default */
  value?: Value;
}): Control<Value> {
  const values = options.options;
  if (!Array.isArray(values) || values.length === 0)
    throw new ArgumentError("options", values, "give a list of at least one value.");
  const value = options.value ?? values[0];
  if (!values.includes(value)) throw new ArgumentError("value", value, `give one of ${values.join(", ")}.`);
  return ofPositions(options.label, values, values.map(String), values.indexOf(value), CHOICE);
}

/**
 * Something to press; its value is how often it was.
 *
 * @example
 * const again = button({ label: "new seed" });
 */
export function button(options: { label: string }): Control<number> {
  const made = widget({ esm: BUTTON, css: CSS, state: { label: labelOf(options.label), presses: 0 } });
  return {
    widget: made,
    get value() {
      return made.get("presses") as number;
    },
    onChange: (listener) => made.on("presses", (presses) => listener(presses as number)),
  };
}

function ofPositions<Value>(
  label: string,
  values: readonly Value[],
  texts: readonly string[],
  first: number,
  esm: string,
): Control<Value> {
  const made = widget({ esm, css: CSS, state: { label: labelOf(label), texts, position: first } });
  const at = (position: unknown): Value => values[position as number];
  return {
    widget: made,
    get value() {
      return at(made.get("position"));
    },
    onChange: (listener) => made.on("position", (position) => listener(at(position))),
  };
}

function labelOf(label: unknown): string {
  if (typeof label !== "string") throw new ArgumentError("label", label, "give the text that stands beside it.");
  return label;
}

const FIELD = `
function field(el, model, input) {
  const label = document.createElement("label");
  label.className = "tslab-control";
  input.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the arrow keys for itself
  const name = document.createElement("span");
  name.textContent = model.get("label");
  label.append(name, input);
  el.append(label);
  return label;
}`;

const SLIDER = `${FIELD}
export default {
  render({ model, el }) {
    const input = document.createElement("input");
    const shown = document.createElement("output");
    input.type = "range";
    input.min = 0;
    input.max = model.get("texts").length - 1;
    const update = () => {
      input.value = model.get("position");
      shown.textContent = model.get("texts")[model.get("position")];
      input.setAttribute("aria-valuetext", shown.textContent);
    };
    input.addEventListener("input", () => {
      model.set("position", Number(input.value));
      model.save_changes();
    });
    model.on("change:position", update);
    field(el, model, input).append(shown);
    update();
    return () => model.off("change:position", update);
  },
};`;

const CHOICE = `${FIELD}
export default {
  render({ model, el }) {
    const select = document.createElement("select");
    for (const text of model.get("texts")) select.append(new Option(text));
    const update = () => { select.selectedIndex = model.get("position"); };
    select.addEventListener("change", () => {
      model.set("position", select.selectedIndex);
      model.save_changes();
    });
    model.on("change:position", update);
    field(el, model, select);
    update();
    return () => model.off("change:position", update);
  },
};`;

const BUTTON = `
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.className = "tslab-control";
    button.dataset.lmSuppressShortcuts = "true";
    button.textContent = model.get("label");
    button.addEventListener("click", () => {
      model.set("presses", model.get("presses") + 1);
      model.save_changes();
    });
    el.append(button);
  },
};`;

/** Colours and fonts are JupyterLab's, in its light and its dark theme. */
const CSS = `
.tslab-control {
  display: inline-flex; align-items: center; gap: 0.75em; margin: 0.25em 1em 0.25em 0;
  color: var(--jp-ui-font-color1, inherit); font-size: var(--jp-ui-font-size1, 13px);
}
.tslab-control input[type="range"] { width: 20em; accent-color: var(--jp-brand-color1, #1976d2); }
.tslab-control output { min-width: 4em; font-variant-numeric: tabular-nums; }
.tslab-control select, button.tslab-control {
  color: inherit; background: var(--jp-layout-color2, #eee); border: 1px solid var(--jp-border-color1, #bbb);
  border-radius: 2px; padding: 0.25em 0.75em; font: inherit;
}`;
