import { ArgumentError } from "../base/check";
import { columnsOf, isNumericSeries, numbers, texts } from "./columns";
import { asTable, type DanfoFrame, isDanfo, type TableInput } from "./table-input";

/**
 * Any table as a dataframe of danfojs-node, such as a data set's: missing numbers are NaN, missing texts null, truth values
 * 0 and 1, dates texts. A danfojs-node dataframe is returned as it is.
 * @throws ArgumentError where danfojs-node is not installed
 */
export function toDanfo(table: TableInput): DanfoFrame {
  if (isDanfo(table)) return table;
  let danfo: { DataFrame: new (columns: object) => DanfoFrame };
  try {
    danfo = require("danfojs-node");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND" ? "not installed" : String(error);
    throw new ArgumentError("danfojs-node", reason, "npm install danfojs-node, or go on with the polars dataframe.");
  }
  const columns = columnsOf(asTable(table));
  const values = [...columns.values()].map((series) => {
    if (isNumericSeries(series)) return [series.name, Array.from(numbers(columns, series.name))];
    const { codes, texts: distinct } = texts(columns, series.name);
    return [series.name, Array.from(codes, (code) => (code < 0 ? null : distinct[code]))];
  });
  return new danfo.DataFrame(Object.fromEntries(values));
}
