import type { Locator, Page } from "playwright-core";

/** The figures that plotly has drawn inside of an element. */
export function plots(element: Locator): Locator {
  return element.locator(".js-plotly-plot:has(.overplot .trace path)");
}

/** What runs in the page uses this much of its DOM. */
interface PathElement {
  getAttribute(name: string): string;
  getScreenCTM(): object;
}
declare class DOMPoint {
  constructor(x: number, y: number);
  matrixTransform(matrix: object): DOMPoint;
  x: number;
  y: number;
}

/** In the page: where a vertex in the middle of a line of plotly is. */
function middleOfLine(path: PathElement): { x: number; y: number } {
  const vertices = path.getAttribute("d").match(/[-\d.]+,[-\d.]+/g)!;
  const [x, y] = vertices[vertices.length >> 1].split(",").map(Number);
  const place = new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
  return { x: place.x, y: place.y };
}

/** Moves the mouse onto the first line of a figure; returns what plotly's label there says. */
export async function hoverLine(page: Page, plot: Locator): Promise<string> {
  const line = plot.locator(".scatterlayer .js-line").first();
  const label = plot.locator(".hoverlayer .hovertext");
  // cells that are drawn only now, as they come into view, may still move the figure away from under the mouse
  for (let attempt = 1; ; attempt++) {
    await line.scrollIntoViewIfNeeded();
    const { x, y } = await line.evaluate(middleOfLine);
    await page.mouse.move(x - 40, y);
    await page.mouse.move(x, y, { steps: 5 });
    try {
      await label.first().waitFor({ timeout: 2000 });
      return (await label.allTextContents()).join("\n");
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}
