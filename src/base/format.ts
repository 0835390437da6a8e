/** A relative change in words: "-3.2 %". */
export function percent(change: number, digits = 1): string {
  return `${change > 0 ? "+" : ""}${(100 * change).toFixed(digits)} %`;
}
