import type { SvgNode } from "./tidy-svg";

const MARK = "data:rectangles,";

/** Above it the picture would be megabytes of text. */
const MOST_RECTANGLES = 40_000;

/**
 * A canvas that remembers the rectangles painted on it: plotly paints the cells of heat maps and images so, and takes them as
 * the address of an `<image>`, which `rectanglesSvg` writes as shapes. Whatever else a canvas can, it refuses.
 */
export function rectangleContext(canvas: { toDataURL?: unknown }): object {
  const painted: [fill: string, x: number, y: number, width: number, height: number][] = [];
  canvas.toDataURL = () => MARK + painted.map((rectangle) => rectangle.join(" ")).join(";");
  return {
    fillStyle: "",
    fillRect(this: { fillStyle: string }, x: number, y: number, width: number, height: number): void {
      if (painted.length >= MOST_RECTANGLES) throw new Error(`it has more than ${MOST_RECTANGLES} cells`);
      painted.push([this.fillStyle, x, y, width, height]);
    },
    createImageData(): never {
      throw new Error("smoothed cells (zsmooth, contours.coloring) are pixels");
    },
  };
}

/** The painted rectangles of an image as SVG, one path a colour; nothing where the image has another source. */
export function rectanglesSvg(image: SvgNode): { x: number; y: number; content: string } | undefined {
  const attribute = (name: RegExp): string | undefined =>
    Array.from(image.attributes).find((other) => name.test(other.name))?.value;
  const source = attribute(/^(xlink:)?href$/);
  if (!source?.startsWith(MARK)) return undefined;
  const byFill = new Map<string, string>();
  for (const rectangle of source.slice(MARK.length).split(";")) {
    const [fill, ...box] = rectangle.split(" ");
    const [x, y, width, height] = box.map(Number); // of a reversed axis width or height are negative
    byFill.set(fill, `${byFill.get(fill) ?? ""}M${x},${y}h${width}v${height}h${-width}z`);
  }
  const paths = Array.from(byFill, ([fill, d]) => {
    const [r, g, b, opacity = 1] = fill.match(/[\d.]+/g)!.map(Number);
    if (opacity === 0) return "";
    return `<path d="${d}" fill="rgb(${r},${g},${b})"${opacity < 1 ? ` fill-opacity="${opacity}"` : ""}/>`;
  });
  return { x: Number(attribute(/^x$/)), y: Number(attribute(/^y$/)), content: paths.join("") };
}
