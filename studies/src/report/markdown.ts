import { markdownTable } from "lai-internal";
import type { Summary } from "lai-loss/compare";
import type { LabelNoise } from "../label-noise-places";
import type { KeptEpoch } from "../study";
import { perturbedColumnsText } from "../study";
import { criteriaOf, mainCriterion } from "./criteria";
import type { SettingSummary, Spread, StudyResults } from "./results";

/** The results of a study as text with tables, for people. */
export function resultsMarkdown(results: StudyResults, costs: string[]): string {
  const { study, environment } = results;
  const head = [
    `# Study ${study.name}`,
    "",
    ...(study.description ? [study.description, ""] : []),
    "Made by `lai study report`; all numbers are in results.json and, run by run, in summary.parquet.",
    "RMSE and slopes are standardised: an RMSE of 1 is the target's standard deviation on the training rows.",
    "",
    `- Evaluation seeds: ${numbers(study.seeds.evaluation)}. Tuning seeds: ${numbers(study.seeds.tuning)}. Each seed decides split, initial weights, batches and noise, the same for every method.`,
    `- Tuned by validation RMSE, for every method alike: ${study.learningRates.length} learning rates (${study.learningRates.join(", ")}) for every value of what the method tunes.`,
    `- ${perturbedColumnsText(study.data[0])}`,
    `- Numbers: version ${environment.numerics}, kernel ${environment.kernel}.`,
    ...costs.map((cost) => `- ${cost}`),
    ...(study.cut.length > 0 ? [`- Left out to fit the time: ${study.cut.join(" ")}`] : []),
    "",
    ...incomplete(results),
  ];
  return `${[...head, ...study.data.flatMap(({ name }) => dataSection(results, name))].join("\n").trimEnd()}\n`;
}

function incomplete({ missing, failed, comparisons }: StudyResults): string[] {
  return [
    ...missing.map(({ data, runs }) => `**Not complete**: ${runs} known runs of ${data} are still to be done.`),
    ...(failed.length > 0 ? [`**${failed.length} runs failed**; results.json names each with its error.`] : []),
    ...comparisons.notes.map((note) => `- ${note}`),
    "",
  ];
}

function dataSection(results: StudyResults, name: string): string[] {
  const data = results.study.data.find((entry) => entry.name === name)!;
  const { model, training } = data;
  const lines = [
    `## ${name}`,
    "",
    `${data.rows === undefined ? "All rows" : `${data.rows} rows a seed`}; SHA-256 of the data ${data.sha256.slice(0, 16)}; network ${[...model.hidden, 1].join("-")}, ${model.activation}; ${training.epochs} epochs, the first ${training.warmUpEpochs} with the base loss; batches of ${training.batchSize}.` +
      (data.labelNoise ? ` ${labelNoiseText(data.labelNoise)}` : "") +
      (data.noisyFeatures.length > 0 ? ` Noisy features: ${data.noisyFeatures.join(", ")}.` : ""),
    "",
  ];
  if (!results.settings.some((setting) => setting.data === name)) return [...lines, "No results yet.", ""];
  for (const regime of results.study.regimes) {
    lines.push(`### ${name}: ${regime === "best" ? "the best epoch by validation" : "the last epoch"}`, "");
    lines.push(...chosenTable(results, name, regime), ...budgetTable(results, name, regime));
    for (const reference of results.study.comparison.references) {
      lines.push(...matchedTable(results, name, regime, reference));
    }
    lines.push(...curveTable(results, name, regime));
  }
  return lines;
}

function labelNoiseText({ where, share, sd }: LabelNoise): string {
  const rows = { flat: "where the function is flat", steep: "where it is steep", even: "drawn at random" }[where];
  return `Noise of ${sd} standard deviations on the labels of ${percentage(share)} of the training and validation rows, ${rows}.`;
}

/** Columns that tables of settings show, in this order, where they were measured. */
function shownCriteria({ study }: StudyResults): string[] {
  const kept = criteriaOf(study.measures).map(({ name }) => name);
  return kept.filter((name) => !/^slope (mean|max)$|^attackLinf|^featureAttack/.test(name));
}

function settingRow(results: StudyResults, setting: SettingSummary): string[] {
  const { measures } = setting;
  return [
    ...[spread(measures.rmse), spread(measures["slope mean"])],
    ...shownCriteria(results).map((name) => spread(measures[name])),
  ];
}

function chosenTable(results: StudyResults, data: string, regime: KeptEpoch): string[] {
  const tuning = results.tuning.find((entry) => entry.data === data)!;
  const rows = tuning.chosen
    .filter((chosen) => chosen.regime === regime)
    .map((chosen) => {
      const setting = results.settings.find(
        (entry) =>
          entry.data === data &&
          entry.regime === regime &&
          entry.method === chosen.method &&
          entry.setting === chosen.setting,
      )!;
      const edges = tuning.edges.filter((edge) => edge.regime === regime && edge.method === chosen.method);
      const marks = edges.map(({ what, edge }) => `${what}: ${edge}`).join("; ");
      return [
        ...[chosen.method, chosen.setting || "-", String(chosen.learningRate), marks || "-"],
        `${Math.round(100 * setting.stillLearning)} %`,
        ...settingRow(results, setting),
      ];
    });
  return [
    "Chosen by validation RMSE on the tuning seeds, measured on the evaluation seeds: mean ± standard deviation. Edge: a chosen value that is the lowest or highest tried. Late: runs whose best epoch is among the last twentieth.",
    "",
    ...table(
      ["method", "setting", "learning rate", "edge", "late", "RMSE", "slope mean", ...shownCriteria(results)],
      rows,
    ),
    "",
  ];
}

function budgetTable(results: StudyResults, data: string, regime: KeptEpoch): string[] {
  const { budget, baseline } = results.study.comparison;
  const own = results.comparisons.budget.filter((entry) => entry.data === data && entry.regime === regime);
  if (own.length === 0) return [];
  const cells = own.map((entry) => ({ ...entry, text: `${percent(entry.change)}${stars(entry.pHolm)}` }));
  return [
    `Change against ${baseline} where the clean validation RMSE may rise by at most ${percentage(budget)}: of the settings that keep to it, the one with the lowest criterion on validation rows, measured on test rows. ${KEY}`,
    "",
    ...byMethod(results, cells),
    "",
  ];
}

function matchedTable(results: StudyResults, data: string, regime: KeptEpoch, reference: string): string[] {
  const own = results.comparisons.matched.filter(
    (entry) => entry.data === data && entry.regime === regime && entry.reference === reference,
  );
  if (own.length === 0) return [];
  const cells = own.map((entry) => {
    const difference = entry.difference === null ? "none as accurate" : percent(entry.difference);
    return { ...entry, text: `${difference}${stars(entry.pHolm)}` };
  });
  const main = mainCriterion(criteriaOf(results.study.measures))!;
  return [
    `Each method's best by ${main.name} within that budget, against ${reference} at the same clean RMSE: the two settings of ${reference} whose mean clean RMSEs are next to the method's, mixed so that they have it. ${KEY} None as accurate: no setting of ${reference} has so low a mean clean RMSE.`,
    "",
    ...byMethod(results, cells),
    "",
  ];
}

const KEY =
  "Percent, [95 % interval], negative is a gain; * p < .05, ** p < .01, *** p < .001 by Wilcoxon's signed-rank test with Holm's correction over all data sets and methods.";

/** A line for each method, a column for each criterion; a cell says the setting too. */
function byMethod(
  results: StudyResults,
  entries: readonly { criterion: string; method: string; setting: string | null; text: string }[],
): string[] {
  const criteria = shownCriteria(results).filter((name) => entries.some(({ criterion }) => criterion === name));
  const methods = [...new Set(entries.map(({ method }) => method))];
  const rows = methods.map((method) => [
    method,
    ...criteria.map((name) => {
      const entry = entries.find(({ criterion, method: of }) => criterion === name && of === method);
      if (entry === undefined) return "-";
      if (entry.setting === null) return "none keeps to it";
      return entry.setting === "" ? entry.text : `${entry.setting}: ${entry.text}`;
    }),
  ]);
  return table(["method", ...criteria], rows);
}

function curveTable(results: StudyResults, data: string, regime: KeptEpoch): string[] {
  const own = results.settings.filter(
    (entry) => entry.data === data && entry.regime === regime && entry.value !== null,
  );
  if (own.length === 0) return [];
  const rows = own.map((entry) => [
    ...[entry.method, entry.setting, String(entry.learningRate), ...settingRow(results, entry)],
    spread(entry.measures["share above the asked slope"]),
  ]);
  const columns = [
    "method",
    "setting",
    "learning rate",
    "RMSE",
    "slope mean",
    ...shownCriteria(results),
    "above asked slope",
  ];
  return ["Every setting, at the learning rate that tuning chose for it.", "", ...table(columns, rows), ""];
}

function table(columns: string[], rows: string[][]): string[] {
  const escaped = (cells: string[]): string[] => cells.map((cell) => cell.replaceAll("|", "\\|"));
  return markdownTable(escaped(columns), rows.map(escaped));
}

function spread(value: Spread | undefined): string {
  if (value === undefined) return "-";
  return value.sd === null ? value.mean.toPrecision(3) : `${value.mean.toPrecision(3)} ± ${value.sd.toPrecision(2)}`;
}

function percent(summary: Summary | null): string {
  if (summary === null) return "-";
  const show = (value: number): string => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)}`;
  const interval = summary.interval ? ` [${summary.interval.map(show).join(", ")}]` : "";
  return `${show(summary.mean)}${interval}`;
}

function percentage(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function stars(pValue: number | null): string {
  if (pValue === null) return "";
  return pValue < 0.001 ? " ***" : pValue < 0.01 ? " **" : pValue < 0.05 ? " *" : "";
}

function numbers(values: readonly number[]): string {
  const [first] = values;
  const isRange = values.length > 2 && values.every((value, i) => value === first + i);
  return isRange ? `${first} to ${values[values.length - 1]}` : values.join(", ");
}
