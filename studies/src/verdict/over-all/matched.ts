import { median } from "lai-internal";
import { intervals } from "../../figures/intervals";
import { correctMatched } from "../../report/comparisons";
import type { StoredResults } from "../../stored/load-results";
import { counted, type Finding, type FindingRow, listed } from "../finding";
import { offSentence } from "../findings/matched";
import { everyLambda } from "../findings/trade-off";
import { CHANGE_KEY, changeText, outcomeOf, tallyOf } from "../outcome";
import { checkCriterion, criterionText, type Matched, NOISE } from "../view";
import { allViews, type KeptEpoch } from "./all-views";

/** Lai forms within the budget against each reference of the same mean clean RMSE: over all data sets, by one criterion. */
export function matchedOverAll(
  all: readonly StoredResults[],
  criterion: string = NOISE,
  regime: KeptEpoch = "last",
): Finding {
  checkCriterion(criterion);
  const views = allViews(all, regime);
  const found = views.flatMap((view) => view.matched(view.lai, view.results.study.comparison.references, [criterion]));
  correctMatched(found);
  const methods = [...new Set(found.map(({ method }) => method))];
  const references = [...new Set(found.map(({ reference }) => reference))];
  const of = (method: string, reference: string): Matched[] =>
    found.filter((entry) => entry.method === method && entry.reference === reference);
  return {
    title: `${criterionText(criterion)} against baselines of the same clean RMSE, ${regime} epoch`,
    table: {
      caption: `${criterionText(criterion)}, ${regime} epoch: ${counted(views.length, "data set or split", "data sets and splits")}; Wilcoxon over the seeds, Holm over all of them and all methods`,
      rows: methods.map((method) => ({
        method,
        ...Object.fromEntries(references.map((name) => [name, tallyOf(of(method, name))])),
      })),
    },
    figures: [],
    sentences: [
      `${criterionText(criterion)}, Lai forms against ${listed(references)} of the same clean RMSE, ${regime} epoch, over all data sets and splits: ${tallyOf(found)}.`,
      ...references.map((reference) => {
        const wins = found.filter((entry) => entry.reference === reference && outcomeOf(entry) === "gain");
        const where = wins.map(
          ({ data, method, difference, pHolm }) => `${method} on ${data} (${changeText(difference, pHolm)})`,
        );
        return `Against ${reference} gains ${where.length === 0 ? "none" : listed(where)}.`;
      }),
      ...offSentence(found),
    ],
  };
}

/** Every lambda against the gradient penalty, over all data sets, with a picture of one-sided Lai at its best lambda. */
export function everyLambdaOverAll(all: readonly StoredResults[], regime: KeptEpoch = "last"): Finding {
  const views = allViews(all, regime);
  const found = views.flatMap(everyLambda);
  correctMatched(found);
  const groups = [...new Set(found.map(({ method, setting }) => JSON.stringify([method, setting])))];
  const rows = groups.map((group): FindingRow => {
    const [method, setting] = JSON.parse(group);
    const own = found.filter((entry) => entry.method === method && entry.setting === setting);
    const known = own.flatMap(({ difference }) => difference?.mean ?? []);
    return {
      method,
      setting,
      "median difference, %": known.length === 0 ? null : 100 * median(known),
      "over the data sets": tallyOf(own),
    };
  });
  const atOne = found.filter(
    ({ method, setting, difference }) =>
      difference !== null && setting === "lambda 0.3" && views[0].labels("laiMse", "laiOneSided").includes(method),
  );
  return {
    title: `Every lambda against the gradient penalty of the same clean RMSE, ${regime} epoch`,
    table: { caption: `RMSE under noise 0.3; ${CHANGE_KEY}, over all data sets and lambdas`, rows },
    figures:
      atOne.length === 0
        ? []
        : [
            intervals({
              rows: atOne.map(({ data, method, difference }) => {
                const { mean, interval } = difference!;
                const [low, high] = interval ?? [mean, mean];
                return {
                  name: `${data}: ${method}`,
                  group: method,
                  mean: 100 * mean,
                  low: 100 * low,
                  high: 100 * high,
                };
              }),
              title: "Lambda 0.3 against a gradient penalty as accurate: RMSE under noise",
              xLabel: "difference, % (negative: Lai is better)",
            }),
          ],
    sentences: [...new Set(found.map(({ method }) => method))].map((method) => {
      const own = found.filter((entry) => entry.method === method);
      return `${method}, every lambda on every data set: ${tallyOf(own)}.`;
    }),
  };
}
