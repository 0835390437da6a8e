import type { TemplateValues } from "./cells";
import { codeCell, markdownCell, type NotebookCell } from "./notebook-file";

/** The cells that prepare the data, train plain models, ask for advice and train what is advised. */
export function trainingCells({ group, time, binary, reading }: TemplateValues): NotebookCell[] {
  const target = binary ? ', target: { transform: "binary", positive: POSITIVE }' : "";
  const base = binary ? "logistic" : "mse";
  const others = Object.entries(reading).filter(([key]) => key !== "missing" && key !== "text");
  return [
    markdownCell(`## Data

60/20/20, exact duplicates on one side of the split${group ? `, rows of one \`${group}\` too` : ""}${time ? `, the latest \`${time}\` in the test rows` : ""}${group && time ? " (a group stands where its latest row does)" : ""}. Means, standard deviations and everything else that is fitted come from the training rows alone.${time ? " The split is the same for every seed, so that what differs between seeds is weights, batches and noise." : ""}`),
    codeCell(`const dataset = await loadDataset(FILE, {
  target: TARGET, targetUnit: TARGET_UNIT, features: FEATURES, noisyFeatures: NOISY, groupBy: GROUP_BY, time: TIME,
  missing: MISSING, text: TEXT,${others.map(([key, value]) => ` ${key}: ${JSON.stringify(value)},`).join("")}
});
const prepare = (seed: number) => prepareDataset(dataset, { seed${target} });
const first = await prepare(SEEDS[0]);
for (const note of [...dataset.notes, ...first.preprocessor.notes, ...first.test.notes!]) console.log(note);
showTable(first.preprocessor.columns.map(({ name, unit, kind, mean, sd }) => ({ column: name, kind, unit, mean, sd })), {
  caption: \`\${first.train.rows} training, \${first.validation.rows} validation and \${first.test.rows} test rows\`,
});`),
    codeCell(`/** The columns that slopes are taken over: those of the features in NOISY; undefined for all. */
const slopeColumns = ({ columns }: Preprocessor): string[] | undefined => {
  const named = columns.filter(({ feature, kind }) => NOISY.includes(feature) && kind !== "missing");
  return named.length > 0 ? named.map(({ name }) => name) : undefined;
};
/** What noise and attacks move: of these columns, or of all, those that hold numbers; where none does, all of them. */
const moved = (preprocessor: Preprocessor) => {
  const named = slopeColumns(preprocessor) ?? [...preprocessor.featureNames];
  const numeric = preprocessor.numericColumns().map((column) => preprocessor.featureNames[column]);
  const features = named.filter((name) => numeric.includes(name));
  return features.length > 0 ? { features: features } : { features: named, perturbedColumns: "all" as const };
};`),
    markdownCell(`## The plain model

The methods of a seed share the split, the initial weights and the batches. Each begins with the plain loss, its warm-up.`),
    codeCell(`const shared = {
  seeds: SEEDS, prepare,
  model: { hidden: HIDDEN, activation: "tanh" as const },
  training: {
    epochs: EPOCHS, warmUpEpochs: WARM_UP_EPOCHS, learningRate: LEARNING_RATE,
    batchSize: Math.min(BATCH_SIZE, Math.ceil(first.train.rows / 2)),
  },
};
const plainProgress = trainingProgress({ title: "Plain" });
const plainRuns = await compareMethods({
  ...shared, methods: [{ name: "plain", options: { loss: plainLoss({ base: "${base}" }) } }],
  onEpoch: plainProgress, signal: notebookStopSignal(),
});
plainProgress.done();`),
    markdownCell(`## The advice

It rests on the slopes and errors of the first plain model on its training rows${binary ? ". lai-loss's studies are all of targets that are numbers: for two values it answers with defaults" : ", and on the results of lai-loss's studies"}.`),
    codeCell(`const advice = adviseLoss(plainRuns[0].predictor, first.train, {
  question: QUESTION, slope: SLOPE, base: "${base}", features: slopeColumns(first.preprocessor),
});
const advised = [advice.best, advice.lai].filter(({ name }, i, all) => all.findIndex((one) => one.name === name) === i);
showText([...advice.why, \`Compared below: plain; \${advised.map(({ name }) => name).join("; ")}.\`]);`),
    markdownCell("## The comparison"),
    codeCell(`const progress = trainingProgress({ title: "Advised" });
const runs = [...plainRuns, ...await compareMethods({
  ...shared, methods: advised.map(({ name, loss, training }) => ({ name, options: { loss, ...training } })),
  onEpoch: progress, signal: notebookStopSignal(),
})];
progress.done();
const methods = [...new Set(runs.map(({ method }) => method))];`),
  ];
}
