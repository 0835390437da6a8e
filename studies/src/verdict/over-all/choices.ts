import { correctMatched } from "../../report/comparisons";
import type { StoredResults } from "../../stored/load-results";
import type { Finding, FindingRow } from "../finding";
import { samplingStrength } from "../findings/sampling";
import { CHANGE_KEY, changeText, tallyOf } from "../outcome";
import { FEATURE_NOISE } from "../view";
import { allViews, type KeptEpoch } from "./all-views";

/** Methods on chosen features where just those are noisy, against the gradient penalty over all features: over all data sets. */
export function chosenFeaturesOverAll(all: readonly StoredResults[], regime: KeptEpoch = "last"): Finding | null {
  const views = allViews(all, regime);
  const found = views.flatMap((view) => {
    const methods = view.labels("laiPerFeature", "gradientPenaltyPerFeature");
    return view.matched(methods, view.labels("gradientPenalty"), [FEATURE_NOISE], FEATURE_NOISE);
  });
  if (found.length === 0) return null;
  correctMatched(found);
  const rows = found.map(({ data, method, setting, difference, pHolm }): FindingRow => {
    return { data, method, setting, "against the gradient penalty, same clean RMSE": changeText(difference, pHolm) };
  });
  return {
    title: "Chosen features where just those are noisy",
    table: {
      caption: `RMSE under noise 0.3 in the noisy features; ${CHANGE_KEY}, over all data sets and methods`,
      rows,
    },
    figures: [],
    sentences: [...new Set(found.map(({ method }) => method))].map((method) => {
      const own = found.filter((entry) => entry.method === method);
      return `${method} against a gradient penalty over all features, as accurate: ${tallyOf(own)}.`;
    }),
  };
}

/** What a random part of each batch does in place of all of it, over all data sets. */
export function samplingOverAll(all: readonly StoredResults[], regime: KeptEpoch = "last"): Finding | null {
  const views = allViews(all, regime);
  const found = views.flatMap((view) => {
    const strength = samplingStrength(view);
    return strength === null ? [] : [{ data: view.data, strength }];
  });
  if (found.length === 0) return null;
  const strengths = found.map(({ strength }) => strength);
  return {
    title: "A random part of the batch, or all of it",
    table: {
      caption: "How far Lai loss on a part of each batch moves the slope, against Lai loss on all of it",
      rows: found.map(({ data, strength }) => ({ data, "times as far": strength })),
    },
    figures: [],
    sentences: [
      `With a part of each batch Lai loss moves the slope ${Math.min(...strengths).toFixed(2)} to ${Math.max(...strengths).toFixed(2)} times as far as with all of it.`,
    ],
  };
}
