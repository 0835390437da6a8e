import { ArgumentError, choice, count, list, mapOf, number, object, optional, text } from "../base/check";
import { columnWidths, escapeXml, markdownTable, textTable, visibleLine } from "../base/format";
import { displayBundle } from "./display";
import { escapeMarkdown } from "./show-text";
import { type Cell, cellNumber, columnDecimals, formatCell, isMeanSd, type TableLike, tableRows } from "./table-rows";

/** How a table is shown. */
export interface ShowTableOptions {
  caption?: string;
  /** which columns, in which order; defaults to all */
  columns?: string[];
  /** headings, with units; defaults to the columns' names */
  labels?: Record<string, string>;
  /** columns whose best row is marked, and which end is the best */
  best?: Record<string, "min" | "max">;
  /** significant digits of a typical number of the column; defaults to 4 */
  digits?: number | Record<string, number>;
  /** defaults to 100; a line below says how many are left out */
  maxRows?: number;
}

/** A table in its three forms. */
export interface TableBundle {
  "text/html": string;
  "text/markdown": string;
  "text/plain": string;
}

interface Column {
  heading: string;
  numeric: boolean;
  texts: string[];
  best: Set<number>;
}

const DIGITS = number({ min: 1, max: 15, integer: true });
const TABLE_OPTIONS = {
  caption: optional(text),
  columns: optional(list(text)),
  labels: optional(mapOf(text), {}),
  best: optional(mapOf(choice(["min", "max"])), {}),
  digits: optional<number | Record<string, number>, number>(
    (argument, value) => (typeof value === "number" ? DIGITS(argument, value) : mapOf(DIGITS)(argument, value)),
    4,
  ),
  maxRows: optional(count(), 100),
};

function checkColumn(argument: string, name: string, columns: readonly string[]): void {
  if (!columns.includes(name))
    throw new ArgumentError(argument, name, `no such column; there are ${columns.join(", ")}.`);
}

function readColumns(table: TableLike, options: ShowTableOptions): { columns: Column[]; shown: number; total: number } {
  const { labels, best, digits, maxRows } = object(TABLE_OPTIONS)("options", options);
  const { columns: present, rows } = tableRows(table);
  for (const name of options.columns ?? []) checkColumn("options.columns", name, present);
  for (const option of ["labels", "best", "digits"] as const) {
    const value = options[option];
    if (typeof value === "object")
      for (const name of Object.keys(value)) checkColumn(`options.${option}`, name, present);
  }
  const shown = Math.min(rows.length, maxRows);
  // own values alone: a column may be called constructor or __proto__
  const own = <T>(record: Record<string, T>, name: string): T | undefined =>
    Object.hasOwn(record, name) ? record[name] : undefined;
  const columns = (options.columns ?? present).map((name): Column => {
    const all: Cell[] = rows.map((row) => own(row, name));
    const wanted = typeof digits === "number" ? digits : (own(digits, name) ?? 4);
    const decimals = columnDecimals(all, wanted);
    const direction = own(best, name);
    const numeric = all.some((cell) => isMeanSd(cell) || typeof cell === "number" || typeof cell === "bigint");
    return {
      heading: visibleLine(own(labels, name) ?? name),
      numeric,
      texts: all.slice(0, shown).map((cell) => visibleLine(formatCell(cell, decimals))),
      best: direction === undefined ? new Set() : bestRows(all, direction),
    };
  });
  return { columns, shown, total: rows.length };
}

/** The rows that hold the best number; none where all are the same. */
function bestRows(cells: readonly Cell[], end: "min" | "max"): Set<number> {
  const numbers = cells.map(cellNumber);
  const finite = numbers.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (finite.length < 2 || low === high) return new Set();
  const wanted = end === "min" ? low : high;
  return new Set(numbers.flatMap((value, i) => (value === wanted ? [i] : [])));
}

// The colours are mixed from the front end's own text colour, so that they are right in light and dark themes alike.
const CELL =
  "padding:4px 12px;border:0;border-bottom:1px solid rgba(128,128,128,.25);font-variant-numeric:tabular-nums;";
const SHORT = "white-space:nowrap;";
// a column of sentences would push the columns behind it out of sight
const LONG = "white-space:normal;min-width:14em;max-width:32em;";
const LONGEST_LINE = 32;
const HEAD = "padding:4px 12px;border:0;border-bottom:2px solid rgba(128,128,128,.6);vertical-align:bottom;";
const BEST = "background:rgba(0,158,115,.18);";
// GitHub takes styles away: alignment and the mark of the best are also said in HTML's own words.
const side = (column: Column): string => (column.numeric ? "right" : "left");

function html(columns: readonly Column[], shown: number, caption: string | undefined, note: string): string {
  const heads = columns
    .map((c) => `<th scope="col" align="${side(c)}" style="${HEAD}text-align:${side(c)}">${escapeXml(c.heading)}</th>`)
    .join("");
  const wrap = columns.map((c) => (!c.numeric && c.texts.some(({ length }) => length > LONGEST_LINE) ? LONG : SHORT));
  const body = Array.from({ length: shown }, (_, i) => {
    const cells = columns.map((c, j) => {
      const text = c.best.has(i) ? `<strong>${escapeXml(c.texts[i])}</strong>` : escapeXml(c.texts[i]);
      return `<td align="${side(c)}" style="${CELL}${wrap[j]}text-align:${side(c)};${c.best.has(i) ? BEST : ""}">${text}</td>`;
    });
    return `<tr style="background:transparent">${cells.join("")}</tr>`;
  });
  const title = caption
    ? `<caption style="caption-side:top;text-align:left;padding:4px 12px;color:inherit;font-weight:bold">${escapeXml(caption)}</caption>`
    : "";
  const foot = note ? `<p style="padding:0 12px;opacity:.7">${escapeXml(note)}</p>` : "";
  return `<table style="border-collapse:collapse;border:0;color:inherit">${title}<thead><tr style="background:transparent">${heads}</tr></thead><tbody>${body.join("")}</tbody></table>${foot}`;
}

function plainText(columns: readonly Column[], shown: number, caption: string | undefined, note: string): string {
  const texts = columns.map((c) => c.texts.map((text, i) => (c.best.has(i) ? `*${text}` : text)));
  const head = columns.map((c) => c.heading);
  const rows = Array.from({ length: shown }, (_, i) => texts.map((t) => t[i]));
  const rule = columnWidths([head, ...rows]).map((width) => "-".repeat(width));
  const table = textTable([head, rule, ...rows], { isRight: columns.map((c) => c.numeric) });
  const lines = caption ? [caption, ...table] : table;
  if (columns.some((c) => [...c.best].some((row) => row < shown))) lines.push("* best of its column");
  if (note) lines.push(note);
  return lines.join("\n");
}

function markdown(columns: readonly Column[], shown: number, caption: string | undefined, note: string): string {
  const head = columns.map((c) => escapeMarkdown(c.heading));
  const cell = ({ best, texts }: Column, row: number): string => {
    const text = escapeMarkdown(texts[row]);
    return best.has(row) ? `**${text}**` : text;
  };
  const rows = Array.from({ length: shown }, (_, i) => columns.map((c) => cell(c, i)));
  const isRight = columns.map((c) => c.numeric);
  const lines = markdownTable(head, rows, isRight);
  if (caption) lines.unshift(`**${escapeMarkdown(caption)}**`, "");
  if (note) lines.push("", note);
  return lines.join("\n");
}

/**
 * The table in all its forms; needs no kernel.
 *
 * @throws ArgumentError where the table or an option cannot be used
 */
export function tableBundle(table: TableLike, options: ShowTableOptions = {}): TableBundle {
  const { columns, shown, total } = readColumns(table, options);
  const note = shown < total ? `${shown} of ${total} rows` : "";
  return {
    "text/html": html(columns, shown, options.caption, note),
    "text/markdown": markdown(columns, shown, options.caption, note),
    "text/plain": plainText(columns, shown, options.caption && visibleLine(options.caption), note),
  };
}

/**
 * Shows a table in the running cell: numbers right-aligned at one number of decimals a column, `{ mean, sd }` as
 * "mean ± sd", the best of a column marked. The order is that of the rows: sort them before.
 *
 * @param table an array of records, a polars DataFrame or a danfojs DataFrame
 * @throws NotInNotebookError outside of a tslab kernel: there, `tableBundle(...)["text/plain"]` gives the text
 */
export function showTable(table: TableLike, options: ShowTableOptions = {}): void {
  const bundle = tableBundle(table, options);
  displayBundle({ ...bundle }, 'use console.log(tableBundle(rows)["text/plain"]).');
}
