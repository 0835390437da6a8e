import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { button, type Control, choice, slider } from "../../src/widgets/controls";
import { widget } from "../../src/widgets/widget";
import { FrontPage } from "./front-page";

const DISPLAY = Symbol.for("Jupyter.display");
const VIEW = "application/vnd.jupyter.widget-view+json";

/** The bundle that a cell shows a control as. */
function bundleOf(control: Control<unknown>): Record<string, unknown> {
  return (control.widget as unknown as Record<symbol, () => Record<string, unknown>>)[DISPLAY]();
}

afterEach(() => FrontPage.remove());

test("a slider stands at the position nearest to its value, and a move gives the value there", () => {
  const page = new FrontPage();
  page.install();
  const lambda = slider({ label: "lambda", min: 0.1, max: 10, value: 0.3, steps: 4, scale: "log" });
  assert.equal(lambda.value, 0.316228);
  const heard: number[] = [];
  const silence = lambda.onChange((value) => heard.push(value));
  assert.deepEqual(bundleOf(lambda)[VIEW], { model_id: "comm-1", version_major: 2, version_minor: 0 });
  page.move(0, { position: 4 });
  page.move(0, { position: 0 });
  silence();
  page.move(0, { position: 2 });
  assert.deepEqual(heard, [10, 0.1]);
  assert.equal(lambda.value, 1);
  assert.deepEqual((page.opened[0].data.state as Record<string, unknown>).texts, ["0.1", "0.316", "1", "3.16", "10"]);
});

test("a linear slider's positions are equally far apart and written without rounding errors", () => {
  const x = slider({ label: "x", min: 0, max: 1, value: 0.3, steps: 10 });
  assert.equal(x.value, 0.3);
  assert.equal(slider({ label: "x", min: -1, max: 1, value: 0, steps: 3 }).value, -0.333333);
});

test("a choice gives the option itself, a button how often it was pressed", () => {
  const page = new FrontPage();
  page.install();
  const width = choice({ label: "width", options: [8, 16, 32], value: 16 });
  const again = button({ label: "again" });
  bundleOf(width);
  bundleOf(again);
  assert.equal(width.value, 16);
  assert.equal(again.value, 0);
  page.move(0, { position: 2 });
  page.move(1, { presses: 1 });
  assert.equal(width.value, 32);
  assert.equal(again.value, 1);
});

test("a widget opens one line to the page, tells its whole state when asked, and sends what is set", () => {
  const page = new FrontPage();
  page.install();
  const counter = widget({ esm: "export default {};", css: ".a { color: red }", state: { count: 1 } });
  const show = (): unknown => (counter as unknown as Record<symbol, () => Record<string, unknown>>)[DISPLAY]()[VIEW];
  assert.deepEqual(show(), show());
  assert.equal(page.opened.length, 1);
  const [{ target, data, metadata }] = page.opened;
  assert.equal(target, "jupyter.widget");
  assert.deepEqual(metadata, { version: "2.1.0" });
  const state = data.state as Record<string, unknown>;
  assert.equal(state._esm, "export default {};");
  assert.equal(state._model_module, "anywidget");
  assert.equal(state.count, 1);
  counter.set("count", 5);
  assert.deepEqual(page.sent, [{ method: "update", state: { count: 5 }, buffer_paths: [] }]);
  page.move(0, { count: 6 });
  assert.equal(counter.get("count"), 6);
});

test("where nobody can move it a control is text", () => {
  assert.deepEqual(Object.keys(bundleOf(slider({ label: "x", min: 0, max: 1, value: 0 }))), ["text/plain"]);
  new FrontPage(false).install();
  const bundle = bundleOf(choice({ label: "loss", options: ["plain", "Lai"] }));
  assert.match(bundle["text/plain"] as string, /^Widget .*"loss"/);
});

test("wrong options are refused with the argument, its value and the remedy", () => {
  const x = { label: "x", min: 0, max: 1, value: 0 };
  const wrong: [() => unknown, RegExp][] = [
    [() => slider({ ...x, min: Number.NaN }), /^ArgumentError: min is NaN: give a finite number/],
    [() => slider({ ...x, min: 2 }), /^ArgumentError: max is 1: give more than min, which is 2/],
    [() => slider({ ...x, value: 7 }), /^ArgumentError: value is 7: give one from 0 to 1/],
    [() => slider({ ...x, steps: 0.5 }), /^ArgumentError: steps is 0\.5: give a whole number from 1/],
    [() => slider({ ...x, scale: "log" }), /^ArgumentError: min is 0: a logarithmic slider needs more than 0/],
    [() => slider({ ...x, scale: "cubic" as never }), /^ArgumentError: scale is "cubic": give "linear" or "log"/],
    [() => slider({ ...x, label: 3 as never }), /^ArgumentError: label is 3: give the text/],
    [() => choice({ label: "x", options: [] }), /^ArgumentError: options is \[\]: give a list of at least one/],
    [() => choice({ label: "x", options: ["a"], value: "b" as never }), /^ArgumentError: value is "b": give one of a/],
    [() => widget({ esm: "" }), /^ArgumentError: esm is "": give the JavaScript/],
    [() => widget({ esm: "x", state: { _esm: "y" } }), /^ArgumentError: state is "_esm": names that begin with _/],
  ];
  for (const [call, message] of wrong) assert.throws(call, message);
});
