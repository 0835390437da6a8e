import type { StoredResults } from "../../stored/load-results";
import type { Finding } from "../finding";
import { counted, listed } from "../finding";
import { accuracyClaims } from "./found-before/accuracy";
import type { Claim } from "./found-before/claim";
import { matchedClaims } from "./found-before/matched";
import { slopeClaims } from "./found-before/slopes";

/**
 * What an independent PyTorch study (10 seeds, 8 settings, then 30,610 runs) found about Lai loss before this package was
 * written, beside what the stored results say. Its numbers are typed in; everything else is computed. Null where there are too few results to say anything.
 */
export function foundBefore(all: readonly StoredResults[]): Finding | null {
  const claims = [...slopeClaims(all), ...matchedClaims(all), ...accuracyClaims(all)];
  if (claims.length === 0) return null;
  const of = (found: Claim["found"]): Claim[] => claims.filter((claim) => claim.found === found);
  const short = (list: readonly Claim[]): string =>
    list.length === 0 ? "none" : listed(list.map(({ claim }) => `"${claim}"`));
  return {
    title: "What an independent study found, and what is found here",
    table: {
      caption:
        "Found before: by a study in PyTorch on eight settings of its own; here: from the stored results, last epoch",
      rows: claims.map(({ claim, before, here, found }) => ({
        claim,
        "found before": before,
        here,
        "found again": found,
      })),
    },
    figures: [],
    sentences: [
      `Of ${counted(claims.length, "earlier finding")} ${of("yes").length} are found again, ${of("in part").length} in part, ${of("no").length} not.`,
      "Why where they differ: notebooks/13-found-before trains the earlier study's own data again, and a function with flat parts.",
      `In part: ${short(of("in part"))}. Not: ${short(of("no"))}.`,
    ],
  };
}
