import { type Figure, tableBundle } from "lai-loss/show";
import { showEnvironment } from "../environment";
import type { StoredResults } from "../stored/load-results";
import { perturbedColumnsText } from "../study";
import { experimentFindings } from "./experiment";
import type { Finding } from "./finding";
import { labelNoise } from "./findings/label-noise";
import { smallData } from "./findings/small-data";
import { verdictFindings } from "./over-all";
import { allViews, hasLabelNoise, isSideExperiment } from "./over-all/all-views";

/** RESULTS.md, and the pictures that it shows. */
export interface ResultsPage {
  text: string;
  /** by their path from the page */
  pictures: Map<string, Figure>;
}

/** Where the pictures lie, from the page. */
const PICTURES = "notebooks/images/results";

/**
 * The verdict over all stored results, then each study. Its tables are those of the notebooks, its pictures those of the
 * verdict.
 */
export function resultsPage(all: readonly StoredResults[]): ResultsPage {
  const pictures: ResultsPage["pictures"] = new Map();
  const verdict = allViews(all).length > 0 ? verdictFindings(all) : [];
  for (const finding of verdict) {
    for (const [i, figure] of finding.figures.entries()) pictures.set(pictureOf(finding, i), figure);
  }
  const side = new Map(all.filter(isSideExperiment).map((results) => [results, sideFindings(results)]));
  const missing = all.length === 0 ? ["There are no stored results yet."] : [];
  const lines = [
    "# Results",
    "",
    "Written by `lai study results` from data/results; the notebooks show the same tables. RMSE and slopes are standardised: an RMSE of 1 is the target's standard deviation on the training rows. The seeds of a data set draw from the same rows: a small p-value speaks of these data, not of all data; what holds over data sets stands in the verdict.",
    "",
    "Concrete is the development set: the network, the number of epochs, the rule for a baseline of the same clean RMSE and the bounds that are summed up were chosen while looking at it, and kept for all other sets. When lambda is said to set a slope was made stricter after airfoil had been seen: there the reached slopes follow the asked ones without coming near them. What was left out to fit the time stands with each study.",
    "",
    ...missing,
    ...(verdict.length > 0
      ? ["## In short", "", ...answers([...verdict, ...[...side.values()].map(([first]) => first)])]
      : []),
    ...(verdict.length > 0 ? ["## Verdict", "", ...section(verdict, 3, true)] : []),
    ...all.flatMap((results) => studySection(results, side.get(results))),
  ];
  return { text: `${lines.join("\n").trimEnd()}\n`, pictures };
}

/** The first sentence of each finding. */
function answers(findings: readonly Finding[]): string[] {
  return [...findings.flatMap(({ sentences }) => (sentences.length > 0 ? [`- ${sentences[0]}`] : [])), ""];
}

/** A file name from the title: "Does lambda set the slope?" is does-lambda-set-the-slope.svg. */
function pictureOf({ title }: Finding, index: number): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `${PICTURES}/${[...words, ...(index > 0 ? [index + 1] : [])].join("-")}.svg`;
}

/** @param side what a side experiment found; none for a study of the verdict */
function studySection(results: StoredResults, side?: readonly Finding[]): string[] {
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
    "",
    perturbedColumnsText(study.data[0]),
    ...(study.cut.length > 0 ? ["", `Left out to fit the time: ${study.cut.join(" ")}`] : []),
    "",
    ...(side
      ? section(side, 3)
      : study.data.flatMap(({ name }) => [
          `### ${name}`,
          "",
          ...section(experimentFindings(results, { data: name }), 4),
        ])),
  ];
}

/** Of a side experiment: noisy labels where the study has any, else few rows. */
function sideFindings(results: StoredResults): Finding[] {
  const finding = hasLabelNoise(results) ? labelNoise : smallData;
  return [finding(results), finding(results, { regime: "best" })];
}

function section(findings: readonly Finding[], level: number, withPictures = false): string[] {
  return findings.flatMap((finding) => {
    const { title, table, figures, sentences } = finding;
    const pictures = withPictures ? figures.map((_, i) => `![${title}](${pictureOf(finding, i)})`) : [];
    return [
      `${"#".repeat(level)} ${title}`,
      "",
      ...sentences.map((sentence) => `- ${sentence}`),
      ...(sentences.length > 0 ? [""] : []),
      ...pictures.flatMap((picture) => [picture, ""]),
      ...(table.rows.length > 0
        ? [tableBundle(table.rows, { caption: table.caption, digits: 3 })["text/markdown"], ""]
        : []),
    ];
  });
}
