import type { DataFrame, Expr, Series } from "nodejs-polars";

type Polars = typeof import("nodejs-polars").default;

export type { DataFrame, Expr, Series };

/** The polars library, loaded at its first use: the losses alone never need it. */
export function polars(): Polars {
  const module = require("nodejs-polars");
  return module.default ?? module;
}

export function typeName(series: Series): string {
  return (series.dtype as unknown as { variant: string }).variant;
}
