import type { StoredResults } from "../../stored/load-results";
import type { Finding } from "../finding";
import { ATTACK, NOISE, TAIL } from "../view";
import { chosenFeaturesOverAll, samplingOverAll } from "./choices";
import { foundBefore } from "./found-before";
import { lambdaControlOverAll } from "./lambda-control";
import { everyLambdaOverAll, matchedOverAll } from "./matched";
import { practice } from "./practice";
import { ranksOverAll } from "./ranks";
import { slopesOverAll } from "./slopes";
import { withinBudgetOverAll } from "./within-budget";

export {
  chosenFeaturesOverAll,
  everyLambdaOverAll,
  foundBefore,
  lambdaControlOverAll,
  matchedOverAll,
  practice,
  ranksOverAll,
  samplingOverAll,
  slopesOverAll,
  withinBudgetOverAll,
};

/** All findings over all stored results, in the order of the verdict notebook and of RESULTS.md. */
export function verdictFindings(all: readonly StoredResults[]): Finding[] {
  const findings = [
    lambdaControlOverAll(all),
    withinBudgetOverAll(all),
    matchedOverAll(all, NOISE),
    matchedOverAll(all, NOISE, "best"),
    everyLambdaOverAll(all),
    ...[ATTACK, ...TAIL].map((criterion) => matchedOverAll(all, criterion)),
    slopesOverAll(all),
    chosenFeaturesOverAll(all),
    samplingOverAll(all),
    ranksOverAll(all),
    ranksOverAll(all, "rmse"),
    practice(all),
    foundBefore(all),
  ];
  return findings.filter((finding) => finding !== null);
}
