/** The ranks 1 to n of the values in ascending order; equal values share the mean of their ranks. Shape [n]. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks: Float64Array = new Float64Array(values.length);
  for (const [first, last] of ties(order, values)) {
    for (let k = first; k < last; k++) ranks[order[k]] = (first + 1 + last) / 2;
  }
  return ranks;
}

/** The sizes of the groups of equal values that hold more than one. */
export function tieSizes(values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  return ties(order, values)
    .map(([first, last]) => last - first)
    .filter((size) => size > 1);
}

function ties(order: readonly number[], values: ArrayLike<number>): [first: number, last: number][] {
  const groups: [number, number][] = [];
  for (let first = 0; first < order.length; ) {
    let last = first + 1;
    while (last < order.length && values[order[last]] === values[order[first]]) last++;
    groups.push([first, last]);
    first = last;
  }
  return groups;
}
