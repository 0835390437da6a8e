import { ArgumentError, boolean, choice, optional, text } from "../../base/check";
import type { FittedTarget } from "../../base/samples";
import type { Columns } from "../columns";
import { isNumeric, texts } from "../columns";
import { numbersAt, scaleOf, takeLog1p, varies } from "./read-feature";

/** How a target is declared. */
export interface TargetSpec {
  name: string;
  /** defaults to "" */
  unit?: string;
  /** defaults to "none"; a target of two texts is always "binary" */
  transform?: "none" | "log1p" | "binary";
  /** for a binary target: the value that counts as 1; defaults to the later one in sorting order */
  positive?: string;
  /** defaults to true; a binary target is never standardised */
  standardise?: boolean;
}

export const TARGET_OPTIONS = {
  transform: optional(choice(["none", "log1p", "binary"])),
  positive: optional(text),
  standardise: optional(boolean),
};

/** Learns the target's scale from some rows, and from nothing else. */
export function fitTarget(table: Columns, rows: Uint32Array, spec: TargetSpec): FittedTarget {
  const { name, unit = "", transform = "none", standardise = true } = spec;
  if (transform === "binary" || !isNumeric(table, name)) return fitBinary(table, rows, spec);
  const values = targetNumbers(table, name, rows);
  if (transform === "log1p") takeLog1p(values, name, rows);
  const measured = scaleOf(name, values);
  if (!varies(measured)) {
    throw new ArgumentError("target", name, "it is the same in all training rows: there is nothing to learn.");
  }
  const scale = standardise ? measured : { mean: 0, sd: 1 };
  return { name, unit, transform, positive: null, negative: null, ...scale };
}

function fitBinary(table: Columns, rows: Uint32Array, { name, unit = "", positive }: TargetSpec): FittedTarget {
  const { codes, texts: distinct } = texts(table, name);
  const seen = new Set(Array.from(rows, (row) => codes[row]));
  if (seen.has(-1)) throw missingTarget(name, rows[Array.from(rows).findIndex((row) => codes[row] < 0)]);
  const values = Array.from(seen, (code) => distinct[code]).sort();
  if (values.length !== 2) {
    const shown = values.slice(0, 5).join(", ");
    const remedy = `a target is a number, or has two values; this one has ${values.length} (${shown}).`;
    throw new ArgumentError("target", name, remedy);
  }
  const one = positive ?? values[1];
  if (!values.includes(one)) throw new ArgumentError("positive", one, `give one of ${values.join(", ")}.`);
  const zero = values[0] === one ? values[1] : values[0];
  return { name, unit, transform: "binary", positive: one, negative: zero, mean: 0, sd: 1 };
}

/** The target of some rows as the network sees it, shape [rows]. */
export function encodeTarget(table: Columns, rows: Uint32Array, target: FittedTarget): Float32Array {
  const { name, transform, mean, sd } = target;
  if (transform === "binary") {
    const { codes, texts: distinct } = texts(table, name);
    return Float32Array.from(rows, (row) => {
      if (codes[row] < 0) throw missingTarget(name, row);
      const text = distinct[codes[row]];
      if (text !== target.positive && text !== target.negative) {
        const remedy = `the training rows have only ${target.negative} and ${target.positive}.`;
        throw new ArgumentError(`row ${row}, column ${name}`, text, remedy);
      }
      return text === target.positive ? 1 : 0;
    });
  }
  const values = targetNumbers(table, name, rows);
  if (transform === "log1p") takeLog1p(values, name, rows);
  const y = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) y[i] = (values[i] - mean) / sd;
  return y;
}

function targetNumbers(table: Columns, name: string, rows: Uint32Array): Float64Array {
  const values = numbersAt(table, name, rows);
  const missing = values.findIndex((value) => Number.isNaN(value));
  if (missing >= 0) throw missingTarget(name, rows[missing]);
  return values;
}

function missingTarget(name: string, row: number): ArgumentError {
  return new ArgumentError(`row ${row}, target ${name}`, null, "leave rows without a target out.");
}
