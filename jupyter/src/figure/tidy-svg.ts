import { escapeXml } from "../visible-text";
import { rectanglesSvg } from "./canvas";

/** A node of a parsed SVG; linkedom's nodes have all of it. */
export interface SvgNode {
  nodeType: number;
  localName: string;
  textContent: string | null;
  childNodes: ArrayLike<SvgNode>;
  attributes: ArrayLike<{ name: string; value: string }>;
}

const TEXT = 3;
const ELEMENT = 1;

/** Attributes that only the live plotly, its style sheet or an editor reads. */
const UNUSED = /^(class|unselectable|contenteditable|xmlns.*|data-.*|aria-.*|on.*)$/;
/** Style rules without effect on a still picture, or that say what is so anyway. */
const USELESS_RULE =
  /^(pointer-events|cursor|vector-effect|background|stroke-miterlimit|white-space|user-select):|^(opacity|fill-opacity|stroke-opacity):1$|^(font-style|font-variant|font-weight|text-decoration\S*):(normal|none)$|^[^:]*:$|^$/;
/** A tidied style (its rules are sorted) that draws nothing. */
const INVISIBLE = /(^|;)fill:none;(.*;)?(stroke:none|stroke-width:0px)/;
const SHAPES = new Set(["path", "rect", "circle", "line", "image", "use", "stop"]);
const DROPPED = new Set(["script", "style", "foreignObject", "a"]);

/** A style with only the rules that change the picture. */
function tidyStyle(style: string): string {
  return style
    .split(/;(?![^(]*\))/)
    .map((rule) => rule.trim().replace(/\s*([:,])\s+/g, "$1"))
    .filter((rule) => !USELESS_RULE.test(rule))
    .sort()
    .join(";");
}

/** Numbers rounded: outlines to a tenth of a pixel, places to a hundredth. */
function tidyNumbers(value: string, decimals: number): string {
  return value.replace(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(decimals))));
}

const NUMERIC = /^(d|transform|x|y|x1|x2|y1|y2|width|height|r|cx|cy|points)$/;

function tidyAttribute(name: string, value: string): string {
  return NUMERIC.test(name) ? tidyNumbers(value, name === "d" ? 1 : 2) : value;
}

/**
 * plotly shifts a text of several lines by a `dy` of the text and one of each line; some readers add them up, others take the
 * line's alone, and the lines then lie on each other. The lines get the sum, the text none.
 */
function spreadLineShift(text: SvgNode, attributes: [string, string][]): void {
  const own = attributes.findIndex(([name]) => name === "dy");
  const lines = Array.from(text.childNodes).flatMap((child) => Array.from(child.attributes ?? []));
  const shifts = lines.filter(({ name }) => name === "dy");
  if (own < 0 || shifts.length === 0) return;
  const shift = Number.parseFloat(attributes[own][1]);
  for (const line of shifts) line.value = `${Number((Number.parseFloat(line.value) + shift).toFixed(2))}em`;
  attributes.splice(own, 1);
}

interface Written {
  name: string;
  attributes: [string, string][];
  style: string;
  content: string;
}

/** An element and all in it, or nothing where it draws nothing. */
function tidyElement(node: SvgNode): Written | undefined {
  const name = node.localName;
  if (DROPPED.has(name)) return undefined;
  if (name === "image") {
    const cells = rectanglesSvg(node);
    if (cells) {
      const place: [string, string] = ["transform", `translate(${cells.x},${cells.y})`];
      // crisp: neighbours share their edge, and half-covered pixels would show it as a line
      return { name: "g", attributes: [["shape-rendering", "crispEdges"], place], style: "", content: cells.content };
    }
  }
  const attributes: [string, string][] = [];
  let style = "";
  for (const attribute of Array.from(node.attributes)) {
    if (attribute.name === "style") style = tidyStyle(attribute.value);
    else if (!UNUSED.test(attribute.name))
      attributes.push([attribute.name, tidyAttribute(attribute.name, attribute.value)]);
  }
  if (name === "text") spreadLineShift(node, attributes);
  attributes.sort(([a], [b]) => (a < b ? -1 : 1));
  const children: (Written | string)[] = [];
  for (const child of Array.from(node.childNodes)) {
    if (child.nodeType === TEXT) children.push(escapeXml(child.textContent ?? ""));
    const written = child.nodeType === ELEMENT ? tidyElement(child) : undefined;
    if (written) children.push(written);
  }
  const has = (key: string): boolean => attributes.some(([other]) => other === key);
  if (name === "path" && (!has("d") || INVISIBLE.test(style))) return undefined;
  if (!SHAPES.has(name) && children.length === 0) return undefined;
  // many points of one look: the look goes to the group around them
  const first = children[0];
  if (name === "g" && children.length > 1 && typeof first !== "string" && first.style) {
    if (children.every((child) => typeof child !== "string" && child.style === first.style)) {
      style = [style, first.style].filter(Boolean).join(";");
      for (const child of children) (child as Written).style = "";
    }
  }
  const content = children.map((child) => (typeof child === "string" ? child : writeElement(child))).join("");
  // a group without a look or place of its own is only its content
  if (name === "g" && attributes.length === 0 && style === "") return { name: "", attributes, style, content };
  return { name, attributes, style, content };
}

function writeElement({ name, attributes, style, content }: Written): string {
  if (name === "") return content;
  const all = style ? [...attributes, ["style", escapeXml(style)]] : attributes;
  const start = `<${name}${all.map(([key, value]) => ` ${key}="${key === "style" ? value : escapeXml(value)}"`).join("")}`;
  return content ? `${start}>${content}</${name}>` : `${start}/>`;
}

/** All that is drawn inside an SVG, without scripts, links, empty groups and rules of the live plotly. */
export function tidySvg(svg: SvgNode): string {
  return tidyElement(svg)?.content ?? "";
}
