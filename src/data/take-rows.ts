import { columnsOf, frameOf } from "./columns";
import type { DataFrame } from "./polars";
import { checkRows } from "./preprocess/preprocessor";
import { asTable, type DanfoFrame, isDanfo, type TableInput } from "./table-input";

/**
 * Rows of a table by their numbers, in that order: the part of a split as a table.
 * @returns a danfojs-node dataframe for one, a polars dataframe for all else
 */
export function takeRows<T extends TableInput>(
  table: T,
  rows: ArrayLike<number>,
): T extends DanfoFrame ? T : DataFrame {
  const taken = takePolars(table, rows);
  if (!isDanfo(table)) return taken as T extends DanfoFrame ? T : DataFrame;
  const danfo = require("danfojs-node") as { DataFrame: new (columns: object) => DanfoFrame };
  const columns = [...columnsOf(taken).values()].map((series) => [series.name, series.toArray()]);
  return new danfo.DataFrame(Object.fromEntries(columns)) as unknown as T extends DanfoFrame ? T : DataFrame;
}

function takePolars(table: TableInput, rows: ArrayLike<number>): DataFrame {
  const columns = columnsOf(asTable(table));
  const order = Array.from(checkRows(columns, rows));
  return frameOf([...columns.values()].map((series) => series.gather(order)));
}
