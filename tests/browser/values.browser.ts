import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withoutLab } from "./chromium";
import { openLab } from "./open-lab";
import { plots } from "./plots";

const NAME = "values.ipynb";
const CELLS = [
  `import pl from "nodejs-polars";
import * as dfd from "danfojs-node";
import * as tf from "@tensorflow/tfjs";
import { denseModel, ready } from "lai-loss";
await ready();`,
  `const flats = pl.DataFrame({ town: ["Bonn", "Köln", "Aachen"], rooms: [2, 3, 4], price: [210.5, 398.25, null] });
flats`,
  `const cars = new dfd.DataFrame({ name: ["beetle", "mini"], mpg: [28.5, 31] });
cars`,
  `const weights = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
weights`,
  "const network = denseModel({ inputs: 3, hidden: [16, 8], activation: 'tanh', seed: 0 });\nnetwork",
  `const curve = new Float32Array([0, 1, 4, 9]);
({ data: [{ type: "scatter", x: [0, 1, 2, 3], y: curve }], layout: { title: { text: "a raw figure" } } })`,
  "new Map([['a', { b: new Set([1]) }]])",
  "curve",
  "flats;",
];

describe("values in JupyterLab", { skip: withoutLab }, () => {
  const open = openLab(NAME, "values", (server) => server.write(NAME, CELLS));

  it("frames are tables, networks and tensors are told, a raw figure is live", async () => {
    await open.notebook.startAll();
    await open.notebook.settled(120_000);
    assert.deepEqual(await open.notebook.errors(), []);
    const text = async (cell: number): Promise<string> => (await open.notebook.cell(cell).text()).replace(/\s+/g, " ");
    const tables = (cell: number) => open.notebook.cell(cell).outputs.locator("table");
    assert.equal(await tables(1).count(), 1);
    assert.match(await text(1), /town.*rooms.*price.*Aachen/);
    assert.equal(await tables(2).count(), 1);
    assert.match(await text(2), /beetle.*28\.5/);
    assert.match(await text(3), /float32 \[2, 3\], 6 values/);
    assert.match(await text(4), /dense.*16/i);
    await plots(open.notebook.cell(5).element).waitFor();
    assert.match(await text(6), /Map\(1\)/);
    assert.match(await text(7), /Float32Array.*4/);
    assert.equal(await open.notebook.cell(8).outputs.count(), 0);
    await open.lab.picture("values");
  });

  it("the variable panel lists what cells have declared", async () => {
    await open.lab.page.locator('jp-button[title*="Enable Debugger"], .jp-DebuggerBugButton').first().click();
    await open.lab.page.locator('.lm-TabBar-tab[data-id="jp-debugger-sidebar"]').click();
    const panel = open.lab.page.locator(".jp-DebuggerVariables");
    await panel.locator("text=network").first().waitFor();
    await panel.locator("text=flats").first().waitFor();
    await open.lab.picture("values-panel");
  });
});
