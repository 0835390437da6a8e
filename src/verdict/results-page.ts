import { tableBundle } from "../notebook/show/show-table";
import { showEnvironment } from "../study/environment";
import type { StoredResults } from "../study/stored/load-results";
import { experimentFindings } from "./experiment";
import type { Finding } from "./finding";
import { labelNoise } from "./findings/label-noise";
import { smallData } from "./findings/small-data";
import { verdictFindings } from "./over-all";
import { allViews, isSideExperiment } from "./over-all/all-views";

/** The text of RESULTS.md: the verdict over all stored results, then each study. Its tables are those of the notebooks. */
export function resultsPage(all: readonly StoredResults[]): string {
  const missing = all.length === 0 ? ["There are no stored results yet."] : [];
  const lines = [
    "# Results",
    "",
    "Written by `lai study results` from data/results; the notebooks show the same tables. RMSE and slopes are standardised: an RMSE of 1 is the target's standard deviation on the training rows. The seeds of a data set draw from the same rows: a small p-value speaks of these data, not of all data; what holds over data sets stands in the verdict.",
    "",
    ...missing,
    ...(allViews(all).length > 0 ? ["## Verdict", "", ...section(verdictFindings(all), 3)] : []),
    ...all.flatMap(studySection),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function studySection(results: StoredResults): string[] {
  const { study, environment, versions, cost } = results;
  const { tuning, evaluation } = study.seeds;
  return [
    `## ${study.name}`,
    "",
    study.description,
    "",
    `${evaluation.length} evaluation seeds (${evaluation[0]} to ${evaluation[evaluation.length - 1]}), ${tuning.length} tuning seeds, ${study.learningRates.length} learning rates; ${cost.runs} runs, ended ${cost.last?.slice(0, 10)}; lai-loss ${versions["lai-loss"]}, Node.js ${cost.node.join(", ")}; ${showEnvironment(environment)}.`,
    "",
    ...study.data.map(({ name, rows, sha256, split, model, training }) => {
      const how = [
        rows === undefined ? "all rows" : `${rows} rows a seed`,
        ...(split === undefined ? [] : [`split ${split}`]),
      ];
      return `- ${name}: ${how.join(", ")}; SHA-256 ${sha256.slice(0, 16)}; ${[...model.hidden, 1].join("-")}, ${model.activation}; ${training.epochs} epochs, ${training.warmUpEpochs} of warm-up, batches of ${training.batchSize}.`;
    }),
    ...(study.cut.length > 0 ? ["", `Left out to fit the time: ${study.cut.join(" ")}`] : []),
    "",
    ...(isSideExperiment(results)
      ? section(sideFindings(results), 3)
      : study.data.flatMap(({ name }) => [
          `### ${name}`,
          "",
          ...section(experimentFindings(results, { data: name }), 4),
        ])),
  ];
}

/** Of a side experiment: noisy labels where the study has any, else few rows. */
function sideFindings(results: StoredResults): Finding[] {
  const hasLabelNoise = results.study.data.some(({ labelNoise: noise }) => noise !== undefined);
  const finding = hasLabelNoise ? labelNoise : smallData;
  return [finding(results), finding(results, { regime: "best" })];
}

function section(findings: readonly Finding[], level: number): string[] {
  return findings.flatMap(({ title, table, sentences }) => [
    `${"#".repeat(level)} ${title}`,
    "",
    ...sentences.map((sentence) => `- ${sentence}`),
    ...(sentences.length > 0 ? [""] : []),
    ...(table.rows.length > 0
      ? [tableBundle(table.rows, { caption: table.caption, digits: 3 })["text/markdown"], ""]
      : []),
  ]);
}
