import { type CatalogueEntry, kagglePage } from "../../data/catalogue";
import type { InspectedFile } from "../../data/inspect-file";
import type { ReadOptions } from "../../data/read-options";
import { measureCells } from "./measures";
import { codeCell, markdownCell, type NotebookCell } from "./notebook-file";
import { trainingCells } from "./training";

/** What the template's cells are filled with. */
export interface TemplateValues {
  /** the data file's own name */
  name: string;
  /** the data file as the notebook names it */
  file: string;
  /** what the catalogue knows, where the file comes with the package */
  entry?: CatalogueEntry;
  target: string;
  targetUnit: string;
  /** how the target is learnt, as a sentence's end */
  targetReason: string;
  group?: string;
  time?: string;
  /** of a target of two values: those that count as 0 and as 1 */
  binary?: { zero: string; one: string };
  inspected: InspectedFile;
  /** how the file is read, beside its missing codes */
  reading: ReadOptions;
  /** with a target */
  rows: number;
  /** that `adviseLoss` is asked */
  question: string;
  /** the command line that writes this notebook, if one does */
  command?: string;
}

/** The cells of a new notebook: they run from top to bottom as they are. */
export function templateCells(values: TemplateValues): NotebookCell[] {
  const { rows, question, binary, inspected } = values;
  const remarks = inspected.report.warnings.map((warning) => `- ${warning}`).join("\n");
  return [
    markdownCell(introduction(values)),
    codeCell(imports(binary !== undefined)),
    markdownCell(`## Edit 1: the data

Guessed from ${inspected.report.rows.toLocaleString("en")} rows. Change what you know better: \`kind\` is numeric, ordinal (with \`order\`), categorical or cyclic (with \`period\`); numeric features also take \`log1p: true\` and \`clip: [0.01, 0.99]\`. \`unit\` is shown in tables. Name the features whose readings you trust least in \`NOISY\`.${remarks === "" ? "" : `\n\n**To look at:**\n${remarks}`}`),
    codeCell(guesses(values)),
    markdownCell(`## Edit 2: the question

- \`"smoother"\`: flatter at little cost
- \`"slope bound"\`: no steeper than \`SLOPE\`
- \`"noisy inputs"\`: readings that scatter, those of \`NOISY\` if you named any
- \`"noisy labels"\`: a target that scatters
- \`"worst case"\`: small changes of the features, chosen to do harm

A slope is the change of ${binary ? `the logit of \`${binary.one}\`` : "the target, in standard deviations,"} for one standard deviation of the features.`),
    codeCell(`const QUESTION: Question = ${JSON.stringify(question)};
const SLOPE: number | undefined = undefined; // wanted, or the largest allowed; undefined: 0.7 of the plain model's`),
    markdownCell("## Edit 3: the training"),
    codeCell(parameters(rows), "parameters"),
    ...trainingCells(values),
    ...measureCells(values),
  ];
}

function introduction({ name, file, entry, target, rows, binary, command }: TemplateValues): string {
  const count = rows.toLocaleString("en");
  const source = entry
    ? `[${entry.kaggle.slug}](${kagglePage(entry)}) on Kaggle, embedded here as \`${file}\`, ${count} rows with a target (${entry.source}). **Licence:** ${entry.licence}; this notebook: MIT.`
    : `\`${file}\`, ${count} rows with a target; source and licence are yours to name here.`;
  const another = command
    ? `\n\n**A template.** All that belongs to this file stands in the three cells under *Edit*. This command guessed them and wrote the notebook; it does so for any table:\n\n\`\`\`sh\n${command}\n\`\`\``
    : "";
  return `# Which loss for \`${target}\` of ${name}?

**Question.** Which loss answers what is wanted of a model of \`${target}\`, and what does it change: in accuracy, in slopes, under noise, under attack?

**Data.** ${source} **Run time:** ${rows < 30000 ? "under a minute" : "minutes"} on two cores; the bars below tell.

**Outcome.** Computed in the last cells: plain models are trained, \`adviseLoss\` looks at their slopes and errors and says which loss answers the question and which Lai loss comes nearest, and these are compared with plain training over several seeds.

*What is whose:* lambda's two branches and the MSE variant are the paper's ([arXiv 2405.07884](https://arxiv.org/abs/2405.07884)); its L2 norm over several features, ${binary ? "its logistic form, " : ""}the one-sided variant, the warm-up and the advice are lai-loss's own.${another}`;
}

function imports(isBinary: boolean): string {
  return `import { ready, versions, plainLoss } from "lai-loss";
import { loadDataset, prepareDataset, type FeatureInput, type Preprocessor } from "lai-loss/data";
import { mean, standardDeviation, attack, gradientNorms, noiseCurve } from "lai-loss/measure";
import { inputGradientNorms, partialDependence, sensitivity } from "lai-loss/measure";
import { ${isBinary ? "binaryAccuracy, probabilityPredictor" : "inTargetUnits"} } from "lai-loss/measure";
import { adviseLoss, compareMethods, type Question } from "lai-loss/compare";
import { figures, showFigure, showTable, showText } from "lai-loss/show";
import { notebookStopSignal, trainingProgress } from "lai-loss/show";

const backend = await ready();
console.log(versions(), \`on \${backend.backend}\`);`;
}

/** By the number of rows, so that the notebook takes less than a minute; network and rate are those of the studies. */
function parameters(rows: number): string {
  const [epochs, batch] = rows >= 20000 ? [30, 256] : rows >= 2000 ? [60, 128] : rows >= 500 ? [100, 64] : [200, 32];
  return `const SEEDS = ${rows >= 20000 ? "[0, 1, 2]" : "[0, 1, 2, 3, 4]"};
const HIDDEN = [64, 32];
const EPOCHS = ${epochs};
const WARM_UP_EPOCHS = ${epochs / 10};
const BATCH_SIZE = ${batch};
const LEARNING_RATE = 0.003;
const SIGMAS = [0.05, 0.1, 0.2, 0.3, 0.5]; // noise, in standard deviations of each noisy feature
const EPSILON = 0.2; // attack: how far it may move a row, in standard deviations (L2 norm)`;
}

function guesses(values: TemplateValues): string {
  const { file, target, targetUnit, targetReason, group, time, binary, inspected, reading } = values;
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
    `const MISSING: ${Array.isArray(missing) ? "string[]" : "Record<string, string[]>"} = ${quote(missing)};${codes}`,
    `const TEXT: string[] = ${quote(reading.text ?? [])}; // columns that hold words, though most of their cells look like numbers`,
    `const GROUP_BY: string[] = ${quote(group === undefined ? [] : [group])}; // rows that agree in these stay together`,
    `const TIME: string | undefined = ${time === undefined ? "undefined" : quote(time)}; // a column of times: chronological split`,
    "const NOISY: string[] = []; // features to put noise on; none: all numeric ones",
    "const FEATURES: FeatureInput[] = [",
    ...lines,
    ...leftOut.map(({ name, reason }) => `  // ${comment(`${name}: ${reason}`)}`),
    "];",
  ].join("\n");
}
