import type { Figure } from "./figures/figure";

type Titled = { text?: string } | string | undefined;
const textOf = (title: Titled): string =>
  (typeof title === "string" ? title : (title?.text ?? "")).replace(/<br>/g, ": ").replace(/<[^>]*>/g, "");

/** The figure in words, for screen readers and plain text: its own description, else title, axes and the names of its traces. */
export function describeFigure(figure: Figure): string {
  if (figure.description) return figure.description;
  const { title, xaxis, yaxis } = figure.layout as Record<string, Titled & { title?: Titled }>;
  const [x, y] = [textOf(xaxis?.title), textOf(yaxis?.title)];
  const names = [...new Set(figure.data.filter((t) => t.showlegend !== false).map((t) => t.name))].filter(Boolean);
  const parts = [
    textOf(title) || "Figure",
    x && y ? `${y} against ${x}` : x || y,
    names.length > 0 ? names.join(", ") : "",
  ];
  return `${parts.filter(Boolean).join(". ")}.`;
}
