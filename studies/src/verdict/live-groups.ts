import { callback, checkOptions, columnsOf, fields, list, number, numbers, text } from "lai-internal";
import type { ComparisonRun } from "lai-loss/compare";
import { inputGradientNorms, mean, type Predictor } from "lai-loss/measure";
import type { Finding, FindingRow } from "./finding";

/** A test row as groups are made from. */
export interface LiveRow {
  /** the target in its own unit */
  target: number;
  /** a numeric column of the data set in its own unit, such as "age" */
  value(column: string): number;
}

/** What is looked at of a run of `compareMethods`. */
export const RUN = fields<Pick<ComparisonRun, "method" | "seed" | "predictor" | "prepared">>({
  method: text,
  seed: number(),
  predictor: fields<Pick<Predictor, "features" | "predict" | "inputGradients">>({
    features: number(),
    predict: callback(),
    inputGradients: callback(),
  }),
  prepared: fields<Pick<ComparisonRun["prepared"], "dataset" | "preprocessor" | "test">>({
    dataset: fields({}),
    preprocessor: fields({}),
    test: fields({}),
  }),
});

/**
 * Error and slope of models trained here in groups of the test rows: where a method helps, and where it costs. In the
 * target's own unit, except slopes, which are standardised. Over several seeds all test rows of a group are taken together.
 *
 * @param groupOf the group of a row, such as `({ target }) => target >= 500000 ? "capped" : "below the cap"`
 */
export function liveByGroup(
  runs: readonly ComparisonRun[],
  options: { title: string; groupOf: (row: LiveRow) => string },
): Finding {
  list(RUN, { least: 1, remedy: "give the runs of compareMethods." })("runs", runs);
  checkOptions("options", options, { title: text, groupOf: callback() });
  const parts = new Map<string, { method: string; group: string; errors: number[]; slopes: number[] }>();
  for (const { method, predictor, prepared } of runs) {
    const { test, preprocessor, dataset } = prepared;
    const [predictions, targets] = [predictor.predict(test.x, test.rows), test.y].map((y) => preprocessor.inverse(y));
    const slopes = inputGradientNorms(predictor, test);
    const columns = columnsOf(dataset.table);
    const value = (name: string, row: number): number => numbers(columns, name)[test.rowNumbers![row]];
    for (let i = 0; i < test.rows; i++) {
      const group = options.groupOf({ target: targets[i], value: (name) => value(name, i) });
      const key = JSON.stringify([group, method]);
      const part = parts.get(key) ?? { method, group, errors: [], slopes: [] };
      part.errors.push(predictions[i] - targets[i]);
      part.slopes.push(slopes[i]);
      parts.set(key, part);
    }
  }
  const sorted = [...parts.values()].sort((a, b) => a.group.localeCompare(b.group, "en", { numeric: true }));
  const { name, unit } = runs[0].prepared.preprocessor.target;
  const rows = sorted.map(({ method, group, errors, slopes }): FindingRow => {
    return {
      group,
      method,
      "test rows": errors.length,
      [`RMSE${unit && `, ${unit}`}`]: Math.sqrt(mean(errors.map((error) => error ** 2))),
      "mean error": mean(errors),
      "mean slope": mean(slopes),
    };
  });
  const [first] = runs;
  const plain = sorted.filter(({ method }) => method === first.method);
  const slopes = plain
    .map((part) => ({ group: part.group, slope: mean(part.slopes) }))
    .sort((a, b) => b.slope - a.slope);
  const [steep, flat] = [slopes[0], slopes[slopes.length - 1]];
  return {
    title: options.title,
    table: { caption: `${name}: ${options.title}, models trained here`, rows },
    figures: [],
    sentences: [
      `${first.method} is steepest in the group "${steep.group}" (mean slope ${steep.slope.toFixed(2)}) and flattest in "${flat.group}" (${flat.slope.toFixed(2)}).`,
    ],
  };
}
