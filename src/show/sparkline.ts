import { spread } from "./figures/figure";
import { escapeXml } from "./tidy-svg";

/** A line of numbers as a small picture without axes: the shape of a training at a glance. Numbers that are not finite are left out. */
export function sparkline(
  values: readonly number[],
  options: { color: string; width?: number; height?: number; label: string },
): string {
  const { color, width = 180, height = 36, label } = options;
  const at = spread(values.length, width / 2).filter((i) => Number.isFinite(values[i]));
  if (at.length < 2) return "";
  const shown = at.map((i) => values[i]);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const last = values.length - 1;
  const x = (i: number): string => ((i / last) * (width - 4) + 2).toFixed(1);
  const y = (value: number): string => (height - 3 - ((value - low) / (high - low || 1)) * (height - 6)).toFixed(1);
  const points = at.map((i) => `${x(i)},${y(values[i])}`).join(" ");
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/></svg>`;
  // an image: JupyterLab takes SVG elements out of the HTML of a notebook that it does not trust
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return `<img width="${width}" height="${height}" alt="${escapeXml(label)}" src="${source}">`;
}
