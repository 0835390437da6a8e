import { median, quantiles } from "../../src/base/statistics";
import type { Measured } from "./types";

/** Median, least and most of the rounds that were measured. */
export function overRounds(measured: Measured): { median: number; least: number; most: number } {
  const times = measured.milliseconds.filter((time): time is number => time !== null);
  const [middle, least, most] = quantiles(times, [0.5, 0, 1]);
  return { median: middle, least, most };
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
