import { intervals } from "../../figures/intervals";
import type { StoredResults } from "../../stored/load-results";
import { counted, type Finding, type FindingRow, listed } from "../finding";
import { CHANGE_KEY, changeText, tallyOf } from "../outcome";
import { ATTACK, type Matched, NOISE, TAIL, View, type ViewOptions } from "../view";

/** Lai against each reference where the reference is tuned to the same clean RMSE, under noise. */
export function matchedNoise(results: StoredResults, options: ViewOptions = {}): Finding {
  const view = new View(results, options);
  const found = view.matched(view.lai, results.study.comparison.references, [NOISE]);
  return {
    title: "Against the baselines at the same clean RMSE",
    table: {
      caption: `${view.place}: difference of RMSE under noise 0.3; ${MATCHED}; ${CHANGE_KEY}`,
      rows: byMethod(found, ({ reference }) => reference),
    },
    figures: figureOf(view, found, "RMSE under noise 0.3", ({ method, reference }) => `${method} vs ${reference}`),
    sentences: [
      `Lai forms against baselines of the same clean RMSE under noise: ${tallyOf(found)}.`,
      ...[...new Set(found.map(({ reference }) => reference))].map((reference) => {
        const own = found.filter((entry) => entry.reference === reference);
        return `Against ${reference}: ${tallyOf(own)}.`;
      }),
      ...offSentence(found),
    ],
  };
}

/** The steepest places and the worst case: slope percentiles, local Lipschitz bound and attack at the same clean RMSE. */
export function slopeTail(results: StoredResults, options: ViewOptions = {}): Finding {
  const view = new View(results, options);
  const [reference] = view.labels("gradientPenalty");
  const criteria = [...TAIL, ATTACK];
  const found = view.matched(view.lai, [reference], criteria);
  return {
    title: "The tail of the slopes and the worst case",
    table: {
      caption: `${view.place}: difference against ${reference} at the same mean clean RMSE, of the settings that are best under noise within the budget; ${MATCHED}; ${CHANGE_KEY}`,
      rows: byMethod(found, ({ criterion }) => criterion),
    },
    figures: figureOf(
      view,
      found.filter(({ criterion }) => criterion === "slope p95" || criterion === "lipschitz"),
      "steepness",
      ({ method, criterion }) => `${method}: ${criterion}`,
    ),
    sentences: criteria.flatMap((criterion) => {
      const own = found.filter((entry) => entry.criterion === criterion);
      return own.length === 0
        ? []
        : [
            `${criterion} of ${counted(own.length, "Lai form")} against ${reference} of the same clean RMSE: ${tallyOf(own)}.`,
          ];
    }),
  };
}

const MATCHED = "the two settings of the reference next to that clean RMSE, mixed";

/** Where a method is best turned off it is compared as the plain model: that is said. */
export function offSentence(found: readonly Matched[]): string[] {
  const off = found.filter(({ setting }) => setting === "off");
  const names = [...new Set(off.map(({ method, data }) => `${method} on ${data}`))];
  return names.length === 0
    ? []
    : [`Best turned off within the budget, and so compared as the plain model: ${listed(names)}.`];
}

/** A line for each method, a column for each value of `columnOf`. */
function byMethod(found: readonly Matched[], columnOf: (entry: Matched) => string): FindingRow[] {
  const columns = [...new Set(found.map(columnOf))];
  return [...new Set(found.map(({ method }) => method))].map((method) => {
    const own = found.filter((entry) => entry.method === method);
    const row: FindingRow = { method, setting: own[0].setting || "-" };
    for (const column of columns) {
      const entry = own.find((one) => columnOf(one) === column);
      row[column] = entry === undefined ? null : changeText(entry.difference, entry.pHolm);
    }
    return row;
  });
}

function figureOf(at: View, found: readonly Matched[], what: string, nameOf: (entry: Matched) => string) {
  const known = found.filter(({ difference }) => difference !== null);
  if (known.length === 0) return [];
  return [
    intervals({
      rows: known.map((entry) => {
        const { mean, interval } = entry.difference!;
        const [low, high] = interval ?? [mean, mean];
        return { name: nameOf(entry), group: entry.method, mean: 100 * mean, low: 100 * low, high: 100 * high };
      }),
      title: `${at.data}: ${what} against baselines as accurate`,
      xLabel: "difference, % (negative: Lai is better)",
    }),
  ];
}
