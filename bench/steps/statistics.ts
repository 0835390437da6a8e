import { quantileOfSorted, sortedCopy } from "../../src/measure/distribution";
import type { Measured } from "./types";

export function median(values: ArrayLike<number>): number {
  return quantileOfSorted(sortedCopy(values), 0.5);
}

/** Median, least and most of the rounds that were measured. */
export function overRounds(measured: Measured): { median: number; least: number; most: number } {
  const times = sortedCopy(measured.milliseconds.filter((time): time is number => time !== null));
  return { median: quantileOfSorted(times, 0.5), least: times[0], most: times[times.length - 1] };
}

/** How many times as long the first takes: the median of the ratios within each round. Null where they share no round. */
export function pairedRatio(first: Measured | undefined, second: Measured | undefined): number | null {
  if (!first || !second) return null;
  const ratios = first.milliseconds.flatMap((time, round) => {
    const other = second.milliseconds[round] ?? null;
    return time === null || other === null ? [] : [time / other];
  });
  return ratios.length > 0 ? median(ratios) : null;
}
