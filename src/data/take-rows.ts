import { columnsOf, frameOf, rowCount } from "./columns";
import type { DataFrame } from "./polars";
import { checkRowNumbers } from "./preprocess/preprocessor";
import { asTable, type DanfoFrame, isDanfo, type TableInput } from "./table-input";

/**
 * Rows of a table by their numbers, in that order: the part of a split as a table.
 * @returns a danfojs-node dataframe for one (its index and types kept), a polars dataframe for all else
 * @throws ArgumentError for a number that is no row's
 */
export function takeRows<T extends TableInput>(
  table: T,
  rows: ArrayLike<number>,
): T extends DanfoFrame ? T : DataFrame {
  type Taken = T extends DanfoFrame ? T : DataFrame;
  if (isDanfo(table)) {
    const order = Array.from(checkRowNumbers(table.shape[0], rows));
    return table.iloc({ rows: order }) as unknown as Taken;
  }
  const columns = columnsOf(asTable(table));
  const order = Array.from(checkRowNumbers(rowCount(columns), rows));
  return frameOf([...columns.values()].map((series) => series.gather(order))) as Taken;
}
