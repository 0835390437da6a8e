import { shortNumber, textTable } from "./format";

/** A small table: the first row is its head. */
export interface Looks {
  rows: readonly (readonly (string | number | null | undefined)[])[];
  /** said below it */
  caption: string;
}

/** The method by which an object says a notebook's kernel how it looks, by MIME type. */
const DISPLAY = Symbol.for("Jupyter.display");

/**
 * Lets an object show itself as a small table where it is the last expression of a notebook's cell. What it is stays the
 * same: the method is not seen by JSON, by copies, by loops over properties and by comparisons.
 */
export function looksLike<T extends object>(object: T, looks: () => Looks): T {
  const value = (): Record<string, string> => {
    const { rows, caption } = looks();
    const texts = rows.map((row) => row.map(cellText));
    return { "text/html": htmlTable(texts, caption), "text/plain": [...textOf(texts), "", caption].join("\n") };
  };
  return Object.defineProperty(object, DISPLAY, { value, configurable: true, writable: true, enumerable: false });
}

function cellText(cell: string | number | null | undefined): string {
  return typeof cell === "number" ? shortNumber(cell, 4) : (cell ?? "");
}

function textOf(rows: readonly (readonly string[])[]): string[] {
  return textTable(rows, { isRight: rows[0].map((_, column) => column > 0) });
}

function htmlTable([head, ...rows]: readonly (readonly string[])[], caption: string): string {
  const line = (cells: readonly string[], tag: "td" | "th"): string =>
    `<tr>${cells.map((cell, i) => `<${tag} style="text-align:${i === 0 ? "left" : "right"}">${escaped(cell)}</${tag}>`).join("")}</tr>`;
  const body = rows.map((cells) => line(cells, "td")).join("\n");
  return `<table>\n<thead>${line(head, "th")}</thead>\n<tbody>\n${body}\n</tbody>\n</table>\n<p>${escaped(caption)}</p>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
