/**
 * How large text and groups of an SVG are, without a browser: what plotly asks getBBox and getBoundingClientRect for.
 * Widths are those of DejaVu Sans (its hmtx table), in thousandths of the font size: the widest of the fonts that stand in for
 * Arial where there is none, so that no reader's font cuts a name off.
 */
const WIDTHS: readonly number[] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];
const FIRST = 32;
const OTHER = 640; // letters with accents, Greek
const WIDE = 1000; // from CJK on, one em
const BOLD = 1.13;
const TEXT_NODE = 3;
const ASCENT = 0.905;
const LINE = 1.15;

/** What is read of an element; every DOM has it. */
export interface DrawnElement {
  localName: string;
  textContent: string | null;
  children: ArrayLike<DrawnElement>;
  childNodes: ArrayLike<DrawnElement>;
  nodeType: number;
  parentNode: DrawnElement | null;
  style?: Record<string, string>;
  getAttribute?(name: string): string | null;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The width of one line of text in pixels, at a font size in pixels. */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    width += WIDTHS[code - FIRST] ?? (code >= 0x2e80 ? WIDE : OTHER);
  }
  return (width * fontSize * (bold ? BOLD : 1)) / 1000;
}

const number = (element: DrawnElement, name: string): number =>
  Number.parseFloat(element.getAttribute?.(name) ?? "") || 0;

/** A property of the element or of the nearest one around it that sets it. */
function inherited(element: DrawnElement, property: string, camelCase: string): string {
  for (let e: DrawnElement | null = element; e; e = e.parentNode) {
    const value = e.style?.[camelCase] || e.getAttribute?.(property);
    if (value) return value;
  }
  return "";
}

const isBold = (element: DrawnElement): boolean => /bold|[6-9]00/.test(inherited(element, "font-weight", "fontWeight"));

function fontSize(element: DrawnElement): number {
  return Number.parseFloat(inherited(element, "font-size", "fontSize")) || 12;
}

/** The width of an element's text, its spans measured each in its own font. */
function runWidth(element: DrawnElement): number {
  let width = 0;
  for (const child of Array.from(element.childNodes)) {
    if (child.nodeType === TEXT_NODE) width += textWidth(child.textContent ?? "", fontSize(element), isBold(element));
    else width += runWidth(child);
  }
  return width;
}

/** The box of a text element: plotly writes several lines as spans of class "line". */
function textBox(element: DrawnElement): Box {
  const size = fontSize(element);
  const spans = Array.from(element.children).filter((child) => child.getAttribute?.("class") === "line");
  const lines = spans.length > 0 ? spans : [element];
  const width = Math.max(...lines.map(runWidth));
  const last = lines.length > 1 ? number(lines[lines.length - 1], "dy") : 0; // in em
  const anchor = inherited(element, "text-anchor", "textAnchor");
  const before = anchor === "middle" ? width / 2 : anchor === "end" ? width : 0;
  return {
    x: number(element, "x") - before,
    y: number(element, "y") - ASCENT * size,
    width,
    height: width === 0 ? 0 : (LINE + last) * size,
  };
}

/** An affine map [a, b, c, d, e, f] as SVG writes it. */
type Matrix = readonly [number, number, number, number, number, number];

function transformOf(element: DrawnElement): Matrix {
  let m: Matrix = [1, 0, 0, 1, 0, 0];
  const then = (n: Matrix): void => {
    const [a, b, c, d, e, f] = m;
    m = [
      a * n[0] + c * n[1],
      b * n[0] + d * n[1],
      a * n[2] + c * n[3],
      b * n[2] + d * n[3],
      a * n[4] + c * n[5] + e,
      b * n[4] + d * n[5] + f,
    ];
  };
  for (const [, name, list] of (element.getAttribute?.("transform") ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    const v = list.split(/[\s,]+/).map(Number);
    if (name === "translate") then([1, 0, 0, 1, v[0], v[1] ?? 0]);
    else if (name === "scale") then([v[0], 0, 0, v[1] ?? v[0], 0, 0]);
    else if (name === "rotate") {
      const [cos, sin] = [Math.cos((v[0] * Math.PI) / 180), Math.sin((v[0] * Math.PI) / 180)];
      const [x, y] = [v[1] ?? 0, v[2] ?? 0];
      then([cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]);
    } else if (name === "matrix") then([v[0], v[1], v[2], v[3], v[4], v[5]]);
  }
  return m;
}

function transformed(box: Box, [a, b, c, d, e, f]: Matrix): Box {
  const corners = [0, 1, 2, 3].map((i) => {
    const [x, y] = [box.x + (i & 1 ? box.width : 0), box.y + (i & 2 ? box.height : 0)];
    return [a * x + c * y + e, b * x + d * y + f];
  });
  const [xs, ys] = [corners.map((p) => p[0]), corners.map((p) => p[1])];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

const UNSEEN = new Set(["defs", "clipPath", "style", "title", "desc"]);

/** The box of an element in its own coordinates (getBBox): of text, rectangles, and groups of these. */
export function elementBox(element: DrawnElement): Box {
  const name = element.localName;
  if (name === "text" || name === "tspan") return textBox(element);
  if (name === "rect" || name === "image") {
    const box = { x: number(element, "x"), y: number(element, "y") };
    return { ...box, width: number(element, "width"), height: number(element, "height") };
  }
  const boxes = Array.from(element.children)
    .filter((child) => !UNSEEN.has(child.localName))
    .map((child) => transformed(elementBox(child), transformOf(child)))
    .filter((box) => box.width > 0 || box.height > 0);
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [Math.min(...boxes.map((b) => b.x)), Math.min(...boxes.map((b) => b.y))];
  const right = Math.max(...boxes.map((b) => b.x + b.width));
  return { x, y, width: right - x, height: Math.max(...boxes.map((b) => b.y + b.height)) - y };
}

/** The box of an element on the page (getBoundingClientRect): through the transforms of all groups around it. */
export function pageBox(element: DrawnElement): Box & { left: number; top: number; right: number; bottom: number } {
  let box = elementBox(element);
  for (let e: DrawnElement | null = element; e; e = e.parentNode) box = transformed(box, transformOf(e));
  return { ...box, left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
}
