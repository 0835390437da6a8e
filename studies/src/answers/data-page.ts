import { markdownTable, shortNumber } from "lai-internal";
import type { StudyRuns } from "../stored/study-runs";
import type { KeptEpoch } from "../study";
import type { Answers } from "./answers";
import { effectOn } from "./comparison";
import { dataSentences, inUseRows } from "./data-answers";
import { control, tradeOff } from "./figures";
import { LAI, type MainAnswers, type Matched, PENALTY } from "./main-questions";
import type { Reference } from "./references";
import type { Page } from "./results-page";
import { effectText } from "./sentences";

/** The page of a data set: every question, on each of its splits. */
export function dataPage({ main, references = [] }: Answers, runs: StudyRuns, dataset: string): Page {
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
    for (const epoch of runs.epochs) {
      const plain = main.plain.find((one) => one.data === name && one.epoch === epoch)!;
      lines.push(
        "",
        `### ${epoch === "last" ? "Last" : "Best"} epoch`,
        "",
        `Plain training: RMSE ${shortNumber(plain.rmse)}, R² ${shortNumber(plain.r2)}, under noise .3 ${shortNumber(plain.noise)}, mean slope ${shortNumber(plain.slope)}.`,
        "",
        ...dataSentences(main, name, epoch).flatMap((sentence) => [sentence, ""]),
        ...inUseTable(main, name, epoch),
        "",
        ...matchedTable(main, name, epoch),
      );
      if (epoch === "last") {
        lines.push(...otherModels(references, name), "", `![trade-off](${path})`, "", `![slope](${controlPath})`);
      }
    }
  }
  return { text: `${lines.join("\n")}\n`, pictures };
}

/** What other models reach on the same rows. */
function otherModels(references: readonly Reference[], data: string): string[] {
  const rows = references.flatMap(({ reference, means }) =>
    means
      .filter((one) => one.data === data)
      .map(({ clean, noise }) => [reference, shortNumber(clean), shortNumber(noise)]),
  );
  if (rows.length === 0) return [];
  return ["", ...markdownTable(["other models", "clean RMSE", "under noise .3"], rows, [false, true, true])];
}

/** Each method at the setting that its seeds' validation rows chose for noise .3, within 2 % of clean accuracy. */
function inUseTable(main: MainAnswers, data: string, epoch: KeptEpoch): string[] {
  const rows = inUseRows(main, data, epoch);
  const head = Object.keys(rows[0]);
  const texts = rows.map((row) => Object.values(row));
  return markdownTable(["in use", ...head.slice(1)], texts, [false, true, true, true, true, true, false]);
}

/** Lai-MSE beside a rival of the same clean RMSE, for each lambda. */
function matchedTable(main: MainAnswers, data: string, epoch: string): string[] {
  const head = [`${LAI} at the clean RMSE of`, "lambda", "under noise .3", "95th percentile of the slope"];
  const own = main.matched.filter((one) => one.method === LAI && one.epoch === epoch);
  const cell = ({ comparisons, moreAccurate, lessAccurate }: Matched, column: string): string => {
    const found = effectOn(comparisons[column], data);
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
