import { ArgumentError } from "../../base/check";
import type { Numbers } from "./figure";

/** Checks that a list has something to draw; returns it. */
export function checkSome<T extends { length: number }>(argument: string, list: T): T {
  if (list === undefined || list === null || typeof list.length !== "number") {
    throw new ArgumentError(argument, list, "give an array.");
  }
  if (list.length === 0) throw new ArgumentError(argument, list, "give at least one, there is nothing to draw.");
  return list;
}

/** Checks that two lists belong together, number by number. */
export function checkSameLength(argument: string, list: Numbers, other: string, expected: Numbers): void {
  if (list.length === expected.length) return;
  const remedy = `it has ${list.length} values and ${other} has ${expected.length}: give as many.`;
  throw new ArgumentError(argument, list, remedy);
}

/** Checks that a list has a finite number at all; returns the finite ones. */
export function checkFinite(argument: string, list: Numbers): number[] {
  const finite = Array.from(checkSome(argument, list)).filter(Number.isFinite);
  if (finite.length === 0) throw new ArgumentError(argument, list, "give at least one finite number.");
  return finite;
}
