import { alone } from "./columns";
import { type DataFrame, polars, type Series } from "./polars";

/** what the scan of a delimited text takes for spaces */
const SPACES = " \t";

/** Texts that are numbers with spaces around them or a decimal comma, as Float64; a blank text becomes null. */
export function numbersOfTexts(texts: Series): Series {
  const pl = polars();
  const stripped = pl.col("only").str.stripChars(SPACES);
  const filled = pl
    .when(stripped.eq(pl.lit("")))
    .then(pl.lit(null))
    .otherwise(stripped);
  return only(alone(texts).select(filled.str.replace(",", ".").cast(pl.Float64, true).as("only")), texts);
}

/** Texts without the spaces around them, null where there is nothing else; and how many had some beside a word. */
export function trimmedTexts(texts: Series): { cells: Series; trimmed: number } {
  const pl = polars();
  const text = pl.col("only");
  const stripped = text.str.stripChars(SPACES);
  const filled = pl
    .when(stripped.eq(pl.lit("")))
    .then(pl.lit(null))
    .otherwise(stripped);
  const table = alone(texts).select(
    filled.as("only"),
    stripped
      .neq(text)
      .and(stripped.neq(pl.lit("")))
      .as("changed"),
  );
  return { cells: only(table, texts), trimmed: table.getColumn("changed").cast(pl.UInt32).sum() ?? 0 };
}

/** Times of day with dots, such as 18.00.00, are written with colons. */
export function clockTexts(texts: Series): Series {
  return only(alone(texts).select(polars().col("only").str.replaceAll("\\.", ":")), texts);
}

/** Values that mark a missing one become null; numbers match by value: -200 is also -200.0 and -200,0. */
export function codesAsNull(cells: Series, codes: readonly (number | string)[]): Series {
  if (codes.length === 0) return cells;
  const pl = polars();
  const isCode = pl.col("only").isIn([...codes]);
  return only(alone(cells).select(pl.when(isCode).then(pl.lit(null)).otherwise(pl.col("only")).as("only")), cells);
}

function only(frame: DataFrame, named: Series): Series {
  return frame.getColumn("only").alias(named.name);
}
