import { spread } from "../figures/figure";

/** A line of numbers as a small SVG without axes: the shape of a training at a glance. Numbers that are not finite are left out. */
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
  return (
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">` +
    `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/></svg>`
  );
}
