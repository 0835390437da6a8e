import { readFileSync } from "node:fs";
import { Random } from "../../base/random";
import { rectangleContext } from "./canvas";
import type { Figure } from "./figure";
import { pageWindow, runInPage } from "./page-window";
import { pathLength, pointAtLength } from "./path-length";
import { type DrawnElement, elementBox, pageBox, textWidth } from "./text-box";
import type { SvgNode } from "./tidy-svg";

/**
 * plotly itself draws the SVG, in linkedom's DOM, so that the picture on paper is the figure in the lab. It works on Node 20
 * without a browser in about 0.2 s a figure (0.6 s more for the first), where the text is measured by text-box.ts.
 */
interface Plotly {
  newPlot(element: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(element: unknown): void;
  Snapshot: { toSVG(element: unknown, format: "svg", scale: number): string };
}

interface Drawing {
  plotly: Plotly;
  document: DrawingDocument;
  parse(svg: string): SvgNode;
  /** plotly names clip paths by Math.random: it gets one of its own, seeded by the figure */
  seed(value: number): void;
}

interface DrawingElement extends DrawnElement {
  appendChild(child: unknown): void;
  remove(): void;
}

interface DrawingDocument {
  body: DrawingElement;
  createElement(name: string): DrawingElement;
}

/** What plotly reads of a computed style: nothing on this page is moved or hidden by a style sheet. */
const NO_STYLE = { transform: "none", display: "block", getPropertyValue: () => "" };

let drawing: Promise<Drawing> | undefined;

async function openDrawing(): Promise<Drawing> {
  const linkedom = await import("linkedom");
  // biome-ignore lint/suspicious/noExplicitAny: plotly's DOM is written to here as scripts do
  const { Element, EventTarget, HTMLCanvasElement, SVGElement } = linkedom as any;
  const prototype = Element.prototype;
  prototype.getBBox = function (this: DrawnElement) {
    return elementBox(this);
  };
  prototype.getBoundingClientRect = function (this: DrawnElement) {
    return pageBox(this);
  };
  prototype.getComputedTextLength = function (this: DrawnElement) {
    return elementBox(this).width || textWidth(this.textContent ?? "", 12);
  };
  SVGElement.prototype.getTotalLength = function (this: DrawnElement & { getAttribute(name: string): string }) {
    return pathLength(this);
  };
  SVGElement.prototype.getPointAtLength = function (
    this: DrawnElement & { getAttribute(name: string): string },
    distance: number,
  ) {
    return pointAtLength(this, distance);
  };
  // linkedom writes all names in capitals, browsers only HTML's; plotly asks for "text"
  const lowerCase = {
    get(this: DrawnElement) {
      return this.localName;
    },
  };
  for (const name of ["nodeName", "tagName"]) Object.defineProperty(SVGElement.prototype, name, lowerCase);
  HTMLCanvasElement.prototype.getContext = function (this: object, kind: string) {
    return kind === "2d" ? rectangleContext(this) : null;
  };

  let random = new Random(0, "figure");
  const seededMath = Object.create(Math);
  seededMath.random = () => random.uniform();
  const parser = new linkedom.DOMParser();
  const document = parser.parseFromString("<!doctype html><html><head></head><body></body></html>", "text/html");
  const window = pageWindow(new EventTarget(), {
    ...linkedom,
    Math: seededMath,
    document,
    navigator: { userAgent: "", platform: "" },
    getComputedStyle: () => NO_STYLE,
    requestAnimationFrame: (step: () => void) => setTimeout(step, 0),
    XMLSerializer: class {
      serializeToString(node: unknown): string {
        return String(node);
      }
    },
  });
  // linkedom's own window is Node's global object with the DOM before it
  Object.defineProperty(document, "defaultView", { value: window });
  const path = require.resolve("plotly.js-dist-min");
  const plotly = runInPage<Plotly>(readFileSync(path, "utf8"), path, window);
  return {
    plotly,
    document: document as unknown as DrawingDocument,
    parse: (svg) => parser.parseFromString(svg, "image/svg+xml").documentElement as unknown as SvgNode,
    seed: (value) => {
      random = new Random(value, "figure");
    },
  };
}

/** FNV-1a over a text: figures that differ get clip paths of other names, and can stand on one page. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** plotly's own SVG of a figure, as it comes, parsed. */
async function draw(figure: Figure, width: number, height: number): Promise<SvgNode> {
  drawing ??= openDrawing();
  const { plotly, document, parse, seed } = await drawing;
  const { data, layout } = figure;
  const json = JSON.stringify({ data, layout: { ...layout, width, height, autosize: false } });
  const copy = JSON.parse(json); // plotly writes into what it is given
  seed(hash(json));
  const place = document.createElement("div");
  document.body.appendChild(place);
  try {
    await plotly.newPlot(place, copy.data, copy.layout, { staticPlot: true, logging: 0 });
    const svg = parse(plotly.Snapshot.toSVG(place, "svg", 1));
    plotly.purge(place); // not after a failure: it then throws an error that hides the first
    return svg;
  } finally {
    place.remove();
  }
}

let queue: Promise<unknown> = Promise.resolve();

/** plotly's SVG of a figure, one figure at a time: they share a document and the drawing of names. */
export function drawSvg(figure: Figure, width: number, height: number): Promise<SvgNode> {
  const result = queue.then(() => draw(figure, width, height));
  queue = result.catch(() => undefined);
  return result;
}
