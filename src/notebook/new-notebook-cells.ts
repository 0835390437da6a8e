import type { InspectedFile } from "../data/inspect-file";
import type { NotebookCell } from "./run/notebook-file";

/** What the template's cells are filled with. */
export interface TemplateValues {
  title: string;
  /** the data file as the notebook names it */
  file: string;
  target: string;
  targetUnit: string;
  group?: string;
  time?: string;
  /** of a target of two values: those that count as 0 and as 1 */
  binary?: { zero: string; one: string };
  inspected: InspectedFile;
  /** with a target */
  rows: number;
}

/** The cells of a new notebook: they run from top to bottom as they are. */
export function templateCells(values: TemplateValues): NotebookCell[] {
  const { title, target, rows, inspected, binary } = values;
  const batch = rows >= 20000 ? 256 : rows >= 2000 ? 128 : 32;
  const epochs = rows >= 20000 ? 30 : rows >= 2000 ? 60 : 150;
  const remarks = inspected.report.warnings.map((warning) => `- ${warning}`).join("\n");
  return [
    markdown(`# ${title}: ${target}

**Question.** How well does a network predict \`${target}\`, how steep is it in each feature, and how well does it stand noise in its inputs: with the plain loss, with Lai loss, and with a gradient penalty?

Written by \`lai notebook new\`. Look at the cell *What was guessed* first: all of it can be changed. Then *Run All*.`),
    code(`import { ready, versions, loadDataset, prepareDataset, denseModel, train, modelPredictor } from "lai-loss";
import { plainLoss, laiLoss, gradientPenaltyLoss, accuracy, gradientNorms, noiseCurve, showTable } from "lai-loss";${binary ? '\nimport { binaryAccuracy, probabilityPredictor } from "lai-loss";' : ""}

const backend = await ready();
console.log(versions(), \`on \${backend.backend}\`);`),
    markdown(`## What was guessed

${inspected.report.rows} rows were looked at. Change what you know better: \`kind\` is numeric, ordinal (with \`order\`), categorical or cyclic (with \`period\`); numeric features also take \`log1p: true\` and \`clip: [0.01, 0.99]\`. \`unit\` is shown in tables. Name the features whose readings you trust least in \`NOISY\`.${remarks === "" ? "" : `\n\n**To look at:**\n${remarks}`}`),
    code(guesses(values)),
    code(`const SEEDS = [0, 1, 2];
const HIDDEN = [64, 32];
const EPOCHS = ${epochs};
const WARM_UP_EPOCHS = ${Math.round(epochs / 10)};
const BATCH_SIZE = ${batch};
const LAMBDA = 0.3;              // asks for slopes of about sqrt(0.3) = 0.55 in standardised units
const PENALTY_WEIGHT = 0.01;
const SIGMAS = [0.1, 0.2, 0.3];  // noise, in standard deviations of each noisy feature`),
    markdown(`## Data

60/20/20, exact duplicates on one side of the split${values.group ? `, rows of one \`${values.group}\` too` : ""}${values.time ? `, the latest \`${values.time}\` in the test rows` : ""}${values.group && values.time ? " (a group stands where its latest row does)" : ""}. Means, standard deviations and everything else that is fitted come from the training rows alone.`),
    code(`const dataset = await loadDataset(FILE, { target: TARGET, targetUnit: TARGET_UNIT, features: FEATURES, missing: MISSING, groupBy: GROUP_BY, time: TIME });
console.log(dataset.notes.join("\\n"));
const first = await prepareDataset(dataset, { seed: SEEDS[0]${targetOption(values)} });
console.log(first.preprocessor.notes.concat(first.test.notes ?? []).join("\\n"));
showTable(first.preprocessor.columns.map(({ name, unit, kind, mean, sd }) => ({ column: name, kind, unit, mean, sd })), {
  caption: \`\${first.train.rows} training, \${first.validation.rows} validation and \${first.test.rows} test rows\`,
});`),
    markdown(`## Training

Every method of a seed shares the split, the initial weights and the batches.`),
    code(training(values)),
    markdown(`## Measures on the test rows

Of the weights of the last epoch. ${
      binary
        ? `The model gives the logit of \`${binary.one}\`; slopes are of the logit, per standard deviation of a feature. The RMSE is that of the probability, the square root of the Brier score.`
        : "Slopes are in standard deviations of the target per standard deviation of a feature."
    }`),
    code(`const spread = (numbers: number[]): string => {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const sd = Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, numbers.length - 1));
  return \`\${mean.toPrecision(4)} ± \${sd.toPrecision(2)}\`;
};
showTable(Object.keys(LOSSES).map((method) => {
  const of = results.filter((result) => result.method === method);
  const row: Record<string, string> = { method, RMSE: spread(of.map((r) => r.rmse)), ${binary ? '"log loss": spread(of.map((r) => r.logLoss)), AUC: spread(of.map((r) => r.auc)), ' : ""}"mean slope": spread(of.map((r) => r.slope)) };
  SIGMAS.forEach((sigma, i) => { row[\`RMSE, noise \${sigma}\`] = spread(of.map((r) => r.noise[i])); });
  return row;
}), { caption: \`\${TARGET}\${TARGET_UNIT ? \` (\${TARGET_UNIT})\` : ""}, mean ± sd over \${SEEDS.length} seeds; noise in \${NOISY.length ? NOISY.join(", ") : "all numeric features"}\` });`),
    markdown(`## Next

A lower mean slope at the same RMSE is what smoothing asks for; whether it helps under noise stands in the last columns. Try other lambdas, \`laiLoss({ lambda: LAMBDA, oneSided: true })\`, or the notebooks that came with lai-loss.`),
  ];
}

function guesses({ file, target, targetUnit, group, time, binary, inspected }: TemplateValues): string {
  const { missing, missingReasons, features, leftOut } = inspected;
  const quote = (value: unknown): string => JSON.stringify(value);
  const lines = features.map(({ feature, reason }) => {
    const fields = Object.entries(typeof feature === "string" ? { name: feature } : feature);
    return `  { ${fields.map(([key, value]) => `${key}: ${quote(value)}`).join(", ")} }, // ${reason}`;
  });
  return [
    'import type { FeatureInput } from "lai-loss";',
    "",
    `const FILE = ${quote(file)};`,
    `const TARGET = ${quote(target)};`,
    `const TARGET_UNIT = ${quote(targetUnit)};`,
    ...(binary ? [`const POSITIVE = ${quote(binary.one)}; // counts as 1, ${binary.zero} as 0`] : []),
    `const MISSING: string[] = ${quote(missing)};${missingReasons.length > 0 ? ` // ${missingReasons.join("; ")}` : ""}`,
    `const GROUP_BY: string[] = ${quote(group === undefined ? [] : [group])}; // rows that agree in these stay together`,
    `const TIME: string | undefined = ${time === undefined ? "undefined" : quote(time)}; // a column of times: chronological split`,
    "const NOISY: string[] = []; // features to put noise on; none: all numeric ones",
    "const FEATURES: FeatureInput[] = [",
    ...lines,
    ...leftOut.map(({ name, reason }) => `  // ${name}: ${reason}`),
    "];",
  ].join("\n");
}

function targetOption({ binary }: TemplateValues): string {
  return binary ? ', target: { transform: "binary", positive: POSITIVE }' : "";
}

function training(values: TemplateValues): string {
  const { binary } = values;
  const base = binary ? '"logistic"' : '"mse"';
  const of = (number: string): string => (binary ? number : `${number} * scale`);
  return `const LOSSES = {
  plain: plainLoss({ base: ${base} }),
  [\`Lai, lambda \${LAMBDA}\`]: laiLoss({ base: ${base}, lambda: LAMBDA }),
  "gradient penalty": gradientPenaltyLoss({ weight: PENALTY_WEIGHT${binary ? ', base: "logistic"' : ""} }),
};
const results: { method: string; seed: number; rmse: number; ${binary ? "logLoss: number; auc: number; " : ""}slope: number; noise: number[] }[] = [];
for (const seed of SEEDS) {
  const { train: rows, validation, test, preprocessor } = await prepareDataset(dataset, { seed${targetOption(values)} });
  const noisy = NOISY.length ? NOISY.flatMap((f) => preprocessor.columnsOf(f)) : preprocessor.numericColumns();
  const features = noisy.length ? noisy.map((column) => preprocessor.featureNames[column]) : undefined;
  for (const [method, loss] of Object.entries(LOSSES)) {
    const model = denseModel({ inputs: rows.features, hidden: HIDDEN, activation: "softplus", seed });
    const batchSize = Math.min(BATCH_SIZE, rows.rows);
    await train(model, rows, { loss, validation, epochs: EPOCHS, warmUpEpochs: WARM_UP_EPOCHS, batchSize, seed });
    const predictor = modelPredictor(model);
    const output = ${binary ? "probabilityPredictor(predictor)" : "predictor"};
    ${binary ? "const { logLoss, auc } = binaryAccuracy(predictor, test);" : "const scale = preprocessor.target.sd;"}
    const rmse = ${of("accuracy(output, test).rmse")};
    const noise = noiseCurve(output, test, { sigmas: SIGMAS, features, seed }).points.map((point) => ${of("point.rmse")});
    results.push({ method, seed, rmse, ${binary ? "logLoss, auc: auc ?? NaN, " : ""}slope: gradientNorms(predictor, test).mean!, noise });
    console.log(\`seed \${seed}, \${method}: RMSE \${rmse.toPrecision(4)}\`);
  }
}`;
}

function markdown(source: string): NotebookCell {
  return { cell_type: "markdown", metadata: {}, source: lines(source) };
}

function code(source: string): NotebookCell {
  return { cell_type: "code", metadata: {}, source: lines(source), outputs: [], execution_count: null };
}

/** As notebooks hold it: one string a line, each with its line feed. */
function lines(source: string): string[] {
  return source.split(/(?<=\n)/);
}
