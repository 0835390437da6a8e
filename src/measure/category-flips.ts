import type { Random } from "../base/random";
import type { Samples } from "../base/samples";

/** Columns that flip together: the one-hot columns of a feature, or one column of two values. */
interface Group {
  feature: string;
  columns: number[];
  /** null for a one-hot group */
  twoValues: readonly [number, number] | null;
}

/**
 * Flips categories with a probability, row by row: of a one-hot feature to another of its categories, each as likely (a row
 * without a category gets any), of a column of two values to the other one. Each feature takes two draws a row, whatever
 * stands there, so that all models meet the same flips.
 */
export class CategoryFlips {
  private readonly groups: Group[];

  /** @param columns of the samples, of two values each; one of a one-hot feature stands for all of them */
  constructor(
    private readonly samples: Samples,
    columns: Uint32Array,
    private readonly probability: number,
  ) {
    const groups = new Map<string, Group>();
    for (const column of columns) {
      const { feature, kind, name, twoValues } = samples.columns![column];
      const together = samples.columns!.flatMap((other, j) =>
        other.feature === feature && other.kind === "category" ? [j] : [],
      );
      const isOneHot = kind === "category" && together.length > 1;
      if (isOneHot) groups.set(feature, { feature, columns: together, twoValues: null });
      else groups.set(name, { feature: name, columns: [column], twoValues });
    }
    this.groups = [...groups.values()];
  }

  /** Names of the features that are flipped. */
  get features(): string[] {
    return this.groups.map(({ feature }) => feature);
  }

  /** Flips in place; x has shape [rows, features]. */
  apply(x: Float32Array, rows: number, random: Random): void {
    const { samples, groups, probability } = this;
    for (let i = 0; i < rows; i++) {
      for (const group of groups) {
        const [draw, place] = [random.uniform(), random.uniform()];
        if (draw < probability) flip(x, i * samples.features, group, place);
      }
    }
  }
}

/** @param place in [0, 1): which of the other categories */
function flip(x: Float32Array, offset: number, { columns, twoValues }: Group, place: number): void {
  if (twoValues !== null) {
    const k = offset + columns[0];
    const [low, high] = twoValues;
    x[k] = Math.abs(x[k] - low) <= Math.abs(x[k] - high) ? high : low; // a filled value may lie between them
    return;
  }
  const others = columns.filter((column) => x[offset + column] === 0);
  const chosen = others[Math.floor(place * others.length)];
  for (const column of columns) x[offset + column] = column === chosen ? 1 : 0;
}
