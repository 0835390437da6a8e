import { visibleLine } from "../base/visible-text";
import type { CatalogueEntry } from "./catalogue";
import { kagglePage } from "./catalogue";
import type { ColumnReport, TableReport } from "./inspect";

/** A table's report as plain text, one line a column. */
export function describeTable(report: TableReport): string {
  const { rows, columns, duplicates, warnings, target } = report;
  const header = ["column", "missing", "distinct", "range or most frequent", "as a feature"];
  const lines = columns.map((column) =>
    [
      column.name === target ? `${column.name} (target)` : column.name,
      String(column.missing),
      String(column.distinct),
      content(column),
      column.name === target ? targetShape(column) : column.reason,
    ].map(visibleLine),
  );
  const widths = header.map((title, i) => Math.min(44, Math.max(title.length, ...lines.map((line) => line[i].length))));
  const draw = (line: readonly string[]): string =>
    line
      .map((cell, i) => cell.padEnd(widths[i]))
      .join("  ")
      .trimEnd();
  return [
    `${rows} rows, ${columns.length} columns, ${duplicates} rows repeat an earlier one`,
    "",
    draw(header),
    ...lines.map(draw),
    ...(warnings.length === 0 ? [] : ["", ...warnings.map((warning) => `! ${visibleLine(warning)}`)]),
  ].join("\n");
}

/** What the catalogue says of a set, as plain text. */
export function describeEntry(entry: CatalogueEntry): string {
  const { id, title, target, features, source, licence, traps, noisyFeatures, groupBy, time } = entry;
  return [
    `${id}: ${title}`,
    `predicts ${target.name} (${target.unit}) from ${features.map((f) => (f.unit ? `${f.name} (${f.unit})` : f.name)).join(", ")}`,
    `Kaggle: ${kagglePage(entry)} (${entry.kaggle.file}${entry.kaggle.fileIsGuess ? ", a guess" : ""}); not checked on Kaggle's site`,
    `source: ${source}`,
    `licence: ${licence}`,
    `doubtful sensors: ${noisyFeatures.join(", ")}`,
    ...(groupBy.length > 0 ? [`rows of one group agree in: ${groupBy.join(", ")}`] : []),
    ...(time === undefined ? [] : [`time: ${time}`]),
    ...traps.map((trap) => `! ${trap}`),
  ].join("\n");
}

function content({ numbers, frequent }: ColumnReport): string {
  if (numbers) return `${short(numbers.min)} to ${short(numbers.max)}, median ${short(numbers.median)}`;
  return (frequent ?? [])
    .slice(0, 3)
    .map(({ value, rows }) => `${value} (${rows})`)
    .join(", ");
}

function targetShape({ numbers }: ColumnReport): string {
  if (!numbers) return "";
  return `mean ${short(numbers.mean)}, sd ${short(numbers.sd)}, quartiles ${short(numbers.q25)} and ${short(numbers.q75)}`;
}

const short = (value: number): string => String(Number(value.toPrecision(5)));
