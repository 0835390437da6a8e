import type { TemplateValues } from "./new-notebook-cells";

/** A cell of the template, before it has a notebook's form. */
interface Cell {
  kind: "markdown" | "code";
  source: string;
}

const markdown = (source: string): Cell => ({ kind: "markdown", source });
const code = (source: string): Cell => ({ kind: "code", source });

/** The part of a new notebook that prepares, trains, measures and concludes: the same for every file but for the target's kind. */
export function comparisonCells(values: TemplateValues): Cell[] {
  const { group, time, binary } = values;
  const target = binary ? ', target: { transform: "binary", positive: POSITIVE }' : "";
  const base = binary ? "logistic" : "mse";
  return [
    markdown(`## Data

60/20/20, exact duplicates on one side of the split${group ? `, rows of one \`${group}\` too` : ""}${time ? `, the latest \`${time}\` in the test rows` : ""}${group && time ? " (a group stands where its latest row does)" : ""}. Means, standard deviations and everything else that is fitted come from the training rows alone.`),
    code(`const dataset = await loadDataset(FILE, {
  target: TARGET, targetUnit: TARGET_UNIT, features: FEATURES, groupBy: GROUP_BY, time: TIME,
  missing: MISSING, kinds: Object.fromEntries(TEXT.map((name) => [name, "text" as const])),
});
const prepare = (seed: number) => prepareDataset(dataset, { seed${target} });
const first = await prepare(SEEDS[0]);
for (const note of [...dataset.notes, ...first.preprocessor.notes, ...first.test.notes!]) console.log(note);
showTable(first.preprocessor.columns.map(({ name, unit, kind, mean, sd }) => ({ column: name, kind, unit, mean, sd })), {
  caption: \`\${first.train.rows} training, \${first.validation.rows} validation and \${first.test.rows} test rows\`,
});`),
    markdown(`## Training

Every method of a seed shares the split, the initial weights and the batches. The warm-up with the plain loss comes first.`),
    code(`const methods = [
  { name: "plain", options: { loss: plainLoss({ base: "${base}" }) } },
  { name: \`Lai, lambda \${LAMBDA}\`, options: { loss: laiLoss({ base: "${base}", lambda: LAMBDA }) } },
  { name: "gradient penalty", options: { loss: gradientPenaltyLoss({ base: "${base}", weight: PENALTY_WEIGHT }) } },
];
const progress = trainingProgress({ title: "Training" });
const runs = await compareMethods({
  methods, seeds: SEEDS, prepare,
  model: { hidden: HIDDEN, activation: "softplus" },
  training: {
    epochs: EPOCHS, warmUpEpochs: WARM_UP_EPOCHS,
    batchSize: Math.min(BATCH_SIZE, Math.ceil(first.train.rows / 2)),
  },
  onEpoch: progress, signal: notebookStopSignal(),
});
progress.done();`),
    markdown(`## Measures on the test rows

With the weights of the last epoch. ${
      binary
        ? `The model gives the logit of \`${binary.one}\`; slopes are of the logit, per standard deviation of a feature. The RMSE is that of the probability, the square root of the Brier score.`
        : "Slopes are in standard deviations of the target per standard deviation of a feature."
    }`),
    code(measures(binary !== undefined)),
    code(summary(binary !== undefined)),
    code(`const hasNumbers = first.preprocessor.numericColumns().length > 0;
const noisyOnes = NOISY.join(", ") || (hasNumbers ? "the numeric features" : "all columns");
await showFigure(figures.noiseCurves({
  models: methods.map(({ name }) => ({
    name, sigmas: [0, ...SIGMAS], rmse: ofMethod(name).map((m) => [m.rmse, ...m.noise]),
  })),
  title: \`Error under noise in \${noisyOnes}\`, subtitle: "mean and 95 % t interval over the seeds",
  xLabel: "standard deviation of the noise (standardised)", yLabel: rmseLabel,
}));`),
    code(`const shown = runs.filter((run) => run.seed === SEEDS[0]);
await showFigure(figures.slopeHistogram({
  models: shown.map(({ method: name, predictor, prepared }) => ({
    name, slopes: inputGradientNorms(predictor, prepared.test),
  })),
  title: \`Slope at each test row, seed \${SEEDS[0]}\`,
}));`),
    code(dependence(binary !== undefined)),
    markdown(`## What this run says

Each sentence is made from the numbers above. Differences are paired: the methods of a seed share split, weights and batches.`),
    code(conclusion()),
    markdown(`## Next

A lower mean slope at the same RMSE is what smoothing asks for; whether it helps under noise stands in the figure. Try other lambdas, \`laiLoss({ lambda: LAMBDA, oneSided: true })\`, which never makes a model steeper, or the notebooks that came with lai-loss.`),
  ];
}

function measures(isBinary: boolean): string {
  const unit = isBinary ? "" : " * sd";
  const [extra, extraFields, output] = isBinary
    ? [
        "  const { logLoss, auc } = binaryAccuracy(predictor, test);\n  const output = probabilityPredictor(predictor);\n",
        " logLoss, auc: auc ?? NaN,",
        "output",
      ]
    : ["  const { sd } = preprocessor.target;\n", "", "predictor"];
  return `const measured = runs.map(({ method, seed, predictor, prepared: { test, preprocessor } }) => {
${extra}  const columns = NOISY.length ? NOISY.flatMap((name) => preprocessor.columnsOf(name)) : preprocessor.numericColumns();
  const features = columns.length ? columns : undefined; // no numeric feature: noise in all columns
  const curve = noiseCurve(${output}, test, { sigmas: SIGMAS, features, seed });
  const noise = curve.points.map((point) => point.rmse${unit});
  const { mean: slope, p95 } = gradientNorms(predictor, test);
  return { method, seed, rmse: curve.cleanRmse${unit},${extraFields} slope: slope!, p95: p95!, noise };
});
type Measured = (typeof measured)[number];
const ofMethod = (name: string) => measured.filter((m) => m.method === name);
const spread = (numbers: number[]) => ({ mean: mean(numbers), sd: numbers.length > 1 ? standardDeviation(numbers) : 0 });`;
}

function summary(isBinary: boolean): string {
  const columns = isBinary ? '"rmse", "logLoss", "auc", "slope", "p95"' : '"rmse", "slope", "p95"';
  const label = isBinary ? '"RMSE of the probability"' : '"RMSE of " + inUnit';
  const labels = isBinary ? 'logLoss: "log loss", auc: "AUC", ' : "";
  return `const inUnit = TARGET + (TARGET_UNIT && \`, \${TARGET_UNIT}\`);
const rmseLabel = ${label};
const atNoise = SIGMAS.length - 1;
const numbers = [${columns}] as const;
showTable(methods.map(({ name }) => ({
  method: name,
  ...Object.fromEntries(numbers.map((key) => [key, spread(ofMethod(name).map((m) => m[key]))])),
  noisy: spread(ofMethod(name).map((m) => m.noise[atNoise])),
})), {
  caption: \`Test rows, mean ± sd over \${SEEDS.length} seeds\`,
  labels: {
    rmse: rmseLabel, ${labels}slope: "mean slope", p95: "slope, 95th percentile",
    noisy: \`RMSE under noise \${SIGMAS[atNoise]}\`,
  },
  best: { rmse: "min", noisy: "min" },
});`;
}

function dependence(isBinary: boolean): string {
  const output = isBinary ? "probabilityPredictor(predictor)" : "predictor";
  const label = isBinary ? '"chance of " + POSITIVE' : "inUnit";
  return `const { preprocessor, test } = shown[0].prepared;
const slopes = sensitivity(shown[0].predictor, test).perFeature;
const numeric = preprocessor.columns.map((column, i) => ({ ...column, slope: slopes[i].meanAbsolute }))
  .filter((column) => column.kind === "numeric");
const [steepest] = numeric.sort((a, b) => b.slope - a.slope); // of the plain model
if (steepest) {
  const models = shown.map(({ method: name, predictor }) => {
    const curve = partialDependence(${output}, test, steepest.name, { iceCurves: 25, seed: SEEDS[0] });
    const inUnits = (values: number[]) => preprocessor.inverse(values);
    const grid = curve.grid.map((x) => preprocessor.rawFeature(steepest.name, x));
    return { name, grid, mean: inUnits(curve.average), ice: curve.ice.map(inUnits) };
  });
  const { unit } = dataset.features.find((feature) => feature.name === steepest.feature)!;
  await showFigure(figures.partialDependence({
    models, title: \`\${TARGET} against \${steepest.feature}, the steepest numeric feature\`,
    xLabel: steepest.feature + (unit && \`, \${unit}\`), yLabel: ${label},
  }));
}`;
}

function conclusion(): string {
  return `const plain = ofMethod(methods[0].name);
const change = (name: string, value: (m: Measured) => number) => {
  const { mean, sd } = spread(ofMethod(name).map((m, i) => 100 * (value(m) / value(plain[i]) - 1)));
  return \`\${mean >= 0 ? "+" : ""}\${mean.toFixed(1)} ± \${sd.toFixed(1)} %\`;
};
for (const { name } of methods.slice(1)) {
  console.log(\`\${name} against plain: mean slope \${change(name, (m) => m.slope)}, RMSE \${change(name, (m) => m.rmse)}, \` +
    \`RMSE under noise \${SIGMAS[atNoise]} \${change(name, (m) => m.noise[atNoise])}.\`);
}
const better = methods.slice(1).filter(({ name }) =>
  ofMethod(name).every((m, i) => m.noise[atNoise] < plain[i].noise[atNoise]));
console.log(better.length > 0
  ? \`Less error than plain under noise \${SIGMAS[atNoise]} in every seed: \${better.map((m) => m.name).join("; ")}.\`
  : \`No method had less error than plain under noise \${SIGMAS[atNoise]} in every seed.\`);`;
}
