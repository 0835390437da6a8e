import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutLab } from "./chromium";
import { openLab } from "./open-lab";

const NAME = "widgets.ipynb";
const CELLS = [
  `import { button, choice, interact, slider } from "tslab-kernel";`,
  `const curve = { power: slider({ label: "power", min: 1, max: 5, value: 2, steps: 8 }),
  sign: choice({ label: "sign", options: ["up", "down"] }), again: button({ label: "again" }) };
await interact(curve, (at) => {
  const x = Array.from({ length: 40 }, (_, i) => i / 39);
  const y = x.map((value) => (at.sign === "up" ? 1 : -1) * value ** at.power);
  const title = { text: "power " + at.power + " " + at.sign + ", drawn again by hand: " + at.again };
  return { data: [{ type: "scatter", x: x, y: y }], layout: { title: title } };
});`,
];

describe("controls in JupyterLab", { skip: withoutLab }, () => {
  const open = openLab(NAME, "widgets", (server) => server.write(NAME, CELLS));

  it("a slider, a choice and a button stand above the drawing", async () => {
    await open.notebook.startAll();
    await open.notebook.settled(60_000);
    const cell = open.notebook.cell(1);
    await cell.element.locator(".tslab-control input[type=range]").waitFor();
    await cell.element.locator(".tslab-control select").waitFor();
    await cell.element.locator(".gtitle").filter({ hasText: "power 2 up" }).waitFor();
    assert.deepEqual(await open.notebook.errors(), []);
  });

  it("the drawing follows the slider while it is dragged, in its place", async () => {
    const cell = open.notebook.cell(1);
    const range = cell.element.locator(".tslab-control input[type=range]");
    const box = (await range.boundingBox())!;
    const { mouse } = open.lab.page;
    await mouse.move(box.x + box.width * 0.25, box.y + box.height / 2);
    await mouse.down();
    await mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 10 });
    await cell.element
      .locator(".gtitle")
      .filter({ hasText: /power 3(\.5)? up/ })
      .waitFor();
    await open.lab.picture("widgets-dragged");
    await mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 10 });
    await cell.element.locator(".gtitle").filter({ hasText: "power 5 up" }).waitFor();
    await mouse.up();
    assert.equal(await cell.element.locator(".js-plotly-plot").count(), 1);
    assert.equal(await cell.element.locator(".tslab-control output").textContent(), "5");
  });

  it("a choice and a button draw again too", async () => {
    const cell = open.notebook.cell(1);
    await cell.element.locator(".tslab-control select").selectOption("down");
    await cell.element.locator("button.tslab-control").click();
    await cell.element.locator(".gtitle").filter({ hasText: "down, drawn again by hand: 1" }).waitFor();
    await open.lab.picture("widgets-end");
  });

  it("after a restart the cell runs anew, with controls that work", async () => {
    await open.notebook.restart();
    await open.notebook.startAll();
    await open.notebook.settled(60_000);
    const cell = open.notebook.cell(1);
    const range = cell.element.locator(".tslab-control input[type=range]").last();
    await range.focus();
    await range.press("ArrowRight");
    await cell.element.locator(".gtitle").filter({ hasText: "power 2.5 up" }).waitFor();
    assert.deepEqual(await open.notebook.errors(), []);
  });
});
