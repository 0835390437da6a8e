import assert from "node:assert/strict";
import { test } from "node:test";
import { FirefoxPage, withoutFirefox } from "./firefox";
import { serveSite, withoutSite } from "./site";

/** Gives the page a file, as a visitor's choice does. */
const give = (text: string): string => `(() => {
  const files = new DataTransfer();
  files.items.add(new File([${JSON.stringify(text)}], "own.csv"));
  const input = document.querySelector("#file");
  input.files = files.files;
  input.dispatchEvent(new Event("change"));
})()`;

const choose = (id: string, value: string): string => `(() => {
  const element = document.querySelector("${id}");
  element.value = "${value}";
  element.dispatchEvent(new Event("change"));
})()`;

const text = (selector: string): string => `document.querySelector(${JSON.stringify(selector)}).textContent`;
const trained = `${text("#status")}.startsWith("All networks are trained.")`;

test("in Firefox the asked slope comes out, a CSV is taken, and a bad one refused", {
  skip: withoutFirefox || withoutSite,
}, async () => {
  const { server, address } = await serveSite();
  const page = await FirefoxPage.open(address);
  try {
    await page.evaluate(choose("#data", "line"));
    await page.until(`${text("#status")}.startsWith("Training has begun.")`);
    await page.until(trained);
    const [, slope, asked] = /Lai: mean slope ([\d.]+), asked for ([\d.]+)/.exec(
      ((await page.evaluate(text("#status"))) as string).replace(/.*?; /, ""),
    )!;
    assert.equal(asked, "0.32");
    assert.ok(Math.abs(Number(slope) - Number(asked)) <= 0.05, `asked for ${asked}, came out ${slope}`);
    const inked = `[...document.querySelectorAll(".picture")].every((picture) => [...picture.children].some((canvas) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      copy.drawImage(canvas, 0, 0);
      return copy.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
    }))`;
    await page.until(inked); // the last frame may be drawn after the status is written
    await page.evaluate(choose("#data", "own"));
    await page.evaluate(give("size,price\n1,2"));
    await page.until(`${text("#refused")} !== ""`);
    assert.match((await page.evaluate(text("#refused"))) as string, /^The file has 1 rows below its header/);
    const lines = Array.from({ length: 60 }, (_, i) => `${Math.sin(i)},${Math.sin(i) + Math.sin(7 * i)}`);
    await page.evaluate(give(["size,price", ...lines].join("\n")));
    await page.until(`${text("#status")}.startsWith("own.csv has 60 rows")`);
    await page.until(trained);
    assert.equal(await page.evaluate(text("#refused")), "");
  } finally {
    await page.close();
    server.close();
  }
});
