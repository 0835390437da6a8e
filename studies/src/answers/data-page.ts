import { markdownTable, shortNumber } from "lai-internal";
import { control, tradeOff } from "./figures";
import { LAI, type MainAnswers, type Matched, PENALTY } from "./main-questions";
import type { Page } from "./results-page";
import { EPOCHS, type StudyRuns } from "./runs";
import { effectText, judgementText } from "./sentences";

/** The page of a data set: every question, on each of its splits. */
export function dataPage(main: MainAnswers, runs: StudyRuns, dataset: string): Page {
  const pictures: Page["pictures"] = new Map();
  const splits = runs.study.data.filter((data) => data.dataset === dataset);
  const lines = [
    `# ${dataset}`,
    "",
    "All questions of [PROTOCOL.md](../PROTOCOL.md) on this data set; all sets together: [RESULTS.md](../../RESULTS.md). RMSE and slopes are standardised.",
  ];
  for (const { name, split, rows, training, noisyFeatures, sha256 } of splits) {
    const path = `images/${name.replaceAll(" ", "-")}.svg`;
    pictures.set(path, tradeOff(runs, name, "last"));
    const controlPath = `images/${name.replaceAll(" ", "-")}-slope.svg`;
    pictures.set(controlPath, control(main, "last", LAI, name));
    const { learningRate, epochs, warmUpEpochs, batchSize } = training;
    lines.push(
      "",
      `## ${name}`,
      "",
      `${rows === undefined ? "All rows" : `${rows} rows a seed`}${split === undefined ? "" : `, split by ${split}`}; ${epochs} epochs, ${warmUpEpochs} of warm-up, batches of ${batchSize}, learning rate ${learningRate}; noisy features: ${noisyFeatures.join(", ") || "none"}; SHA-256 ${sha256.slice(0, 16)}.`,
    );
    for (const epoch of EPOCHS) {
      const plain = main.plain.find((one) => one.data === name && one.epoch === epoch)!;
      lines.push(
        "",
        `### ${epoch === "last" ? "Last" : "Best"} epoch`,
        "",
        `Plain training: RMSE ${shortNumber(plain.rmse)}, R² ${shortNumber(plain.r2)}, under noise .3 ${shortNumber(plain.noise)}, mean slope ${shortNumber(plain.slope)}.`,
        "",
        ...inUseTable(main, name, epoch),
        "",
        ...matchedTable(main, name, epoch),
      );
      if (epoch === "last") lines.push("", `![trade-off](${path})`, "", `![slope](${controlPath})`);
    }
  }
  return { text: `${lines.join("\n")}\n`, pictures };
}

/** Each method at the setting that its seeds' validation rows chose for noise .3, within 2 % of clean accuracy. */
function inUseTable(main: MainAnswers, data: string, epoch: string): string[] {
  const head = [
    "in use",
    "clean RMSE",
    "under noise .3",
    "mean slope",
    "95th percentile",
    "value (median)",
    "noise, beside plain training",
  ];
  const rows = main.inUse
    .filter((one) => one.data === data && one.epoch === epoch)
    .map(({ method, clean, noise, slope, slopeP95, value }) => {
      const found = main.chosen.find(
        (one) => one.epoch === epoch && one.kind === "noise .3" && one.method === method && one.rival === "MSE",
      );
      const effect = found && [...found.comparison.each, ...found.comparison.others].find((one) => one.data === data);
      const numbers = [clean, noise, slope, slopeP95].map((number) => shortNumber(number));
      const beside = effect ? `${effectText(effect.effect)}: ${judgementText(effect.judgement)}` : "";
      return [method, ...numbers, value === null ? "off" : shortNumber(value), beside];
    });
  return markdownTable(head, rows, [false, true, true, true, true, true, false]);
}

/** Lai-MSE beside a rival of the same clean RMSE, for each lambda. */
function matchedTable(main: MainAnswers, data: string, epoch: string): string[] {
  const head = [`${LAI} at the clean RMSE of`, "lambda", "under noise .3", "95th percentile of the slope"];
  const own = main.matched.filter((one) => one.method === LAI && one.epoch === epoch);
  const cell = ({ comparisons, moreAccurate, lessAccurate }: Matched, column: string): string => {
    const { each, others } = comparisons[column];
    const found = [...each, ...others].find((one) => one.data === data);
    if (found) return effectText(found.effect);
    if (moreAccurate.includes(data)) return "more accurate than any setting";
    return lessAccurate.includes(data) ? "less accurate than any setting" : "no comparison";
  };
  const rows = [PENALTY, "input noise"].flatMap((rival) =>
    own
      .filter((one) => one.rival === rival)
      .map((one) => [rival, String(one.value), cell(one, "noise.1"), cell(one, "slope.p95")]),
  );
  return markdownTable(head, rows, [false, true, false, false]);
}
