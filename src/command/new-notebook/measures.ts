import type { TemplateValues } from "./cells";
import { codeCell, markdownCell, type NotebookCell } from "./notebook-file";

/** The cells that measure the trained models, show them and conclude. */
export function measureCells({ binary }: TemplateValues): NotebookCell[] {
  const isBinary = binary !== undefined;
  return [
    markdownCell(`## Measures on the test rows

With the weights of the last epoch. ${
      binary
        ? `The model gives the logit of \`${binary.one}\`, and slopes are those of the logit. The RMSE is that of the probability, the square root of the Brier score.`
        : "Slopes are in standard deviations of the target per standard deviation of the features."
    } The noise is Gaussian; the attack is projected gradient ascent.`),
    codeCell(measures(isBinary)),
    codeCell(summary(isBinary)),
    codeCell(`await showFigure(figures.noiseCurves({
  models: methods.map((name) => ({
    name, sigmas: [0, ...SIGMAS], rmse: ofMethod(name).map((m) => [m.rmse, ...m.noise]),
  })),
  title: \`Error under noise in \${noisyOnes}\`, subtitle: "mean and 95 % t interval over the seeds",
  xLabel: "standard deviation of the noise (standardised)", yLabel: rmseLabel,
}));`),
    codeCell(`const shown = runs.filter((run) => run.seed === SEEDS[0]);
await showFigure(figures.slopeHistogram({
  models: shown.map(({ method: name, predictor, prepared: { test, preprocessor } }) => ({
    name, slopes: inputGradientNorms(predictor, test, { features: slopeColumns(preprocessor) }),
  })),
  target: bound, title: \`Slope at each test row, seed \${SEEDS[0]}, and the slope asked for\`,
}));`),
    codeCell(dependence(isBinary)),
    markdownCell(`## What this run says

Each sentence is made from the numbers above. Differences are paired: the methods of a seed share split, weights and batches.`),
    codeCell(`const plain = ofMethod("plain");
const change = (name: string, value: (m: Measured) => number) => {
  const { mean, sd } = spread(ofMethod(name).map((m, i) => 100 * (value(m) / value(plain[i]) - 1)));
  return \`\${mean >= 0 ? "+" : ""}\${mean.toFixed(1)} ± \${sd.toFixed(1)} %\`;
};
for (const name of methods.slice(1)) {
  console.log(\`\${name} against plain: RMSE \${change(name, (m) => m.rmse)}, mean slope \${change(name, (m) => m.slope)}, \` +
    \`\${noiseLabel} \${change(name, (m) => m.noise[atNoise])}, \${attackLabel} \${change(name, (m) => m.attacked)}.\`);
}`),
    codeCell(answer()),
    markdownCell(`## Next

Ask another question under *Edit 2*, or name noisy features under *Edit 1*. A loss of your own choice joins the comparison as another entry of \`advised\`, such as \`{ name: "Lai, lambda 0.3", loss: laiLoss({ ${isBinary ? 'base: "logistic", ' : ""}lambda: 0.3 }), training: {} }\`.`),
  ];
}

function measures(isBinary: boolean): string {
  const [first, extraFields, curveOf, attackOf, objective] = isBinary
    ? [
        "  const { logLoss, auc } = binaryAccuracy(predictor, test);\n",
        " logLoss, auc: auc ?? NaN,",
        "probabilityPredictor(predictor), test",
        "predictor, test",
        ', objective: "logistic" as const',
      ]
    : [
        "  const inUnits = inTargetUnits(predictor, test); // errors in the target's own unit\n",
        "",
        "inUnits.predictor, inUnits.samples",
        "inUnits.predictor, inUnits.samples",
        "",
      ];
  return `const bound = advice.lai.targetSlope;
const measured = runs.map(({ method, seed, predictor, prepared: { test, preprocessor } }) => {
${first}  const columns = moved(preprocessor);
  const curve = noiseCurve(${curveOf}, { sigmas: SIGMAS, ...columns, seed });
  const noise = curve.points.map((point) => point.rmse);
  const search = { epsilons: [EPSILON], ...columns, trials: 1, seed${objective} };
  const attacked = attack(${attackOf}, search).points[0].pgd;
  const norms = gradientNorms(predictor, test, { features: slopeColumns(preprocessor), targetSlope: bound });
  const slopes = { slope: norms.mean!, p95: norms.p95!, above: 100 * norms.aboveTarget! };
  return { method, seed, rmse: curve.cleanRmse,${extraFields} ...slopes, noise, attacked };
});
type Measured = (typeof measured)[number];
const ofMethod = (name: string) => measured.filter((m) => m.method === name);
const spread = (numbers: number[]) => ({ mean: mean(numbers), sd: numbers.length > 1 ? standardDeviation(numbers) : 0 });`;
}

function summary(isBinary: boolean): string {
  const columns = `"rmse", ${isBinary ? '"logLoss", "auc", ' : ""}"slope", "p95", "above", "attacked"`;
  const label = isBinary ? '"RMSE of the probability"' : `TARGET_UNIT ? \`RMSE, \${TARGET_UNIT}\` : "RMSE"`;
  return `const rmseLabel = ${label};
const noisyOnes = NOISY.join(", ") || ("perturbedColumns" in moved(first.preprocessor) ? "all columns" : "the numeric features");
const atNoise = SIGMAS.length - 1;
const noiseLabel = \`RMSE under noise \${SIGMAS[atNoise]}\`;
const attackLabel = \`${isBinary ? "log loss" : "RMSE"} under attack \${EPSILON}\`;
const numbers = [${columns}] as const;
showTable(methods.map((method) => ({
  method,
  ...Object.fromEntries(numbers.map((key) => [key, spread(ofMethod(method).map((m) => m[key]))])),
  noisy: spread(ofMethod(method).map((m) => m.noise[atNoise])),
})), {
  caption: \`Test rows, mean ± sd over \${SEEDS.length} seeds; noise and attack in \${noisyOnes}\`,
  labels: {
    rmse: rmseLabel, ${isBinary ? 'logLoss: "log loss", auc: "AUC", ' : ""}slope: "mean slope", p95: "slope p95", attacked: attackLabel,
    above: \`% of slopes above \${bound.toPrecision(3)}\`, noisy: noiseLabel,
  },
  best: { rmse: "min", noisy: "min", attacked: "min" },
});`;
}

function dependence(isBinary: boolean): string {
  const output = isBinary ? "probabilityPredictor(predictor)" : "inTargetUnits(predictor, test).predictor";
  const label = isBinary ? '"chance of " + POSITIVE' : `TARGET + (TARGET_UNIT && \`, \${TARGET_UNIT}\`)`;
  return `const { preprocessor, test } = shown[0].prepared;
const slopes = sensitivity(shown[0].predictor, test).perFeature;
const numeric = preprocessor.columns.map((column, i) => ({ ...column, slope: slopes[i].meanAbsolute }))
  .filter((column) => column.kind === "numeric");
const [steepest] = numeric.sort((a, b) => b.slope - a.slope); // of the plain model
if (steepest) {
  const models = shown.map(({ method: name, predictor }) => {
    const curve = partialDependence(${output}, test, steepest.name, { iceCurves: 25, seed: SEEDS[0] });
    const grid = curve.grid.map((x) => preprocessor.rawFeature(steepest.name, x));
    return { name, grid, mean: curve.average, ice: curve.ice };
  });
  const { unit } = dataset.features.find((feature) => feature.name === steepest.feature)!;
  await showFigure(figures.partialDependence({
    models, title: \`\${TARGET} against \${steepest.feature}, the steepest numeric feature\`,
    xLabel: steepest.feature + (unit && \`, \${unit}\`), yLabel: ${label},
  }));
}`;
}

/** By what each question is judged, and who did better. */
function answer(): string {
  return `const judged: Record<Question, [measure: string, value: (m: Measured) => number]> = {
  smoother: ["mean slope", (m) => m.slope],
  "slope bound": [\`% of slopes above \${bound.toPrecision(3)}\`, (m) => m.above],
  "noisy inputs": [noiseLabel, (m) => m.noise[atNoise]],
  "noisy labels": ["RMSE", (m) => m.rmse],
  "worst case": [attackLabel, (m) => m.attacked],
};
const [measure, valueOf] = judged[QUESTION];
const said = methods.map((name) => \`\${name} (\${mean(ofMethod(name).map(valueOf)).toPrecision(4)})\`);
console.log(\`Asked for "\${QUESTION}", judged by \${measure} on the test rows (mean over the seeds): \${said.join("; ")}.\`);
const better = methods.slice(1).filter((name) => ofMethod(name).every((m, i) => valueOf(m) < valueOf(plain[i])));
console.log(better.length > 0
  ? \`Lower than plain in every seed: \${better.join("; ")}.\`
  : "No method is lower than plain in every seed.");`;
}
