import { percent } from "lai-internal";
import { type MethodEvidence, QUESTIONS, type Question } from "lai-loss/compare";
import type { StoredResults } from "../../stored/load-results";
import type { Finding } from "../finding";
import { makeEvidence } from "../make-evidence";

/** For each question of `adviseLoss` the methods by their median over the data sets. */
export function practice(all: readonly StoredResults[]): Finding {
  const evidence = makeEvidence(all);
  const known = QUESTIONS.filter((question) => evidence[question].length > 0);
  const isLai = ({ method }: MethodEvidence): boolean => method.startsWith("lai");
  const text = (question: Question, entry: MethodEvidence | undefined): string | null => {
    if (entry === undefined) return null;
    const { label, median, better, count } = entry;
    const what = question === "slope bound" ? `${(100 * median).toFixed(0)} % above it` : percent(median);
    return `${label}: ${what}, ${better} of ${count}`;
  };
  return {
    title: "What answers which question",
    table: {
      caption:
        "Median over data sets and splits of the change against plain training, for a bound of the share of test rows above it; and on how many it is a gain, or the bound is kept. Noisy labels: over data sets and places of the noise",
      rows: known.map((question) => {
        const [first, second] = evidence[question];
        const lai = evidence[question].find(isLai);
        return {
          question,
          best: text(question, first),
          second: text(question, second),
          "best Lai form": text(question, lai),
        };
      }),
    },
    figures: [],
    sentences: known.map((question) => {
      const place = evidence[question].findIndex(isLai) + 1;
      const lai =
        place === 0
          ? "no Lai form was measured"
          : `the best Lai form is number ${place} of ${evidence[question].length}`;
      return `For "${question}" take ${evidence[question][0].label}; ${lai}.`;
    }),
  };
}
