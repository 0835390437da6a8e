import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { inNotebook, showFigure, showTable, trainingProgress } from "../../src/show";
import { multiplierCurves } from "../../src/show/figures";
import { duration, type EpochProgress, progressBundle } from "../../src/show/training-progress";

interface Shown {
  data: Record<string, string>;
  transient: { display_id?: string };
  update?: boolean;
}

/** tslab's module with its hook, as the kernel sets it before each cell. */
const tslab = require("tslab/dist/jupyter.js") as { lastWriteDisplayData: unknown };
let shown: Shown[] = [];

beforeEach(() => {
  shown = [];
  tslab.lastWriteDisplayData = (content: Shown, update?: boolean) => shown.push({ ...content, update });
});
afterEach(() => {
  tslab.lastWriteDisplayData = null;
});

const epoch = (number: number, epochs: number) => ({
  epoch: number,
  epochs,
  loss: 1 / number,
  validationRmse: 2 / number,
  meanSlope: 0.5,
});

test("a training is one output, drawn at its first and its last epoch", () => {
  withClock(() => {
    const progress = trainingProgress({ title: "λ < 1" });
    for (let i = 1; i <= 50; i++) progress(epoch(i, 50));
  });
  assert.equal(shown.length, 2);
  assert.equal(new Set(shown.map((s) => s.transient.display_id)).size, 1);
  assert.deepEqual(
    shown.map((s) => s.update),
    shown.map((_, i) => i > 0),
  );
  const last = shown[shown.length - 1].data;
  assert.match(
    last["text/plain"],
    /^λ < 1 · epoch 50 of 50 · loss 0.02 · validation RMSE 0.04 · mean slope 0.5 · 0.0 s$/,
  );
  assert.match(shown[0].data["text/plain"], /^λ < 1 · epoch 1 of 50 · loss 1 · .* · 0.0 s left$/);
  assert.match(last["text/html"], /<b [^>]*>λ &lt; 1<\/b>/);
  assert.doesNotMatch(last["text/html"], /<img/); // what remains is one line
});

test("a line has the numbers that there are, in four digits, and the time left from the pace where none is told", () => {
  const state = { curves: { loss: [], validationRmse: [], meanSlope: [] }, seconds: 30 };
  const line = (changes: Partial<EpochProgress>, ended?: string, options = {}): string => {
    const progress = { epoch: 3, epochs: 12, loss: 1.23456, ...changes };
    return String(progressBundle({ ...state, progress, ended }, options)["text/plain"]);
  };
  assert.equal(line({}), "epoch 3 of 12 · loss 1.235 · 1 min 30 s left");
  assert.equal(line({ secondsLeft: 12 }), "epoch 3 of 12 · loss 1.235 · 12 s left");
  assert.equal(line({ secondsLeft: null, validationRmse: null, meanSlope: Number.NaN }), line({}));
  assert.equal(
    line({ label: "seed 2", validationRmse: 0.5, meanSlope: 0 }, undefined, { title: "Lai", rmseLabel: "RMSE in MPa" }),
    "Lai · seed 2 · epoch 3 of 12 · loss 1.235 · RMSE in MPa 0.5 · mean slope 0 · 1 min 30 s left",
  );
  assert.equal(line({}, "ended early"), "epoch 3 of 12 · loss 1.235 · ended early after 30 s");
  assert.equal(line({ epoch: 12 }), "epoch 12 of 12 · loss 1.235 · 30 s");
});

/** With a clock that only moves when it is told to. */
function withClock(body: (pass: (milliseconds: number) => number) => void): void {
  let now = 0;
  const clock = mock.method(performance, "now", () => now);
  try {
    body((milliseconds) => {
      now += milliseconds;
      return now;
    });
  } finally {
    clock.mock.restore();
  }
}

test("a running training shows a bar, curves and the time left", () => {
  withClock((pass) => {
    const progress = trainingProgress({ intervalMs: 100 });
    progress({ ...epoch(1, 10), secondsLeft: 75 });
    assert.match(shown[0].data["text/plain"], /epoch 1 of 10 .* 1 min 15 s left$/);
    pass(99);
    progress(epoch(2, 10));
    assert.equal(shown.length, 1);
    pass(301);
    progress({ epoch: 5, epochs: 10, loss: 0.5 });
    assert.equal(shown.length, 2);
    assert.match(shown[1].data["text/html"], /width:50.0%/);
    assert.match(shown[1].data["text/html"], /<img [^>]*alt="loss" src="data:image\/svg\+xml/);
    progress.done("stopped");
    assert.match(shown[2].data["text/plain"], /epoch 5 of 10 · loss 0.5 · stopped after 0.4 s$/);
  });
});

test("drawing takes at most one percent of the time of a long training of short epochs, whatever a drawing costs", () => {
  withClock((pass) => {
    const drawingMs = 7;
    let drawings = 0;
    tslab.lastWriteDisplayData = () => {
      pass(drawingMs);
      drawings++;
    };
    const progress = trainingProgress({ intervalMs: 0 });
    for (let i = 1; pass(2) < 60_000; i++) progress(epoch(i, 1_000_000));
    const share = (drawings * drawingMs) / pass(0);
    assert.ok(share <= 0.01 && share > 0.009, `${share}`);
  });
});

test("outside of a notebook progress is silent, and showing says what to do instead", async () => {
  tslab.lastWriteDisplayData = null;
  assert.equal(inNotebook(), false);
  const progress = trainingProgress();
  progress(epoch(1, 1));
  assert.equal(shown.length, 0);
  assert.throws(() => showTable([{ a: 1 }]), { name: "NotInNotebookError", message: /tableBundle/ });
  const figure = multiplierCurves({ curves: [{ name: "m", values: (k) => k }] });
  await assert.rejects(showFigure(figure), { name: "NotInNotebookError", message: /saveFigure/ });
});

test("in a notebook a figure and a table are one output each, in all forms", async () => {
  await showFigure(multiplierCurves({ curves: [{ name: "m", values: (k) => k }] }));
  showTable([{ a: 1 }]);
  assert.deepEqual(
    shown.map((s) => Object.keys(s.data)),
    [
      ["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"],
      ["text/html", "text/markdown", "text/plain"],
    ],
  );
  assert.ok(shown.every((s) => s.transient.display_id === undefined));
});

test("durations are said as people say them", () => {
  assert.deepEqual([-1, 4.25, 9.96, 48.2, 59.6, 200, 3900].map(duration), [
    "0.0 s",
    "4.3 s",
    "10 s",
    "48 s",
    "1 min 00 s",
    "3 min 20 s",
    "1 h 05 min",
  ]);
});
