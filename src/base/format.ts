/** A relative change in words: "-3.2 %". */
export function percent(change: number, digits = 1): string {
  return `${change > 0 ? "+" : ""}${(100 * change).toFixed(digits)} %`;
}

/** How many of something, in words that fit one and many: counted(1, "row repeats", "rows repeat") is "1 row repeats". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A number as texts and figures say it: `digits` significant digits, no exponent between 1e-4 and 1e9. */
export function shortNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return Number(value.toPrecision(digits)).toExponential();
  const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return String(Number(value.toFixed(Math.min(decimals, 20))));
}

export function columnWidths(rows: readonly (readonly string[])[], widest = Number.POSITIVE_INFINITY): number[] {
  return rows[0].map((_, j) => Math.min(widest, Math.max(...rows.map((row) => row[j].length))));
}

/**
 * A table as lines of text, two spaces between its columns.
 *
 * @param isRight the columns whose cells end below each other, such as numbers; the others begin below each other
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { isRight = [], widths = columnWidths(rows) }: { isRight?: readonly boolean[]; widths?: readonly number[] } = {},
): string[] {
  return rows.map((row) =>
    row
      .map((cell, j) => (isRight[j] ? cell.padStart(widths[j]) : cell.padEnd(widths[j])))
      .join("  ")
      .trimEnd(),
  );
}

/** A table as lines of Markdown; what its cells mean there is the caller's. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isRight: readonly boolean[] = [],
): string[] {
  const rule = head.map((_, j) => (isRight[j] ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

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
    const texts = rows.map((row) =>
      row.map((cell) => (typeof cell === "number" ? shortNumber(cell, 4) : (cell ?? ""))),
    );
    const lines = textTable(texts, { isRight: texts[0].map((_, column) => column > 0) });
    return { "text/html": htmlTable(texts, caption), "text/plain": [...lines, "", caption].join("\n") };
  };
  return Object.defineProperty(object, DISPLAY, { value, configurable: true, writable: true, enumerable: false });
}

function htmlTable([head, ...rows]: readonly (readonly string[])[], caption: string): string {
  const line = (cells: readonly string[], tag: "td" | "th"): string =>
    `<tr>${cells.map((cell, i) => `<${tag} style="text-align:${i === 0 ? "left" : "right"}">${escapeXml(cell)}</${tag}>`).join("")}</tr>`;
  const body = rows.map((cells) => line(cells, "td")).join("\n");
  return `<table>\n<thead>${line(head, "th")}</thead>\n<tbody>\n${body}\n</tbody>\n</table>\n<p>${escapeXml(caption)}</p>`;
}

/**
 * Characters that act instead of being seen: control characters (a terminal obeys them: ESC moves its cursor, renames its window),
 * those that turn the direction of writing, lone surrogates and the two that no XML may hold. Line feed and tab stay.
 */
const ACTING = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Text of any origin as a reader can see all of it: what would act is written as `\u001b`. Lines stay lines. */
export function visibleText(text: string): string {
  return text.replace(ACTING, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

/** The same for what belongs on one line, such as a name or a cell of a table: line feeds and tabs are written as `\n` and `\t`. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
}

/** Text as XML and HTML take it; characters that they may not hold are shown. */
export function escapeXml(text: string): string {
  return visibleText(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
