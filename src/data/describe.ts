import { columnWidths, counted, shortNumber, textTable, visibleLine } from "../base/format";
import type { CatalogueEntry } from "./catalogue";
import { kagglePage } from "./catalogue";
import type { ColumnReport, TableReport } from "./inspect";

/** A table's report as plain text, one line a column. */
export function describeTable(report: TableReport): string {
  const { rows, columns, duplicates, warnings, target } = report;
  const header = ["column", "type", "missing", "distinct", "range or most frequent", "as a feature"];
  const lines = columns.map((column) =>
    [
      column.name === target ? `${column.name} (target)` : column.name,
      column.dtype,
      String(column.missing),
      String(column.distinct),
      content(column),
      column.name === target ? targetShape(column) : column.reason,
    ].map(visibleLine),
  );
  const table = [header, ...lines];
  return [
    `${counted(rows, "row")}, ${counted(columns.length, "column")}, ${counted(duplicates, "row repeats", "rows repeat")} an earlier one`,
    "",
    ...textTable(table, { widths: columnWidths(table, 44) }),
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

function content({ numbers, dates, frequent }: ColumnReport): string {
  if (dates) return `${dates.first} to ${dates.last}`;
  if (numbers)
    return `${shortNumber(numbers.min, 5)} to ${shortNumber(numbers.max, 5)}, median ${shortNumber(numbers.median, 5)}`;
  return (frequent ?? [])
    .slice(0, 3)
    .map(({ value, rows }) => `${value} (${rows})`)
    .join(", ");
}

function targetShape({ numbers }: ColumnReport): string {
  if (!numbers) return "";
  return `mean ${shortNumber(numbers.mean, 5)}, sd ${shortNumber(numbers.sd, 5)}, quartiles ${shortNumber(numbers.q25, 5)} and ${shortNumber(numbers.q75, 5)}`;
}
