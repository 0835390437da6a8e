import { escapeXml } from "../visible-text";
import { svgFrame } from "./figure-svg";
import { textWidth } from "./text-box";

/** What is read of a layout: the colours and the font of the figure or of its template. */
interface Look {
  paper_bgcolor?: unknown;
  font?: { family?: unknown; color?: unknown };
  width?: unknown;
  template?: { layout?: Look };
  [attribute: string]: unknown;
}

const [SIZE, STEP, LEFT] = [14, 20, 24];

/** A picture of a figure's description and of the sentence that stands in the picture's place, wrapped, in the figure's colours. */
export function sentenceSvg(layout: Look, description: string, sentence: string): string {
  const template = layout.template?.layout;
  const usual = (values: unknown[], fallback: string): string =>
    values.find((value): value is string => typeof value === "string") ?? fallback;
  const plate = usual([layout.paper_bgcolor, template?.paper_bgcolor], "#fff");
  const color = usual([layout.font?.color, template?.font?.color], "#444");
  const family = usual([layout.font?.family, template?.font?.family], "Arial, Helvetica, sans-serif");
  const width = typeof layout.width === "number" ? Math.min(4000, Math.max(200, layout.width)) : 700;
  const lines = [description, sentence].flatMap((text) => linesOf(text, width - 2 * LEFT));
  const height = STEP * lines.length + 36;
  const texts = lines.map((line, i) => `<text x="${LEFT}" y="${34 + STEP * i}">${escapeXml(line)}</text>`).join("");
  const look = `font-family="${escapeXml(family)}" font-size="${SIZE}" fill="${escapeXml(color)}"`;
  const content = `<rect width="${width}" height="${height}" fill="${escapeXml(plate)}"/><g ${look}>${texts}</g>`;
  return svgFrame(width, height, description, content);
}

/** A text in lines that fit, broken between words. */
function linesOf(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines[lines.length - 1]} ${word}`.trimStart();
    if (lines[lines.length - 1] === "" || textWidth(longer, SIZE) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
