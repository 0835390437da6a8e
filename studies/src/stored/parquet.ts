import { polars } from "lai-internal";
import type { StoredLine } from "./stored-line";

/** Lines of stored results as a Parquet file; measures, whose names have a dot, are rounded to 15 bits. */
export function parquetOf(lines: readonly StoredLine[]): Buffer {
  const pl = polars();
  const names = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const columns = names.map((name) => {
    const values = lines.map((line) => line[name] ?? null);
    const isMeasure = name.includes("."); // what tells runs apart is kept as it is
    return isMeasure ? pl.Series(name, values.map(rounded), pl.Float32) : pl.Series(name, values);
  });
  return pl.DataFrame(columns).writeParquet({ compression: "zstd" });
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** Single precision with the last 9 of its 24 bits cleared after rounding, which compress to nothing. */
function rounded(value: string | number | null): number | null {
  if (value === null) return null;
  single[0] = Number(value);
  bits[0] = (bits[0] + 0x100) & 0xfffffe00;
  return single[0];
}
