import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "lai-example-"));

// #region begin
import { type DenseNetwork, laiLoss, laiMultiplier, Random, type Samples, train } from "lai-loss";
import * as show from "lai-loss/show";

const random = new Random(1);
const x = Float32Array.from({ length: 100 }, () => random.normal());
const data: Samples = { x, y: x.map((value) => 0.7 * value + 0.3 * random.normal()), rows: 100, features: 1 };
const network: DenseNetwork = { layers: [{ kernel: [[0.1]], bias: [0] }] };
// #endregion begin

// #region figures
const { multiplierCurves, projections } = show.figures;
const curve = {
  name: "lambda 0.3",
  values: (slope: number) => laiMultiplier(slope, { lambda: 0.3 }),
  target: Math.sqrt(0.3),
};
const figure = multiplierCurves({ curves: [curve] }); // a plotly figure as plain data: change it as you like
console.log(figure.data.length, projections({ slopes: [0.3, 3] }).description);
// #endregion

// #region showFigure, showTable, showText, inNotebook, NotInNotebookError
if (show.inNotebook()) {
  await show.showFigure(figure); // live in JupyterLab
  show.showTable([{ method: "plain", rmse: { mean: 0.52, sd: 0.01 } }], { best: { rmse: "min" } });
  show.showText("Sentences to read.");
} else {
  try {
    show.showText("Sentences to read.");
  } catch (error) {
    console.log(error instanceof show.NotInNotebookError); // true
  }
}
// #endregion

// #region tableBundle
console.log(
  show.tableBundle([
    { method: "plain", rmse: 0.52 },
    { method: "Lai", rmse: 0.5 },
  ])["text/plain"],
);
// #endregion

// #region textBundle
console.log(show.textBundle(["One paragraph.", "Another."])["text/markdown"]);
// #endregion

// #region figureSvg, saveFigure
const svg = await show.figureSvg(figure); // needs tslab-kernel
await show.saveFigure(figure, join(folder, "multiplier.svg"));
console.log(svg.startsWith("<svg"));
// #endregion

// #region figureBundle, PLOTLY_MIME
const bundle = await show.figureBundle(figure); // what a cell shows: the live figure, a picture, and words
console.log(Object.keys(bundle).includes(show.PLOTLY_MIME)); // true
// #endregion

// #region setFigureTheme, PALETTE
show.setFigureTheme("dark"); // of the figures from here on
show.setFigureTheme("light");
console.log(show.PALETTE[0]); // the first of the colours of lines
// #endregion

// #region trainingProgress
await train(network, data, { epochs: 5, onEpoch: show.trainingProgress({ title: "plain" }) }); // draws in a notebook, else nothing
// #endregion

// #region trainInCell
const { history } = await show.trainInCell(network, data, { loss: laiLoss({ lambda: 0.1 }), epochs: 5 }); // Stop ends it, running the cell again goes on
console.log(history.stopped);
// #endregion

// #region notebookStopSignal
const signal = show.notebookStopSignal(); // aborts at Stop
await train(network, data, { epochs: 5, signal });
// #endregion
