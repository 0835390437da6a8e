import { singleColumnFrame } from "./columns";
import { type DataFrame, polars, type Series } from "./polars";

/** what the scan of a delimited text takes for spaces */
const SPACES = " \t";

/** Texts that are numbers with spaces around them or a decimal comma, as Float64; a blank text becomes null. */
export function numbersOfTexts(texts: Series): Series {
  const pl = polars();
  const stripped = pl.col("cells").str.stripChars(SPACES);
  const filled = pl
    .when(stripped.eq(pl.lit("")))
    .then(pl.lit(null))
    .otherwise(stripped);
  return cellsNamedLike(
    singleColumnFrame(texts).select(filled.str.replace(",", ".").cast(pl.Float64, true).as("cells")),
    texts,
  );
}

/** Texts without the spaces around them, null where there is nothing else; and how many had some beside a word. */
export function trimmedTexts(texts: Series): { cells: Series; trimmed: number } {
  const pl = polars();
  const text = pl.col("cells");
  const stripped = text.str.stripChars(SPACES);
  const filled = pl
    .when(stripped.eq(pl.lit("")))
    .then(pl.lit(null))
    .otherwise(stripped);
  const table = singleColumnFrame(texts).select(
    filled.as("cells"),
    stripped
      .neq(text)
      .and(stripped.neq(pl.lit("")))
      .as("changed"),
  );
  return { cells: cellsNamedLike(table, texts), trimmed: table.getColumn("changed").cast(pl.UInt32).sum() ?? 0 };
}

/** Times of day with dots, such as 18.00.00, are written with colons. */
export function clockTexts(texts: Series): Series {
  return cellsNamedLike(singleColumnFrame(texts).select(polars().col("cells").str.replaceAll("\\.", ":")), texts);
}

/** Values that mark a missing one become null; numbers match by value: -200 is also -200.0 and -200,0. */
export function codesAsNull(cells: Series, codes: readonly (number | string)[]): Series {
  if (codes.length === 0) return cells;
  const pl = polars();
  const isCode = pl.col("cells").isIn([...codes]);
  return cellsNamedLike(
    singleColumnFrame(cells).select(pl.when(isCode).then(pl.lit(null)).otherwise(pl.col("cells")).as("cells")),
    cells,
  );
}

/** The column of a frame that `singleColumnFrame` made, under the name of the series that it came from. */
function cellsNamedLike(frame: DataFrame, named: Series): Series {
  return frame.getColumn("cells").alias(named.name);
}
