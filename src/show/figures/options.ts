import { ArgumentError, checkNumber, number, optional, type Rule, text } from "../../base/check";
import type { Numbers } from "./figure";

/** The rules of what every figure takes. */
export const FIGURE_OPTIONS = {
  title: optional(text),
  subtitle: optional(text),
  xLabel: optional(text),
  yLabel: optional(text),
  height: optional(number({ min: 80, max: 4000 })),
  width: optional(number({ min: 100, max: 4000 })),
};

/** Numbers to draw, in a list or a typed array. What is missing or not finite is a gap. */
export const DRAWN: Rule<Numbers> = (argument, value) => {
  const values = value as Numbers;
  const isList = typeof value === "object" && value !== null && Number.isSafeInteger(values.length);
  if (!isList) throw new ArgumentError(argument, value, "give an array.");
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] !== "number" && values[i] != null) checkNumber(`${argument}[${i}]`, values[i]);
  }
  return values;
};
