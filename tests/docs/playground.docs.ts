import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BrowserContextOptions } from "playwright-core";
import { withoutBrowser } from "../browser/chromium";
import { openSite, PlaygroundPage, withoutSite } from "./site";

/** Rows around a line, with a column of text between the two of numbers. */
function csv(rows: number, separator = ","): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const x = 3 * Math.sin(i * 12.9898);
    return [x.toFixed(4), i % 2 ? "red" : "blue", (2 * x + 3 * Math.sin(i * 78.233)).toFixed(4)].join(separator);
  });
  return [["size", "colour", "price"].join(separator), ...lines].join("\n");
}

describe("the playground in Chromium", { skip: withoutBrowser || withoutSite }, () => {
  const site = openSite();

  async function open(options: BrowserContextOptions = {}): Promise<PlaygroundPage> {
    const page = await site.browser.newPage({ viewport: { width: 1300, height: 1000 }, ...options });
    const playground = new PlaygroundPage(page);
    await page.goto(site.address);
    return playground;
  }

  test("the slope that lambda asks for comes out, and a slider moves it", async () => {
    const playground = await open();
    await playground.page.selectOption("#data", "line");
    await playground.trained();
    const [, , slope, asked] = (await playground.row("#measured", "Lai")) as number[];
    assert.equal(asked, 0.32);
    assert.ok(Math.abs(slope - asked) <= 0.05, `asked for ${asked}, came out ${slope}`);
    const plain = await playground.row("#measured", "Plain");
    assert.ok((plain[2] as number) > 0.6, `plain has ${plain[2]}`);
    await playground.slide("#lambda", 0);
    await playground.announced("Training goes on.");
    await playground.trained();
    const [, , steeper, askedNow] = (await playground.row("#measured", "Lai")) as number[];
    assert.equal(askedNow, 1);
    assert.ok(Math.abs(steeper - 1) <= 0.1, `asked for 1, came out ${steeper}`);
    assert.deepEqual(await playground.row("#measured", "Plain"), plain, "plain does not depend on lambda");
    assert.equal(await playground.page.evaluate("crossOriginIsolated"), false);
    assert.deepEqual(playground.errors, []);
    await playground.page.close();
  });

  test("the same settings give the same numbers, and another seed others", async () => {
    const numbers: unknown[] = [];
    for (const seed of ["7", "7", "8"]) {
      const playground = await open();
      await playground.page.locator("#seed").fill(seed);
      await playground.page.locator("#seed").blur();
      await playground.announced("Training has begun.");
      await playground.trained();
      numbers.push(await playground.row("#measured", "One-sided Lai"));
      await playground.page.close();
    }
    assert.deepEqual(numbers[0], numbers[1]);
    assert.notDeepEqual(numbers[0], numbers[2]);
  });

  test("at the sample under the pointer stand the error and its two projections", async () => {
    const playground = await open();
    await playground.trained();
    const { page } = playground;
    const before = await page.textContent("#sample-said");
    const box = (await page.locator(".fit").first().boundingBox())!;
    await page.mouse.move(box.x + 0.7 * box.width, box.y + 0.3 * box.height);
    await playground.saidOfSample((text) => text !== before);
    for (const method of ["Plain", "Lai", "One-sided Lai", "Gradient penalty"]) {
      const [slope, error, sine, cosine, larger] = (await playground.row("#at-sample", method)) as number[];
      // the numbers are shown with two digits after the point
      assert.ok(Math.abs(Math.hypot(sine, cosine) - error) < 0.02, `${method}: ${sine}² + ${cosine}² is not ${error}²`);
      assert.ok(Math.abs(sine - slope * cosine) < 0.02 * (1 + slope), `${method}: ${sine} / ${cosine} is not ${slope}`);
      assert.equal(larger, sine > cosine ? "sine" : "cosine");
    }
    await page.locator("#sample").press("Home");
    await playground.saidOfSample((text) => text === "1 of 240");
    await page.close();
  });

  test("without noise the noisy error is the clean one, and it grows with the noise", async () => {
    const playground = await open();
    await playground.trained();
    await playground.slide("#noise", 0);
    const [clean, same] = await playground.row("#measured", "Plain");
    assert.equal(same, clean);
    await playground.slide("#noise", 20);
    const [, noisy] = (await playground.row("#measured", "Plain")) as number[];
    assert.ok(noisy > 1.5 * (clean as number), `${noisy} with noise, ${clean} without`);
    await playground.page.close();
  });

  test("a CSV file is taken, of any separator, and nothing leaves the page", async () => {
    const playground = await open();
    const { page } = playground;
    await playground.trained();
    const asked = playground.requests.length;
    await page.selectOption("#data", "own");
    for (const separator of [",", ";", "\t"]) {
      await playground.giveFile(csv(200, separator));
      await playground.announced("own.csv has 200 rows and 2 columns of numbers.");
    }
    await playground.trained();
    assert.deepEqual(await page.locator("#feature option").allTextContents(), ["size", "price"]);
    assert.match((await page.textContent("#note"))!, /120 training rows, 80 test rows/);
    const [, , slope] = (await playground.row("#measured", "Plain")) as number[];
    assert.ok(slope > 0.5 && slope < 1.2, `slope ${slope} on a line with noise`);
    assert.deepEqual(playground.requests.slice(asked), []);
    await page.close();
  });

  test("empty cells are left out, and many rows are sampled: both are said", async () => {
    const playground = await open();
    const { page } = playground;
    await page.selectOption("#data", "own");
    await playground.giveFile(`${csv(1500)}\n1,red,\n,red,2`);
    await page.locator("#note", { hasText: "2 rows with an empty cell" }).waitFor();
    assert.match((await page.textContent("#note"))!, /1000 rows were drawn from 1500\./);
    await page.close();
  });

  const bad: Readonly<Record<string, [text: string | Buffer, sentence: RegExp]>> = {
    "too few rows": [csv(12), /^The file has 12 rows below its header; at least 30 are needed\.$/],
    "one column": [csv(40).replace(/,.*/g, ""), /^The file has one column; two are needed/],
    "a ragged line": [
      csv(40).replace(/\n(.*)$/, "\n1"),
      /^Line 41 has 1 cells, the first line has 3: mend that line\.$/,
    ],
    "no two columns of numbers": [csv(40).replaceAll(".", "o"), /^Fewer than two columns hold numbers alone/],
    "a column of one value": [csv(40).replace(/,(red|blue),.*/g, ",$1,5"), /^The column "price" holds one value only/],
    "a name twice": [csv(40).replace("price", "size"), /^Two columns are called "size": rename one/],
    "an open quotation mark": [csv(40).replace("red", '"red'), /^A quotation mark in line \d+ is not closed/],
    "a picture": [
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
      /^This is no text file: save the table as CSV first\.$/,
    ],
    "an empty file": ["", /^The file is empty: choose another one\.$/],
    "a large file": [Buffer.alloc(5_100_000, "1,2\n"), /^The file has 5\.1 MB; at most 5 MB are taken here\.$/],
  };

  test("a bad file is refused in a sentence that says what to do, and the next one is taken", async () => {
    const playground = await open();
    const { page } = playground;
    await page.selectOption("#data", "own");
    for (const [what, [text, sentence]] of Object.entries(bad)) {
      await playground.giveFile(text);
      assert.match(await playground.refusal(), sentence, what);
      await page.evaluate('document.querySelector("#refused").textContent = ""');
    }
    await playground.giveFile(csv(60));
    await playground.trained();
    assert.equal(await page.textContent("#refused"), "");
    await page.selectOption("#target", "size");
    assert.match(await playground.refusal(), /^"size" is chosen twice: choose two columns\.$/);
    assert.deepEqual(playground.errors, []);
    await page.close();
  });

  test("Pause stops the epochs, and what the pictures show is said in words", async () => {
    const playground = await open();
    const { page } = playground;
    await page.waitForFunction('document.querySelector("#progress").value > 40');
    await page.locator("#pause").press("Enter");
    assert.match(await playground.announced("Paused."), /Lai: mean slope [\d.]+, asked for 0\.32/);
    const epoch = await page.locator("#progress").evaluate("(element) => element.value");
    await page.waitForTimeout(500);
    assert.equal(await page.locator("#progress").evaluate("(element) => element.value"), epoch);
    await page.locator("#pause").press("Enter");
    await playground.trained();
    await page.getByRole("img", { name: /^Lai: samples and fit\. 240 samples\..* After 300 epochs/ }).waitFor();
    await page.getByRole("img", { name: /^One-sided Lai: histogram of slopes\. .*Asked for: at most 0\.32/ }).waitFor();
    await page.getByRole("img", { name: /^RMSE on test rows against input noise\. Plain: 0\.\d+ without/ }).waitFor();
    for (const label of ["Data", "Seed", /^Lai loss, λ/, /^Weight of/, /^Sample, from/, /^Standard deviation/])
      assert.equal(await page.getByLabel(label).count(), 1, String(label));
    await page.close();
  });

  test("who wants less motion starts the training", async () => {
    const playground = await open({ reducedMotion: "reduce" });
    await playground.announced("Training is paused");
    assert.equal(await playground.page.textContent("#pause"), "Go on");
    await playground.page.locator("#pause").press("Enter");
    await playground.trained();
    await playground.page.close();
  });

  test("every picture is drawn, in a light and a dark theme and on a narrow screen, which does not scroll sideways", async () => {
    for (const [colorScheme, width] of [
      ["light", 1300],
      ["dark", 1300],
      ["light", 360],
    ] as const) {
      const playground = await open({ colorScheme, viewport: { width, height: 800 } });
      const { page } = playground;
      await playground.trained();
      await page.waitForTimeout(400);
      const inked = `[...document.querySelectorAll(".picture")].map((picture) => [...picture.children].some((canvas) => {
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
        copy.drawImage(canvas, 0, 0);
        return copy.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
      }))`;
      assert.deepEqual(await page.evaluate(inked), Array(9).fill(true));
      const wide = (await page.evaluate("document.documentElement.scrollWidth")) as number;
      assert.ok(wide <= width, `${wide} wide on a screen of ${width}`);
      const dark = await page.evaluate('document.documentElement.classList.contains("dark")');
      assert.equal(dark, colorScheme === "dark");
      await page.locator("#theme").press("Enter");
      assert.equal(await page.evaluate('document.documentElement.classList.contains("dark")'), !dark);
      await page.close();
    }
  });
});
