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

/** Texts without anything but spaces become null. */
export function blanksAsNull(texts: Series): Series {
  const pl = polars();
  const isBlank = pl.col("only").str.stripChars(SPACES).eq(pl.lit(""));
  return only(alone(texts).select(pl.when(isBlank).then(pl.lit(null)).otherwise(pl.col("only")).as("only")), texts);
}

/** Times of day with dots, such as 18.00.00, are written with colons. */
export function clockTexts(texts: Series): Series {
  return only(alone(texts).select(polars().col("only").str.replaceAll("\\.", ":")), texts);
}

/** Values that mark a missing one become null; numbers match by value: -200 is also -200.0 and -200,0. */
export function codesAsNull(cells: Series, codes: readonly (number | string)[]): Series {
  const pl = polars();
  const isCode = pl.col("only").isIn([...codes]);
  return only(alone(cells).select(pl.when(isCode).then(pl.lit(null)).otherwise(pl.col("only")).as("only")), cells);
}

function only(frame: DataFrame, named: Series): Series {
  return frame.getColumn("only").alias(named.name);
}
