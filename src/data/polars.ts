import type { DataFrame, Expr, Series } from "nodejs-polars";

export type Polars = typeof import("nodejs-polars").default;
export type { DataFrame, Expr, Series };

let loaded: Polars | undefined;

/** The polars library, loaded at its first use: the losses alone never need it. */
export function polars(): Polars {
  if (loaded === undefined) {
    const module = require("nodejs-polars");
    loaded = (module.default ?? module) as Polars;
  }
  return loaded;
}

export function typeName(series: Series): string {
  return (series.dtype as unknown as { variant: string }).variant;
}
