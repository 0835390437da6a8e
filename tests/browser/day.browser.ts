import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutLab } from "./chromium";
import { LabPage } from "./notebook-page";
import { openLab } from "./open-lab";
import { plots } from "./plots";

const NAME = "day.ipynb";
const OTHER = "other.ipynb";
const [IMPORTS, LAMBDA, MODEL, TRAINING, FIGURE, LINES, SCRATCH] = [0, 1, 2, 3, 4, 5, 6];
const CELLS = [
  `import { ready, denseModel, laiLoss } from "lai-loss";
import { prepareDataset } from "lai-loss/data";
import { trainInCell, showFigure, figures } from "lai-loss/show";
const { backend } = await ready();
const { train: rows, validation } = await prepareDataset("diamonds", { seed: 0 });
console.log(rows.rows, "rows on", backend);`,
  "const lambda = 0.3;\nconst epochs = 2000;",
  'const model = denseModel({ inputs: rows.features, hidden: [64, 32], activation: "softplus", seed: 0 });',
  `const { history } = await trainInCell(model, rows, {
  loss: laiLoss({ lambda }), epochs, validation, batchSize: 256, title: \`Lai, lambda \${lambda}\`,
});
console.log("trained", history.epochs.length);`,
  `await showFigure(figures.trainingHistory({
  runs: [{ name: "Lai", validationRmse: history.epochs.map((e) => e.validationRmse!), meanSlope: history.epochs.map((e) => e.meanSlope!) }],
  title: "What was trained",
}));`,
  'for (let i = 1; i <= 3000; i++) (i % 30 ? console.log : console.warn)("line", i);\nconsole.log("the end");',
  "",
];

const epochOf = (text: string): number => Number(/epoch (\d+) of/.exec(text)?.[1]);

describe("a day in JupyterLab", { skip: withoutLab }, () => {
  const open = openLab(NAME, "day", (server) => {
    server.write(NAME, CELLS);
    server.write(OTHER, ["const answer = 41;", "console.log('the other kernel', answer + 1);"]);
  });

  it("a broken cell says where and why, and runs once it is mended", async () => {
    await open.notebook.cell(IMPORTS).run(60_000);
    await open.notebook.cell(LAMBDA).run();
    const cell = open.notebook.cell(MODEL);
    const source = await cell.source();
    await cell.write(source.replace("denseModel", "denseModle"));
    await cell.run();
    await open.lab.picture("day-compile-error");
    assert.match(await cell.errorText(), /Cannot find name 'denseModle'. Did you mean 'denseModel'\?.*->\s+1 \|/s);
    await cell.write(source.replace("[64, 32]", "[64, 0]"));
    await cell.run();
    await open.lab.picture("day-run-time-error");
    assert.match(await cell.errorText(), /^ArgumentError: hidden.*cell \[\d+\], line 1:/s);
    await cell.write(source);
    await cell.run();
    assert.equal(await cell.errorText(), "");
  });

  it("a training is stopped, goes on where it was, and goes on with another lambda", async () => {
    const cell = open.notebook.cell(TRAINING);
    await cell.start();
    await cell.shows(/epoch \d+ of 2000/);
    await open.lab.picture("day-training");
    await open.notebook.button("interrupt");
    await cell.ended();
    await open.lab.picture("day-stopped");
    const stopped = await cell.text();
    assert.match(stopped, /stopped after .*Run the cell again to go on after epoch \d+/s);
    assert.match(stopped, /its variables are kept/);
    await cell.start();
    await cell.shows(/epoch \d+ of 2000/);
    assert.ok(epochOf(await cell.text()) > epochOf(stopped));
    await open.notebook.button("interrupt");
    await cell.ended();
    await open.notebook.cell(LAMBDA).write("const lambda = 1;\nconst epochs = 5;");
    await open.notebook.cell(LAMBDA).run();
    await cell.run();
    assert.match(await cell.text(), /new training begins.*lambda 1.*epoch 5 of 5.*trained 5/s);
    await open.notebook.cell(FIGURE).run();
    await plots(open.notebook.cell(FIGURE).element).first().waitFor();
    await open.lab.picture("day-continued");
  });

  it("3,000 lines of two streams are shown in order, all of them", async () => {
    const cell = open.notebook.cell(LINES);
    await cell.run(60_000);
    await cell.shows("the end");
    assert.equal(await cell.outputs.count(), 201);
    await open.lab.picture("day-lines");
    await open.notebook.save();
    const saved = open.server.read(NAME)[LINES].outputs!;
    const text = saved.map((output) => [output.text].flat().join("")).join("");
    assert.equal(text, `${Array.from({ length: 3000 }, (_, i) => `line ${i + 1}\n`).join("")}the end\n`);
  });

  it("a second notebook beside it has a kernel of its own", async () => {
    const other = await open.lab.openBeside(OTHER, NAME);
    await other.cell(0).run(60_000);
    await other.cell(1).run();
    await other.cell(1).shows("the other kernel 42");
    await open.notebook.cell(SCRATCH).write("typeof answer");
    await open.notebook.cell(SCRATCH).run();
    assert.match(await open.notebook.cell(SCRATCH).text(), /Cannot find name 'answer'|undefined/);
    await open.lab.picture("day-side-by-side");
  });

  it("a training goes on while the lab is closed, and the cell run again has its result", async () => {
    await open.notebook.cell(LAMBDA).write("const lambda = 1;\nconst epochs = 600;");
    await open.notebook.cell(LAMBDA).run();
    const cell = open.notebook.cell(TRAINING);
    await cell.start();
    await cell.shows(/epoch \d+ of 600/);
    await open.notebook.save();
    await open.lab.page.close();
    open.lab = await LabPage.open(open.browser, open.server, NAME, "day");
    open.notebook = await open.lab.notebook(NAME, "busy");
    await open.lab.picture("day-reopened");
    await open.notebook.ready();
    const again = open.notebook.cell(TRAINING);
    await again.run(120_000);
    await open.lab.picture("day-reopened-again");
    assert.match(await again.text(), /All 600 epochs were trained before.*trained 600/s);
  });

  it("a figure of a notebook that is opened again is live, and as wide as its cell", async () => {
    const { outputs } = open.server.read(NAME)[FIGURE];
    assert.deepEqual(Object.keys(outputs![0].data!), ["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"]);
    const cell = open.notebook.cell(FIGURE);
    const plot = plots(cell.element).first();
    await plot.waitFor();
    const [drawn, place] = [await plot.boundingBox(), await cell.outputs.first().boundingBox()];
    assert.ok(Math.abs(drawn!.width - place!.width) < 2, `${drawn!.width} px in ${place!.width}`);
  });

  it("nothing broke in the page meanwhile", () => {
    assert.deepEqual(open.lab.errors, []);
  });
});
