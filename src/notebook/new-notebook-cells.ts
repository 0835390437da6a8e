import type { InspectedFile } from "../data/inspect-file";
import { comparisonCells } from "./new-notebook-comparison";
import type { NotebookCell } from "./run/notebook-file";
import { PARAMETERS_TAG } from "./run/parameters";

/** What the template's cells are filled with. */
export interface TemplateValues {
  title: string;
  /** the data file as the notebook names it */
  file: string;
  target: string;
  targetUnit: string;
  /** how the target is learnt, as a sentence's end */
  targetReason: string;
  group?: string;
  time?: string;
  /** of a target of two values: those that count as 0 and as 1 */
  binary?: { zero: string; one: string };
  inspected: InspectedFile;
  /** columns that are read as text, whatever their cells */
  text: readonly string[];
  /** with a target */
  rows: number;
}

/** The cells of a new notebook: they run from top to bottom as they are. */
export function templateCells(values: TemplateValues): NotebookCell[] {
  const { title, target, rows, inspected } = values;
  const remarks = inspected.report.warnings.map((warning) => `- ${warning}`).join("\n");
  return [
    markdown(`# ${title}: ${target}

**Question.** How well does a network predict \`${target}\`, how steep is it in its features, and how well does it stand noise in its inputs: with the plain loss, with Lai loss, and with a gradient penalty?

**Data.** \`${values.file}\`, ${rows} rows with a target; source and licence are yours to name here. **Run time:** the bar under *Training* tells. **Outcome.** Computed in the last cell.

*What is whose:* lambda's two branches and the MSE variant are the paper's ([arXiv 2405.07884](https://arxiv.org/abs/2405.07884)); its L2 norm over several features${values.binary ? ", its logistic form" : ""} and the warm-up are lai-loss's own.

Written by \`lai notebook new\`. Look at the cell *What was guessed* first: all of it can be changed. Then *Run All*.`),
    code(imports(values)),
    markdown(`## What was guessed

${inspected.report.rows} rows were looked at. Change what you know better: \`kind\` is numeric, ordinal (with \`order\`), categorical or cyclic (with \`period\`); numeric features also take \`log1p: true\` and \`clip: [0.01, 0.99]\`. \`unit\` is shown in tables. Name the features whose readings you trust least in \`NOISY\`.${remarks === "" ? "" : `\n\n**To look at:**\n${remarks}`}`),
    code(guesses(values)),
    code(parameters(rows), PARAMETERS_TAG),
    ...comparisonCells(values).map(({ kind, source }) => (kind === "code" ? code(source) : markdown(source))),
  ];
}

function imports({ binary }: TemplateValues): string {
  return `import { ready, versions, loadDataset, prepareDataset, compareMethods, notebookStopSignal } from "lai-loss";
import { plainLoss, laiLoss, gradientPenaltyLoss, mean, standardDeviation } from "lai-loss";
import { gradientNorms, inputGradientNorms, noiseCurve, partialDependence, sensitivity } from "lai-loss";
${binary ? 'import { binaryAccuracy, probabilityPredictor } from "lai-loss";\n' : ""}import { figures, showFigure, showTable, trainingProgress } from "lai-loss";
import type { FeatureInput } from "lai-loss";

const backend = await ready();
console.log(versions(), \`on \${backend.backend}\`);`;
}

function parameters(rows: number): string {
  const batch = rows >= 20000 ? 256 : rows >= 2000 ? 128 : 32;
  const epochs = rows >= 20000 ? 30 : rows >= 2000 ? 60 : 150;
  return `const SEEDS = [0, 1, 2];
const HIDDEN = [64, 32];
const EPOCHS = ${epochs};
const WARM_UP_EPOCHS = ${Math.round(epochs / 10)};
const BATCH_SIZE = ${batch};
const LAMBDA = 0.3;                        // asks for slopes of about sqrt(0.3) = 0.55 in standardised units
const PENALTY_WEIGHT = 0.01;
const SIGMAS = [0.05, 0.1, 0.2, 0.3, 0.5]; // noise, in standard deviations of each noisy feature`;
}

function guesses({
  file,
  target,
  targetUnit,
  targetReason,
  group,
  time,
  binary,
  inspected,
  text,
}: TemplateValues): string {
  const { missing, missingReasons, features, leftOut } = inspected;
  const quote = (value: unknown): string => JSON.stringify(value);
  const comment = (reason: string): string => reason.replace(/\s+/g, " ");
  const lines = features.map(({ feature, reason }) => {
    const fields = Object.entries(typeof feature === "string" ? { name: feature } : feature);
    return `  { ${fields.map(([key, value]) => `${key}: ${quote(value)}`).join(", ")} }, // ${comment(reason)}`;
  });
  const codes = missingReasons.length > 0 ? ` // ${comment(missingReasons.join("; "))}` : "";
  return [
    `const FILE = ${quote(file)};`,
    `const TARGET = ${quote(target)}; // ${comment(targetReason)}`,
    `const TARGET_UNIT = ${quote(targetUnit)};`,
    ...(binary ? [`const POSITIVE = ${quote(binary.one)}; // counts as 1, ${comment(binary.zero)} as 0`] : []),
    `const MISSING: string[] = ${quote(missing)};${codes}`,
    `const TEXT: string[] = ${quote(text)}; // columns that hold words, though most of their cells look like numbers`,
    `const GROUP_BY: string[] = ${quote(group === undefined ? [] : [group])}; // rows that agree in these stay together`,
    `const TIME: string | undefined = ${time === undefined ? "undefined" : quote(time)}; // a column of times: chronological split`,
    "const NOISY: string[] = []; // features to put noise on; none: all numeric ones",
    "const FEATURES: FeatureInput[] = [",
    ...lines,
    ...leftOut.map(({ name, reason }) => `  // ${comment(`${name}: ${reason}`)}`),
    "];",
  ].join("\n");
}

function markdown(source: string): NotebookCell {
  return { cell_type: "markdown", metadata: {}, source: lines(source) };
}

function code(source: string, tag?: string): NotebookCell {
  const metadata = tag === undefined ? {} : { tags: [tag] };
  return { cell_type: "code", metadata, source: lines(source), outputs: [], execution_count: null };
}

/** As notebooks hold it: one string a line, each with its line feed. */
function lines(source: string): string[] {
  return source.split(/(?<=\n)/);
}
