import { percent } from "lai-internal";
import { mean } from "lai-loss/measure";
import type { StoredResults } from "../../../stored/load-results";
import { accuracyChangesOverData } from "../../findings/clean-accuracy";
import { labelNoiseResults } from "../../findings/label-noise";
import { changeText, outcomeOf, tallyOf } from "../../outcome";
import { View } from "../../view";
import { hasLabelNoise, isSideExperiment } from "../all-views";
import type { Claim } from "./claim";

/** What was found about clean accuracy: where labels are noisy, and where data are few. */
export function accuracyClaims(all: readonly StoredResults[]): Claim[] {
  const side = all.filter(isSideExperiment);
  return [
    ...side.filter(hasLabelNoise).flatMap(labelNoiseClaims),
    ...side.filter((results) => !hasLabelNoise(results)).flatMap(fewRows),
  ];
}

function labelNoiseClaims(results: StoredResults): Claim[] {
  const [label] = new View(results).labels("laiOneSided");
  const found = labelNoiseResults(results).filter(({ method }) => method === label);
  return [
    { where: "flat", claim: "wins where labels are noisy on flat parts", before: "-19 % [-22, -17]", wanted: "gain" },
    { where: "steep", claim: "loses where they are noisy on steep parts", before: "+5 %", wanted: "loss" },
  ].map(({ where, claim, before, wanted }): Claim => {
    const own = found.filter((entry) => entry.where === where);
    const agreeing = own.filter((entry) => outcomeOf(entry) === wanted).length;
    return {
      claim: `One-sided Lai against a tuned gradient penalty ${claim}`,
      before,
      here: `${percent(mean(own.map(({ change }) => change.mean)))} on average (${own.map(({ data, change, pHolm }) => `${data.split(",")[0]} ${changeText(change, pHolm)}`).join("; ")})`,
      found: agreeing === own.length ? "yes" : agreeing > 0 ? "in part" : "no",
    };
  });
}

function fewRows(results: StoredResults): Claim[] {
  const view = new View(results);
  const [decay] = view.labels("weightDecay");
  const against = accuracyChangesOverData(results, decay);
  const lai = against.filter(({ method }) => view.lai.includes(method));
  const wins = (list: typeof against): number => list.filter((entry) => outcomeOf(entry) === "gain").length;
  return [
    {
      claim: "On small data no Lai form wins; weight decay is best",
      before: "no win, weight decay best",
      here: `Lai forms against weight decay: ${tallyOf(lai)}; all other methods against it: ${tallyOf(against.filter((entry) => !lai.includes(entry)))}`,
      found: wins(lai) === 0 ? (wins(against) === 0 ? "yes" : "in part") : "no",
    },
  ];
}
