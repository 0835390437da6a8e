import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutLab } from "./chromium";
import { openLab } from "./open-lab";
import { hoverLine, plots } from "./plots";

const NAME = "01-diamonds.ipynb";
const RUN_MS = 300_000;
const [IMPORTS, STUDY, SETTINGS, PLAIN_TRAINING, HISTORY, TRAINING, MEASURES] = [0, 1, 2, 9, 10, 12, 13];

describe("the diamonds notebook in JupyterLab", { skip: withoutLab }, () => {
  const open = openLab(NAME, "diamonds");

  it("Stop ends the training in the middle of Run All, and the cells behind it do not run", async () => {
    await open.notebook.startAll();
    const training = open.notebook.cell(TRAINING);
    await training.shows(/epoch \d+ of 20/, 120_000);
    await open.lab.picture("stop-before");
    await open.notebook.button("interrupt");
    await training.ended();
    await open.notebook.settled(RUN_MS);
    assert.match(await training.errorText(), /^Stopped: by Stop; the variables of earlier cells are kept/);
    assert.equal(await open.notebook.cell(MEASURES).prompt(), "");
    await open.lab.picture("stop-after");
  });

  it("Run All then runs every cell to its end, without an error", async () => {
    await open.notebook.startAll();
    await open.notebook.settled(RUN_MS);
    assert.deepEqual(await open.notebook.errors(), []);
    const prompts = await open.notebook.prompts();
    assert.ok(prompts.length >= 20);
    const first = Number(prompts[0]);
    assert.deepEqual(
      prompts.map(Number),
      prompts.map((_, i) => first + i),
    );
    await open.lab.picture("run-all");
  });

  it("what is saved is what was shown: figures, tables and no error", async () => {
    await open.notebook.save();
    const outputs = open.server.read(NAME).flatMap((cell) => cell.outputs ?? []);
    assert.deepEqual(
      outputs.filter((output) => output.output_type === "error"),
      [],
    );
    const figures = outputs.filter((output) => output.data?.["application/vnd.plotly.v1+json"]);
    assert.ok(figures.length >= 4);
    assert.equal(await plots(open.notebook.panel).count(), figures.length);
    for (const figure of figures) assert.ok(figure.data?.["image/svg+xml"], "a figure without its SVG");
  });

  it("plotly draws the figures, and tells the values under the mouse", async () => {
    const plot = plots(open.notebook.cell(HISTORY).element).first();
    const label = await hoverLine(open.lab.page, plot);
    assert.match(label, /plain/);
    await open.lab.picture("hover");
  });

  it("a long training is stopped in the middle, and the same cell goes on with it", async () => {
    const cell = open.notebook.cell(PLAIN_TRAINING);
    await cell.write((await cell.source()).replace("epochs: EPOCHS", "epochs: 3000"));
    const stopInTheMiddle = async (): Promise<number> => {
      await cell.start();
      await cell.shows(/epoch \d+ of 3000/);
      await open.notebook.button("interrupt");
      await cell.ended();
      return Number(/go on after epoch (\d+)/.exec(await cell.text())?.[1]);
    };
    const first = await stopInTheMiddle();
    const second = await stopInTheMiddle();
    // EPOCHS of Run All were trained with the same options: more of them go on from there
    assert.ok(20 <= first && first < second && second < 3000, `${first}, then ${second}`);
    await open.lab.picture("own-training");
  });

  it("Tab completes a name, Shift-Tab tells what it is", async () => {
    const cell = open.notebook.cell(SETTINGS);
    const source = await cell.source();
    await cell.write("inputGradientNo");
    await cell.press("Tab");
    await open.lab.page.locator(".jp-Completer-item", { hasText: "inputGradientNorms" }).waitFor();
    await open.lab.picture("completion");
    await open.lab.page.keyboard.press("Enter");
    assert.equal(await cell.source(), "inputGradientNorms");
    await cell.press("Shift+Tab");
    const tooltip = open.lab.page.locator(".jp-Tooltip");
    await tooltip.filter({ hasText: "inputGradientNorms(model: Model | Predictor" }).waitFor();
    await open.lab.picture("tooltip");
    await open.lab.page.keyboard.press("Escape");
    await cell.write(source);
  });

  it("Restart forgets the variables, and the notebook runs again", async () => {
    await open.notebook.restart();
    const cell = open.notebook.cell(IMPORTS);
    const source = await cell.source();
    await cell.write("typeof runs");
    await cell.run();
    assert.match(await cell.text(), /Cannot find name 'runs'|undefined/);
    await cell.write(source);
    await cell.run(60_000);
    assert.equal(await cell.errorText(), "");
    await open.notebook.cell(STUDY).run(60_000);
    await open.notebook.cell(STUDY).shows("The plain model's mean slope is");
  });

  it("nothing broke in the page meanwhile", () => {
    assert.deepEqual(open.lab.errors, []);
  });
});
