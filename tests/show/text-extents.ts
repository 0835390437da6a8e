import { DOMParser } from "linkedom";
import { type Box, type DrawnElement, pageBox } from "../../jupyter/src/figure/text-box";

export interface PlacedText {
  text: string;
  box: Box & { left: number; top: number; right: number; bottom: number };
}

/** Every text of an SVG with its box on the page, by the widths of the widest usual font. */
export function placedTexts(svg: string): PlacedText[] {
  // how a line of a text is known to the boxes; the picture itself does not need it
  const marked = svg.replace(/<tspan (?=[^>]*\bdy=)/g, '<tspan class="line" ');
  const root = new DOMParser().parseFromString(marked, "image/svg+xml").documentElement;
  return Array.from(root.querySelectorAll("text") as Iterable<DrawnElement>, (element) => ({
    text: element.textContent ?? "",
    box: pageBox(element),
  }));
}

/** The texts that are not whole inside the picture. */
export function cutTexts(svg: string): string[] {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  return placedTexts(svg)
    .filter(({ box }) => box.left < 0 || box.top < 0 || box.right > width || box.bottom > height)
    .map(
      ({ text, box }) => `${text}: ${[box.left, box.top, box.right, box.bottom].map(Math.round)} of ${width}x${height}`,
    );
}
