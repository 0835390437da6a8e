import assert from "node:assert/strict";
import { test } from "node:test";
import { tableBundle } from "lai-loss/show";
import { assertClose } from "../../../tests/assert-close";
import { experimentFindings } from "../../src/verdict/experiment";
import { chosenFeatures } from "../../src/verdict/findings/chosen-features";
import { cleanAccuracy } from "../../src/verdict/findings/clean-accuracy";
import { earlyStopping } from "../../src/verdict/findings/early-stopping";
import { labelNoiseResults } from "../../src/verdict/findings/label-noise";
import { lambdaControl, measureLambdaControl } from "../../src/verdict/findings/lambda-control";
import { matchedNoise } from "../../src/verdict/findings/matched";
import { sampling } from "../../src/verdict/findings/sampling";
import { meanShareAbove, slopeBound } from "../../src/verdict/findings/slope-bound";
import { smallData } from "../../src/verdict/findings/small-data";
import { everyLambda } from "../../src/verdict/findings/trade-off";
import { withinBudget } from "../../src/verdict/findings/within-budget";
import { inShort } from "../../src/verdict/in-short";
import { makeEvidence } from "../../src/verdict/make-evidence";
import {
  lambdaControlOverAll,
  matchedOverAll,
  ranksOverAll,
  verdictFindings,
  withinBudgetOverAll,
} from "../../src/verdict/over-all";
import { allViews } from "../../src/verdict/over-all/all-views";
import { resultsPage } from "../../src/verdict/results-page";
import { View } from "../../src/verdict/view";
import { type Asked, syntheticResults, type Told } from "./synthetic-results";

/**
 * Plain: RMSE .5, under noise 1, slope 2. The gradient penalty trades: weight .01 gives .5 and .9, weight .1 gives .6 and .7.
 * Lai reaches the square root of the asked slope at the last epoch, and stays at 2 at the best one.
 */
function told({ method, value, seed, regime }: Asked): Told {
  const jitter = 1 + 0.001 * (seed % 5);
  const of = (rmse: number, noise: number, slope: number, above = 0): Told => {
    return { rmse: rmse * jitter, noise: noise * jitter, slope, above };
  };
  if (value === null) return of(0.5, 1, 2);
  if (method === "gradientPenalty") return value === 0.01 ? of(0.5, 0.9, 1.8) : of(0.6, 0.7, 1);
  if (method === "linearHingeSlope") return of(0.55, 0.8, value, 0.02);
  if (method.startsWith("lai")) {
    const slope = regime === "best" ? 2 : Math.sqrt(Math.sqrt(value));
    const part = method === "laiMseSampled" && regime === "last" ? Math.sqrt(2 * slope) : slope;
    return value === 0.25 ? of(0.505, 0.88, part, 0.6) : of(0.55, 0.8, part, 0.4);
  }
  return of(0.5, 0.95, 1.9);
}

const results = syntheticResults(told);
const view = new View(results);

test("lambda control is the exponent with which the reached slope follows the asked one", () => {
  // asked .5, 1 and 2; reached their square roots: exponent 1/2, and only slope 1 is reached within a tenth
  const control = measureLambdaControl(view)!;
  assertClose(control.elasticity, 0.5, 1e-9);
  assert.deepEqual([control.set, control.lambdas], [1, 3]);
  assertClose(measureLambdaControl(view.withRegime("best"))!.elasticity, 0, 1e-9);
  const { sentences, table } = lambdaControl(results);
  assert.match(sentences[0], /^lambda moves the slope: asking for 1 % more gives 0.50 % more, and at 1 of 3 lambdas/);
  assert.deepEqual(
    table.rows.map((row) => row["asked slope"]),
    [null, 0.5, 1, 2],
  );
});

test("the outcome of a data set in a sentence: control, the largest gain within the budget, the matched comparisons", () => {
  assert.match(
    inShort(results),
    /^concrete, last epoch: lambda moves the slope \(1 % more asked gives 0\.50 % more, off by a factor of 1\.26\); .* 5 methods gain against MSE, most of all Lai-MSE \(-12\.0 % .*\); Lai forms .* have 3 gains, 0 losses and 0 ties\.$/,
  );
});

test("within the budget the setting is taken that is best on validation rows and costs at most 2 %", () => {
  const { table, sentences } = withinBudget(results);
  const of = (method: string) => table.rows.find((row) => row.method === method)!["all features, noise 0.3"];
  assert.match(String(of("gradient penalty")), /^weight 0.01: -10.0 % /);
  assert.match(String(of("Lai-MSE")), /^lambda 0.25: -12.0 % /);
  assert.equal(of("linear hinge"), "off is best");
  assert.match(sentences[0], /5 of 6 methods gain/);
});

test("a reference is matched at the mean clean error: the mix of its two neighbours", () => {
  // Lai at .505 meets the penalty's mix of 95 % of (.5, .9) and 5 % of (.6, .7), .89: .88 / .89 - 1 = -1.1 %
  const [entry] = view.matched(["Lai-MSE"], ["gradient penalty"], ["noise 0.3"]);
  assertClose(entry.difference!.mean, 0.88 / 0.89 - 1, 1e-9);
  assert.ok(entry.pHolm! < 0.05);
  assert.match(matchedNoise(results).sentences[0], /: 3 gains, 0 losses and 0 ties\.$/);
  // at .55 the mix is .8, as Lai: no difference at the other two lambdas
  const every = everyLambda(view).filter(({ method }) => method === "Lai-MSE");
  assertClose(
    every.map(({ difference }) => difference!.mean),
    [0.88 / 0.89 - 1, 0, 0],
    1e-9,
  );
});

test("methods on chosen features are compared at the setting of their row: the best where just those are noisy", () => {
  // under noise in all features lambda .25 is best, in the noisy ones lambda 1
  const noisy = syntheticResults(
    (asked) => {
      const one = told(asked);
      if (asked.method !== "laiPerFeature" || asked.value === null) return one;
      const [noise, featureNoise] = asked.value === 0.25 ? [0.88, 0.9] : [0.95, 0.8];
      return { ...one, rmse: one.rmse * (0.505 / (asked.value === 0.25 ? 0.505 : 0.55)), noise, featureNoise };
    },
    {
      methods: [
        "plainMse",
        { method: "gradientPenalty", grid: ["off", 0.01, 0.1] },
        { method: "laiPerFeature", features: "noisy", grid: ["off", 0.25, 1] },
      ],
    },
  );
  const at = new View(noisy);
  const [method] = at.labels("laiPerFeature");
  const row = chosenFeatures(noisy)!.table.rows.find((one) => one.method === method)!;
  assert.equal(row.setting, "lambda 1");
  // .505 is met by the mix .89 of the penalty: .8 / .89 - 1 = -10.1 %
  assert.match(String(row["against gradient penalty, same clean RMSE"]), /^-10\.\d % /);
  assert.equal(at.matched([method], ["gradient penalty"], ["noise 0.3"])[0].setting, "lambda 0.25");
});

test("a bound counts where it is below the plain slope, and is kept at 95 % of the rows", () => {
  assertClose(meanShareAbove(view, "linear hinge")!, 0.02, 1e-9);
  // lambda 4 asks for slope 2, the plain one, and .25 for a quarter of it: lambda 1 is left
  assertClose(meanShareAbove(view, "Lai-MSE")!, 0.4, 1e-9);
  assert.match(slopeBound(results).sentences[0], /^linear hinge keeps the bound .*Lai-MSE 40 %/);
});

test("early stopping, sampling and clean accuracy say what the numbers say", () => {
  // lambda .25 alone is below 1: slope sqrt(.5) against 2 is -65 %; at the best epoch nothing is left
  assert.match(earlyStopping(results).sentences[0], /by -65 % on average at the last epoch and by 0 % at the best/);
  // sampled slopes are sqrt(2 s): half of the log distance to 2
  assert.match(sampling(results)!.sentences[0], /moves the slope 0.50 times as far/);
  assert.match(cleanAccuracy(results).sentences[0], /^No method is more accurate than MSE; 0 of 6 are less/);
});

test("every finding has a title, rows of equal columns and a sentence, and can be shown", () => {
  const findings = experimentFindings(results);
  assert.deepEqual(
    findings.map(({ title }) => title),
    [
      "What plain training does",
      "Clean accuracy, each method tuned for it alone",
      "Does lambda set the slope?",
      "Noise and attack at nearly the same accuracy",
      "Against the baselines at the same clean RMSE",
      "What accuracy buys under noise, at every lambda",
      "The tail of the slopes and the worst case",
      "A slope of at most s, asked for directly",
      "What early stopping leaves",
      "A random part of the batch, or all of it",
    ],
  );
  for (const { title, table, sentences } of findings) {
    const [columns, ...others] = table.rows.map((row) => Object.keys(row));
    assert.ok(columns.length > 1, title);
    for (const other of others) assert.deepEqual(other, columns, title);
    assert.notEqual(table.caption, "", title);
    assert.notEqual(sentences.length, 0, title);
    for (const sentence of sentences) {
      assert.match(sentence, /^\S.*[.:]$/s, title);
      assert.doesNotMatch(sentence, /NaN|undefined|null/, title);
    }
    assert.doesNotMatch(tableBundle(table.rows)["text/plain"], /NaN|undefined|\[object/);
  }
});

test("over all data sets each method is told against plain training, the best first", () => {
  const { table, sentences } = withinBudgetOverAll([results, results]);
  // .88 for 1 at lambda .25, within the budget; the penalty's .9 comes next, a hinge within the budget is off
  assert.match(sentences[0], /gained by Lai-MSE \(median -12\.0 %, 0 gains, 0 losses and 2 ties\)\.$/);
  const penalty = table.rows.find(({ method }) => method === "gradient penalty")!;
  // the smallest p of eight seeds, 2^-7, times 12 comparisons is not below .05
  assert.equal(penalty["RMSE under noise of 0.3"], "0 gains, 0 losses and 2 ties");
  assertClose(Number(penalty["median, noise 0.3, %"]), -10, 1e-9);
  assertClose(Number(table.rows.find(({ method }) => method === "linear hinge")!["median, noise 0.3, %"]), 0, 1e-9);
});

test("over two data sets the median change is half way between them", () => {
  const stronger = syntheticResults((asked) => {
    const one = told(asked);
    return asked.method === "gradientPenalty" && asked.value !== null ? { ...one, noise: (one.noise * 8) / 9 } : one;
  });
  const median = (all: (typeof results)[]): number =>
    Number(
      withinBudgetOverAll(all).table.rows.find(({ method }) => method === "gradient penalty")!["median, noise 0.3, %"],
    );
  assertClose(median([stronger]), -20, 1e-9);
  assertClose(median([results, stronger]), -15, 1e-9);
  assertClose(median([results, stronger, stronger]), -20, 1e-9);
  const [penalty] = makeEvidence([stronger, results])["noisy inputs"].filter(
    ({ method }) => method === "gradientPenalty",
  );
  assertClose(penalty.median, -0.15, 1e-9);
});

test("over all data sets gains and losses are counted and p-values corrected together", () => {
  const worse = syntheticResults((asked) => {
    const one = told(asked);
    return asked.method.startsWith("lai") && asked.value !== null ? { ...one, noise: 1.3 * one.noise } : one;
  });
  const all = [results, worse];
  assert.match(matchedOverAll(all).sentences[0], /3 gains, 3 losses and 0 ties\.$/);
  assert.match(lambdaControlOverAll(all).sentences[0], /on 0 of 2 data sets and splits: none; it hardly moves it on 0/);
  assert.equal(ranksOverAll(all), null); // the same rows twice are one data set
  const other = syntheticResults(told, { data: [{ dataset: "auto-mpg" }] });
  const ranks = ranksOverAll([results, other])!.table.rows;
  assert.equal(ranks.length, 7);
  assertClose(
    ranks.reduce((sum, row) => sum + Number(row["mean rank"]), 0),
    (7 * 8) / 2,
    1e-9,
  );
  assert.deepEqual(
    verdictFindings(all).filter(({ sentences }) => sentences.length === 0),
    [],
  );
});

test("RESULTS.md has the tables of the findings, seeds, versions and what was cut", () => {
  const { text: page, pictures } = resultsPage([syntheticResults(told, { cut: ["No second network."] })]);
  assert.match(page, /Left out to fit the time: No second network\./);
  assert.match(page, /8 evaluation seeds \(0 to 7\), 1 tuning seeds/);
  const { table } = slopeBound(results);
  assert.ok(page.includes(tableBundle(table.rows, { caption: table.caption, digits: 3 })["text/markdown"]));
  assert.ok(pictures.has("notebooks/images/results/does-lambda-set-the-slope.svg"));
  for (const path of pictures.keys()) assert.ok(page.includes(`](${path})`), path);
  assert.match(resultsPage([]).text, /no stored results yet/);
});

test("noisy labels are judged against the gradient penalty by the RMSE on clean test labels, place by place", () => {
  const noisy = syntheticResults(
    (asked) => {
      const one = told(asked);
      const wins = asked.method === "laiOneSided" && asked.value !== null && asked.data === "flat";
      return wins ? { ...one, rmse: 0.8 * one.rmse } : one;
    },
    {
      data: (["flat", "steep"] as const).map((where) => {
        return { name: where, dataset: "concrete", labelNoise: { where, share: 0.3, sd: 1 } };
      }),
    },
  );
  const found = labelNoiseResults(noisy).filter(({ method }) => method === "Lai-MSE, one-sided");
  // .8 of .505 against the penalty's .5
  assertClose(found[0].change.mean, (0.8 * 0.505) / 0.5 - 1, 1e-9);
  assert.deepEqual(
    found.map(({ where, pHolm }) => [where, pHolm < 0.2]),
    [
      ["flat", true],
      ["steep", false],
    ],
  );
});

test("with few rows each method is told against plain training and against weight decay, as tuned", () => {
  const few = syntheticResults(
    ({ method, value, seed }) => {
      const rmse = method === "weightDecay" && value !== null ? 0.4 : method === "laiMse" && value === 4 ? 0.44 : 0.5;
      return { rmse: rmse * (1 + 0.001 * seed), noise: 1, slope: 1, above: 0 };
    },
    {
      ...{ name: "few", measures: ["accuracy", "sensitivity"], comparison: {} },
      methods: ["plainMse", { method: "weightDecay", grid: ["off", 0.1] }, { method: "laiMse", grid: ["off", 4] }],
    },
  );
  const { table, sentences } = smallData(few);
  const lai = table.rows.find(({ method }) => method === "Lai-MSE")!;
  assert.match(String(lai["against MSE"]), /^-12.0 % /); // .44 / .5 - 1
  assert.match(String(lai["against weight decay"]), /^\+10.0 % /); // .44 / .4 - 1
  assert.match(sentences[0], /has weight decay on concrete; a Lai form on 0 of 1\.$/);
  assert.match(sentences[1], /weight decay: 0 gains, 1 loss and 0 ties; against MSE: 1 gain, 0 losses and 0 ties/);
  assert.deepEqual(allViews([few]), [], "a side experiment is no data set of the verdict");
  assert.match(resultsPage([few]).text, /### Few training rows/);
});
