import { rectangleContext } from "./canvas";
import { locate } from "./locate";
import { pageWindow, runInPage } from "./page-window";
import { pathLength, pointAtLength } from "./path-length";
import { type DrawnElement, elementBox, pageBox, textWidth } from "./text-box";
import type { SvgNode } from "./tidy-svg";
import type { Trace } from "./trace-types";

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
  /** what plotly waits for, such as the pixels of an image */
  _promises?: unknown[];
  appendChild(child: unknown): void;
  remove(): void;
}

interface DrawingDocument {
  body: DrawingElement;
  createElement(name: string): DrawingElement;
}

/** What plotly reads of a computed style: nothing on this page is moved or hidden by a style sheet. */
const NO_STYLE = { transform: "none", display: "block", getPropertyValue: () => "" };

let drawing: Drawing | undefined;

/** Loads plotly and the page that it draws on: 0.6 s, or 0.15 where what V8 makes of it is kept. */
export function loadDrawing(): Drawing {
  drawing ??= openDrawing();
  return drawing;
}

function openDrawing(): Drawing {
  const path = locate("plotly.js-dist-min");
  // biome-ignore lint/suspicious/noExplicitAny: plotly's DOM is written to here as scripts do
  const linkedom = require(locate("linkedom")) as any;
  const { Element, EventTarget, HTMLCanvasElement, SVGElement } = linkedom;
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

  let random = seededRandom(0);
  const seededMath = Object.create(Math);
  seededMath.random = () => random();
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
  const plotly = runInPage<Plotly>(path, window);
  return {
    plotly,
    document: document as unknown as DrawingDocument,
    parse: (svg) => parser.parseFromString(svg, "image/svg+xml").documentElement as unknown as SvgNode,
    seed: (value) => {
      random = seededRandom(value);
    },
  };
}

/** FNV-1a over a text: figures that differ get clip paths of other names, and can stand on one page. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/**
 * Numbers in [0, 1) from a seed: xoshiro128** (Blackman & Vigna 2018), its state filled by splitmix32. The names of clip paths
 * come of them: other numbers would change every picture that a notebook keeps.
 */
function seededRandom(seed: number): () => number {
  let state = (seed ^ Math.imul(hash("figure"), 0x85ebca6b)) | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    const y = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    const z = Math.imul(y ^ (y >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [next(), next(), next(), next() | 1];
  const uint32 = (): number => {
    const scrambled = Math.imul(b, 5);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
  };
  return () => (uint32() * 2 ** 21 + (uint32() >>> 11)) / 2 ** 53;
}

/** A figure as plain JSON. */
export interface PlainFigure {
  data: readonly Trace[];
  layout: object;
}

/** plotly's own SVG of a figure, as it comes, parsed; a promise where plotly waits for something. */
function draw({ data, layout }: PlainFigure, width: number, height: number): SvgNode | Promise<SvgNode> {
  const { plotly, document, parse, seed } = loadDrawing();
  const json = JSON.stringify({ data, layout: { ...layout, width, height, autosize: false } });
  const copy = JSON.parse(json); // plotly writes into what it is given
  seed(hash(json));
  const place = document.createElement("div");
  document.body.appendChild(place);
  const finish = (): SvgNode => {
    const svg = parse(plotly.Snapshot.toSVG(place, "svg", 1));
    plotly.purge(place); // not after a failure: it then throws an error that hides the first
    return svg;
  };
  let waits = false;
  try {
    const plotted = plotly.newPlot(place, copy.data, copy.layout, { staticPlot: true, logging: 0 });
    waits = Boolean(place._promises?.length);
    if (waits) return plotted.then(finish).finally(() => place.remove());
    plotted.catch(() => undefined); // that of what is done already, on a page that is purged
    return finish();
  } finally {
    if (!waits) place.remove();
  }
}

let waiting: Promise<void> | undefined;

/**
 * plotly's SVG of a figure: at once, but where plotly waits for something, such as the pixels of a trace of type image. One
 * figure at a time: they share a document and the drawing of names.
 */
export function drawSvg(figure: PlainFigure, width: number, height: number): SvgNode | Promise<SvgNode> {
  const drawn = waiting ? waiting.then(() => draw(figure, width, height)) : draw(figure, width, height);
  if (!(drawn instanceof Promise)) return drawn;
  const settled = (): void => {
    if (waiting === own) waiting = undefined;
  };
  const own: Promise<void> = drawn.then(settled, settled);
  waiting = own;
  return drawn;
}
