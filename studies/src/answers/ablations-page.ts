import { markdownTable, shortNumber } from "lai-internal";
import type { Ablation } from "./ablations";
import { LAI, PENALTY } from "./main-questions";
import type { Page } from "./results-page";
import { change, effectText } from "./sentences";

/** The page of the ablations: a table for each data set. */
export function ablationsPage(all: readonly Ablation[]): Page {
  const lines = [
    "# One thing changed at a time",
    "",
    `Question 2 of [PROTOCOL.md](../PROTOCOL.md) with other networks, rates and numbers of rows: test RMSE under noise .3, last epoch, each method at the value that its seeds chose on their validation rows. Below 0 the method named first is better; 95 % intervals over three seeds, which are wide. The last column says by how much ${LAI}'s slope changes where the slope that is asked for doubles; +100 % would be obedience. RMSE and slope of plain training are standardised.`,
  ];
  const head = [
    "changed",
    "plain, clean RMSE",
    "slope",
    `${LAI} beside plain`,
    `${PENALTY} beside plain`,
    `${LAI} beside ${PENALTY}`,
    "the slope follows",
  ];
  for (const data of new Set(all.map((one) => one.data))) {
    const rows = all
      .filter((one) => one.data === data)
      .map((one) => [
        one.change,
        shortNumber(one.rmse),
        shortNumber(one.slope),
        ...[one.laiBesidePlain, one.penaltyBesidePlain, one.laiBesidePenalty].map(effectText),
        change(one.follows * Math.LN2),
      ]);
    const right = head.map((_, i) => i > 0);
    lines.push("", `## ${data}`, "", ...markdownTable(head, rows, right));
  }
  return { text: `${lines.join("\n")}\n`, pictures: new Map() };
}
