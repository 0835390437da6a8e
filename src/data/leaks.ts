import { type MeanSd, meanAndSd } from "../base/statistics";
import { type Columns, gatherRows, isNumeric, isTextSeries, numbers, rowCount, selectColumns, texts } from "./columns";
import { blockSizes, blocksOfValues } from "./row-blocks";

/** About so many rows, evenly over the table, are looked at first, and for sums alone. */
const SAMPLED = 4000;
/** Features that are compared with one another for sums. */
const COMPARED = 60;
/** Fewer rows prove nothing. */
const FEWEST_ROWS = 20;

/** What may be a leak, in words; and of which feature, if it gives the target away by itself. */
interface Leak {
  feature?: string;
  text: string;
}

/**
 * Features that may give the target away, in words: such as the logarithm of the target, its sign or class, or what the target
 * is a sum of; and features that are exact sums of others, between which slopes cannot be told apart.
 *
 * @param about target and features, by their columns' names; without a target sums of features alone are looked for
 */
export function leaksIn(
  table: Columns,
  { target, features }: { target?: string; features: readonly string[] },
): Leak[] {
  const comparable = features.filter(
    (name) => name !== target && (isNumeric(table, name) || isTextSeries(table.get(name)!)),
  );
  const rows = rowCount(table);
  const looks = rows > 2 * SAMPLED ? [gatherRows(table, sampledRows(rows)), table] : [table]; // some rows rule most out
  const givenAway = comparable.flatMap((feature): Leak[] => {
    const how = target === undefined ? undefined : howGivenAway(looks, target, feature);
    if (how === undefined) return [];
    return [
      { feature, text: `${feature} ${how}: is it made of ${target}, or known only after it? Then leave it out.` },
    ];
  });
  return [...givenAway, ...sumWarnings(table, target, comparable).map((text) => ({ text }))];
}

/** How a feature and the target give one another exactly, in each of some tables; undefined where they do not. */
function howGivenAway(tables: readonly Columns[], target: string, feature: string): string | undefined {
  let how: string | undefined;
  for (const table of tables) {
    how = relation(knownOf(table, target, feature), target);
    if (how === undefined) break;
  }
  return how;
}

function sampledRows(rows: number): number[] {
  const step = Math.max(1, Math.floor(rows / SAMPLED));
  return Array.from({ length: Math.floor(rows / step) }, (_, i) => i * step);
}

/** A column's known values: numbers, or codes of texts. */
interface Values {
  values: Float64Array;
  isText: boolean;
}

/** Two columns, in the rows where both are known. */
function knownOf(table: Columns, one: string, other: string): [Values, Values] {
  const [a, b] = [one, other].map((name) => {
    const isText = !isNumeric(table, name);
    const own = isText ? texts(table, name).codes : numbers(table, name);
    return { own, isText, isKnown: (row: number): boolean => (isText ? own[row] >= 0 : !Number.isNaN(own[row])) };
  });
  const rows = Array.from(a.own.keys()).filter((row) => a.isKnown(row) && b.isKnown(row));
  const valuesOf = ({ own, isText }: typeof a): Values => ({
    values: Float64Array.from(rows, (row) => own[row]),
    isText,
  });
  return [valuesOf(a), valuesOf(b)];
}

function relation([target, feature]: [Values, Values], called: string): string | undefined {
  if (target.values.length < FEWEST_ROWS) return undefined;
  if (!target.isText && follows(feature, target)) {
    if (!feature.isText && new Set(feature.values).size > 20) return `rises or falls with ${called} without exception`;
    return `is the class, sign or a step of ${called}`;
  }
  return follows(target, feature) ? `tells ${called} without exception` : undefined;
}

/**
 * Whether a column follows from another: is the same where the other is, and along numbers only rises or only falls; texts take
 * each value in one stretch. Not where chance may have done it.
 */
function follows(column: Values, other: Values): boolean {
  const rows = column.values.length;
  const order = Array.from(column.values.keys()).sort((a, b) => other.values[a] - other.values[b]);
  const places = new Map<number, number>();
  let direction = 0;
  for (const [i, row] of order.entries()) {
    const value = column.values[row];
    if (!places.has(value)) places.set(value, places.size);
    if (i === 0) continue;
    const before = order[i - 1];
    if (value === column.values[before]) continue;
    if (other.values[row] === other.values[before]) return false;
    if (other.isText) continue;
    const place = (v: number): number => (column.isText ? places.get(v)! : v);
    const sign = Math.sign(place(value) - place(column.values[before]));
    if (direction !== 0 && sign !== direction) return false;
    direction = sign;
  }
  const isId = ({ values, isText: isWords }: Values): boolean => isWords && new Set(values).size > rows / 5;
  if (places.size < 2 || isId(column) || isId(other)) return false;
  const counts = blockSizes(blocksOfValues(column.values));
  return rows - counts.reduce((most, one) => Math.max(most, one), 0) >= 5;
}

/** Exact sums of several columns, the target first; looked for in some rows, among columns without a gap there. */
function sumWarnings(table: Columns, target: string | undefined, features: readonly string[]): string[] {
  const names = [...(target === undefined ? [] : [target]), ...features].filter((name) => isNumeric(table, name));
  const known = target !== undefined && isNumeric(table, target) ? numbers(table, target) : undefined;
  const chosen = sampledRows(rowCount(table)).filter((row) => !Number.isNaN(known?.[row] ?? 0));
  const drawn = gatherRows(selectColumns(table, names), chosen);
  const varying = names.flatMap((name): VaryingColumn[] => {
    const { mean, sd } = meanAndSd(numbers(drawn, name));
    return Number.isFinite(sd) && sd > 1e-9 * Math.abs(mean) ? [{ name, mean, sd }] : [];
  });
  let columns = varying.slice(0, COMPARED);
  const warnings: string[] = [];
  while (columns.length >= 3 && chosen.length >= 5 * columns.length) {
    const correlations = correlationMatrix(drawn, columns);
    const isPair = (i: number): boolean => correlations[i].some((r, j) => j !== i && Math.abs(r) >= 0.999);
    const found = columns.findIndex((_, i) => !isPair(i) && linearDependence(correlations, columns, i).r2 >= 0.9999);
    if (found < 0) break;
    const { chiefly } = linearDependence(correlations, columns, found);
    const { name } = columns[found];
    const sum = `${name} is a weighted sum of ${chiefly.join(", ")}`;
    warnings.push(
      name === target
        ? `${sum}: are they parts of it, known only afterwards? Then leave them out.`
        : `${sum}: slopes cannot be told apart between them; leave one out.`,
    );
    columns = columns.filter((_, i) => i !== found);
  }
  return warnings;
}

/** A column of numbers without a missing value, with its mean and its standard deviation above 0. */
export interface VaryingColumn extends MeanSd {
  name: string;
}

/** Correlations (Pearson) of all pairs of columns, shape [columns, columns]. */
export function correlationMatrix(table: Columns, columns: readonly VaryingColumn[]): number[][] {
  const matrix = columns.map(() => new Array<number>(columns.length).fill(1));
  columns.forEach((one, i) => {
    const a = numbers(table, one.name);
    for (let j = 0; j < i; j++) {
      const other = columns[j];
      const b = numbers(table, other.name);
      let sum = 0;
      for (let row = 0; row < a.length; row++) sum += (a[row] - one.mean) * (b[row] - other.mean);
      matrix[i][j] = sum / a.length / one.sd / other.sd;
      matrix[j][i] = matrix[i][j];
    }
  });
  return matrix;
}

/**
 * How well the other columns give one as a weighted sum: such as a total beside its parts.
 * Solved from the correlations, the diagonal raised by 1e-9 so that columns that repeat one another do no harm.
 * @param correlations of all columns, as `correlationMatrix` gives them
 * @param target the place of the column that is explained
 * @returns r2, the share of its variance that the others explain; chiefly, the three at most that weigh most in it
 */
function linearDependence(
  correlations: readonly (readonly number[])[],
  columns: readonly VaryingColumn[],
  target: number,
): { r2: number; chiefly: string[] } {
  const { Matrix, solve } = require("ml-matrix") as typeof import("ml-matrix");
  const others = columns.flatMap((_, i) => (i === target ? [] : [i]));
  const between = new Matrix(others.map((i) => others.map((j) => correlations[i][j] + (i === j ? 1e-9 : 0))));
  const withTarget = others.map((i) => correlations[i][target]);
  const weights = solve(between, Matrix.columnVector(withTarget)).getColumn(0);
  const r2 = weights.reduce((sum, weight, k) => sum + weight * withTarget[k], 0);
  const order = others.map((_, k) => k).sort((k, l) => Math.abs(weights[l]) - Math.abs(weights[k]));
  const large = order.filter((k) => Math.abs(weights[k]) > 0.05);
  return { r2, chiefly: large.slice(0, 3).map((k) => columns[others[k]].name) };
}
