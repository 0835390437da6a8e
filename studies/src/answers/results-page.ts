import { markdownTable, percent, shortNumber } from "lai-internal";
import type { Figure } from "lai-loss/show";
import type { Answers } from "./answers";
import { type Comparison, isFirstSplit } from "./comparison";
import { control, forest, tradeOff } from "./figures";
import { type Chosen, type InUse, LAI, LAI_FORMS, type MainAnswers, type Matched, PENALTY } from "./main-questions";
import type { NoisyInputs } from "./noisy-questions";
import type { StudyRuns } from "./runs";
import { change, comparisonText, effectText, judgementText } from "./sentences";

/** A page of Markdown and the pictures that it shows, by their paths from the page. */
export interface Page {
  text: string;
  pictures: Map<string, Figure>;
}

const PICTURES = "notebooks/images/results";
const DATA_PAGES = "studies/results";
/** Whose trade-off curves stand on the page: one nearly noise-free, one small, one of grades, one of counts. */
const SHOWN: readonly string[] = ["airfoil", "auto-mpg", "wine-red", "abalone"];
const IN_TABLE: readonly string[] = [PENALTY, LAI, "Lai-MSE, one-sided"];

/** RESULTS.md: the questions, what was found, how sure that is, and where it fails. */
export function resultsPage({ main, noisyInputs }: Answers, runs: StudyRuns): Page {
  const pictures: Page["pictures"] = new Map();
  const picture = (name: string, alternative: string, figure: Figure): string => {
    const path = `${PICTURES}/${name}.svg`;
    pictures.set(path, figure);
    return `![${alternative}](${path})`;
  };
  const shown = SHOWN.filter((name) => runs.data.includes(name));
  const lines = [
    "# Results",
    "",
    "Is a network that was trained with Lai loss more robust than one of the same accuracy that was trained otherwise? The questions and rules were written down before the runs: [studies/PROTOCOL.md](studies/PROTOCOL.md). Effects are differences of test errors in percent; below 0 the method named first is better. In brackets the 95 % interval over data sets. All numbers come from the stored runs by `lai study answers`, and again by [studies/recompute.py](studies/recompute.py).",
    "",
    "## Answers",
    "",
    ...answers(main, noisyInputs).flatMap(({ question, found }) => [`**${question}** ${found.join(" ")}`, ""]),
    "## By data set",
    "",
    "Test RMSE, standardised (1 is the target's standard deviation), clean and under noise .3: plain training, and the change with each method at the setting that its validation rows chose for noise .3 while losing at most 2 % of clean accuracy. Last epoch, means of ten seeds.",
    "",
    ...twelve(main, runs),
    "",
    picture("in-use", `${LAI} beside the ${PENALTY} on each data set, in use`, forest(main, "last")),
    "",
    picture("slope-asked-and-reached", `The slope that ${LAI} reaches against lambda`, control(main, "last")),
    "",
    ...shown.flatMap((data) => [
      picture(`trade-off-${data}`, `${data}: clean RMSE against RMSE under noise`, tradeOff(runs, data, "last")),
      "",
    ]),
    "## Limits",
    "",
    ...limits(main, runs).map((limit) => `- ${limit}`),
    "",
    "## Pages",
    "",
    runs.study.data
      .filter(isFirstSplit)
      .map(({ name }) => `[${name}](${DATA_PAGES}/${name}.md)`)
      .join(" · "),
  ];
  return { text: `${lines.join("\n").trimEnd()}\n`, pictures };
}

interface Answer {
  question: string;
  found: string[];
}

/** Each question with what was found, in sentences made from the numbers. */
export function answers(main: MainAnswers, noisyInputs: Answers["noisyInputs"]): Answer[] {
  const all = [controlAnswer(main), inUseAnswer(main), sameAccuracyAnswer(main), accuracyAnswer(main)];
  all.push(featuresAnswer(main), boundsAnswer(main));
  if (noisyInputs !== undefined) all.push(noisyAnswer(noisyInputs));
  return all;
}

function controlAnswer({ control: controls, following }: MainAnswers): Answer {
  const doubling = (method: string, epoch: string): string => {
    const { over } = following.find((one) => one.method === method && one.epoch === epoch)!;
    const rise = (power: number): number => power * Math.LN2;
    return effectText({ mean: rise(over.mean), low: rise(over.low), high: rise(over.high), count: over.count });
  };
  const near = controls.filter((one) => one.method === LAI && one.epoch === "last" && one.asked > 0.3 && one.asked < 2);
  const sets = following[0].each.length;
  const each = near.map(
    ({ value, asked, median, within }) =>
      `lambda ${value} asks for ${shortNumber(asked)} and reaches ${shortNumber(median * asked)} (median; within a quarter of what was asked on ${within} of ${sets} sets)`,
  );
  return {
    question: "Does the slope follow lambda?",
    found: [
      `Where the slope that is asked for doubles, the slope reached would double, +100 %. With Lai-MSE on whole batches it changes by ${doubling(LAI, "last")} at the last epoch and by ${doubling(LAI, "best")} at the best; with a random quarter of each batch, our reading of the paper's training, by ${doubling("Lai-MSE, sampled", "last")}; with a penalty on (k - k0)² by ${doubling("target slope", "last")}.`,
      `Lai-MSE, whole batches, last epoch: ${each.join("; ")}.`,
    ],
  };
}

function find(main: MainAnswers, epoch: string, kind: string, method: string, rival: string): Chosen {
  return main.chosen.find(
    (one) => one.epoch === epoch && one.kind === kind && one.method === method && one.rival === rival,
  )!;
}

function inUseAnswer(main: MainAnswers): Answer {
  const primary = find(main, "last", "noise .3", LAI, PENALTY);
  const { pValue } = primary;
  const plain = (method: string, epoch: string): string =>
    `${method} ${effectText(find(main, epoch, "noise .3", method, "MSE").comparison.over!)}`;
  const methods = [LAI, "Lai-MSE, sampled", "Lai-MSE, one-sided", PENALTY, "input noise", "weight decay"];
  return {
    question: "Whose model bears noise best, where 2 % of accuracy may be lost?",
    found: [
      `RMSE under noise .3 of ${LAI} beside the gradient penalty: ${comparisonText(primary.comparison)}${pValue === undefined ? "" : ` (Wilcoxon p ${shortNumber(pValue, 2)})`}; without the development set ${effectText(primary.comparison.withoutDevelopment!)}.`,
      `At the best epoch: ${comparisonText(find(main, "best", "noise .3", LAI, PENALTY).comparison)}.`,
      `Against plain training, last epoch: ${methods.map((method) => plain(method, "last")).join("; ")}.`,
    ],
  };
}

function sameAccuracyAnswer(main: MainAnswers): Answer {
  const rows = main.matched.filter(
    ({ method, rival, epoch, value }) =>
      method === LAI && rival === PENALTY && epoch === "last" && [0.1, 0.3, 1, 3].includes(value),
  );
  const text = (row: Matched): string => {
    const { value, compared, moreAccurate, lessAccurate, dominated, comparisons } = row;
    const [noise, tail] = ["noise.1", "slope.p95"].map((column) => comparisons[column].over);
    const found =
      noise === null || tail === null
        ? ""
        : `: noise ${effectText(noise)}, 95th percentile of the slope ${effectText(tail)}`;
    const beyond = `it is more accurate than any setting of the penalty on ${moreAccurate.length}, less on ${lessAccurate.length}`;
    return `Lambda ${value}, ${compared} sets${found}; ${beyond}; on ${dominated.length} some setting of the penalty is at least as accurate and bears noise at least as well.`;
  };
  return {
    question: "At the same accuracy?",
    found: [`${LAI} beside a gradient penalty of the same clean RMSE, last epoch.`, ...rows.map(text)],
  };
}

function accuracyAnswer(main: MainAnswers): Answer {
  const of = (method: string, rival: string, epoch: string): string =>
    comparisonText(find(main, epoch, "clean", method, rival).comparison);
  return {
    question: "Is it more accurate?",
    found: [
      `Clean RMSE of ${LAI}, lambda chosen for it, beside plain training: ${of(LAI, "MSE", "last")}; at the best epoch ${of(LAI, "MSE", "best")}.`,
      `Beside the gradient penalty chosen likewise: ${of(LAI, PENALTY, "last")}; at the best epoch ${of(LAI, PENALTY, "best")}.`,
    ],
  };
}

function featuresAnswer(main: MainAnswers): Answer {
  const of = (epoch: string): Comparison =>
    main.chosen.find(
      (one) => one.epoch === epoch && one.method === "Lai-MSE on chosen features" && one.rival !== "MSE",
    )!.comparison;
  return {
    question: "On the noisy features alone?",
    found: [
      `RMSE under noise .3 in them, of Lai-MSE on these features beside a gradient penalty on the same features: ${comparisonText(of("last"))}; at the best epoch ${comparisonText(of("best"))}.`,
    ],
  };
}

function boundsAnswer({ bounds }: MainAnswers): Answer {
  const near = bounds.filter(({ epoch, k0 }) => epoch === "last" && k0 > 0.9 && k0 < 1.1);
  const text = near.map(
    ({ method, excess, above, clean }) =>
      `${method}: exceeded by ${percent(excess, 0).replace("+", "")} of it on average, ${percent(above, 0).replace("+", "")} of the rows above, clean RMSE ${change(clean)}`,
  );
  const sets = near[0]?.each.length ?? 0;
  return {
    question: "Does a bound on the slope hold?",
    found: [
      `Where a slope of at most 1 is asked for and plain training is steeper (${sets} sets): ${text.join("; ")}.`,
    ],
  };
}

function noisyAnswer(noisyInputs: readonly NoisyInputs[]): Answer {
  const of = (method: string, chosenBy: string, noise = "normal .3"): NoisyInputs | undefined =>
    noisyInputs.find(
      (one) => one.method === method && one.chosenBy === chosenBy && one.noise === noise && one.epoch === "best",
    );
  const text = (method: string, chosenBy: string): string => {
    const found = of(method, chosenBy);
    return found?.comparison.over ? `${method} ${effectText(found.comparison.over)}` : "";
  };
  const methods = [LAI, "cosine only", "effective variance", "Lai-MSE, one-sided", PENALTY, "weight decay"];
  const clean = of(LAI, "clean rows")?.comparison;
  return {
    question: "Noisy training inputs, clean use?",
    found: [
      `Noise of sd .3 in the training inputs; clean test RMSE against plain training on the same rows, best epoch. Chosen by clean validation rows: ${methods
        .map((method) => text(method, "clean rows"))
        .filter(Boolean)
        .join(
          "; ",
        )}${clean ? ` (${LAI} ${judgementText(clean.judgement)}: lower on ${clean.below}, higher on ${clean.above} sets)` : ""}.`,
      `Chosen by rows as noisy as the training rows: ${[LAI, PENALTY].map((method) => text(method, "noisy rows")).join("; ")}.`,
    ],
  };
}

function twelve({ inUse }: MainAnswers, runs: StudyRuns): string[] {
  const head = [
    "data set",
    "plain clean",
    "plain noisy",
    ...IN_TABLE.flatMap((method) => [`${method} clean`, "noisy"]),
  ];
  const rows = runs.study.data.filter(isFirstSplit).map(({ name }) => {
    const of = (method: string): InUse =>
      inUse.find((one) => one.epoch === "last" && one.data === name && one.method === method)!;
    const plain = of(runs.study.comparison.baseline);
    const changes = IN_TABLE.flatMap((method) => [
      percent(of(method).clean / plain.clean - 1),
      percent(of(method).noise / plain.noise - 1),
    ]);
    return [name, shortNumber(plain.clean), shortNumber(plain.noise), ...changes];
  });
  return markdownTable(
    head,
    rows,
    head.map((_, i) => i > 0),
  );
}

function limits({ plain, edges }: MainAnswers, runs: StudyRuns): string[] {
  const useless = plain.filter(({ r2, epoch }) => epoch === "last" && r2 < 0).map(({ data }) => data);
  const others = runs.study.data.filter((data) => !isFirstSplit(data)).map(({ name }) => name);
  const atEdge = edges.filter(({ epoch, lowest, highest }) => epoch === "last" && Math.max(lowest, highest) > 0.1);
  return [
    "One network (64-32, tanh), small tabular data, standardised inputs, Gaussian noise and attacks of one kind. Nothing here is about images, text or large networks.",
    "Concrete is the development set: rules and code were tried on it.",
    `Other splits of the same data (${others.join(", ")}) are on the pages and not counted above.`,
    ...(useless.length > 0
      ? [
          `On ${useless.join(", ")} plain training explains nothing (R² below 0 on test rows): what is compared there is of little use.`,
        ]
      : []),
    ...(atEdge.length > 0
      ? [
          `Of ${atEdge.map(({ method, lowest, highest }) => `${method} (${percent(Math.max(lowest, highest), 0).replace("+", "")} of the seeds, ${lowest > highest ? "lowest" : "highest"} value)`).join(", ")} an end of the grid was chosen often.`,
        ]
      : []),
    `The intervals over data sets take the ${runs.study.data.filter(isFirstSplit).length} sets for a sample of sets like them, which they are only as far as they were not chosen with the answer in view.`,
    `The methods and their forms (${LAI_FORMS.join(", ")}): the MSE and MAE variants are the paper's, sampling is our reading of it, one-sided and chosen features are ours. The paper's own numbers are not reproduced.`,
  ];
}
