/** A table as a front end shows it, and as text. */
export interface Table {
  columns: readonly string[];
  /** of the columns, such as "Float64"; null: not told */
  types: readonly string[] | null;
  rows: readonly (readonly string[])[];
  /** the columns whose cells stand at the right, as numbers do */
  numeric: ReadonlySet<number>;
  /** said below it, such as "100 rows × 2 columns" */
  caption: string;
}

const QUIET = "opacity:0.65;font-weight:normal";
// above the rows that scroll below it, in the colour of what it lies on: light or dark
const HEAD = "position:sticky;top:0;background:var(--jp-layout-color0,Canvas);color:inherit";

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Colours are those around it; what is too wide or too high scrolls. */
export function htmlOf({ columns, types, rows, numeric, caption }: Table): string {
  const align = (i: number): string => `text-align:${numeric.has(i) ? "right" : "left"}`;
  const cells = (texts: readonly string[]): string =>
    texts.map((text, i) => `<td style="${align(i)};white-space:pre">${escapeHtml(text)}</td>`).join("");
  const head = columns.map((name, i) => {
    const type = types === null ? "" : `<br><span style="${QUIET}">${escapeHtml(types[i])}</span>`;
    return `<th style="${align(i)};${HEAD}">${escapeHtml(name)}${type}</th>`;
  });
  const body = rows.map((row) => `<tr>${cells(row)}</tr>`).join("\n");
  return (
    `<div style="max-width:100%;max-height:32em;overflow:auto">\n<table>\n<thead><tr>${head.join("")}</tr></thead>\n` +
    `<tbody>\n${body}\n</tbody>\n</table>\n</div>\n<p style="${QUIET}">${escapeHtml(caption)}</p>`
  );
}

export function textOf({ columns, types, rows, numeric, caption }: Table): string {
  const lines = [columns, ...(types === null ? [] : [types]), ...rows].map((row) =>
    row.map((cell) => cell.replaceAll("\n", "\\n")),
  );
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (cell: string, i: number): string => (numeric.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]));
  return [...lines.map((line) => line.map(pad).join("  ").trimEnd()), "", caption].join("\n");
}
