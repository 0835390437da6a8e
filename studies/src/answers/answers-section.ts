import { markdownTable, percent, shortNumber } from "lai-internal";
import type { KeptEpoch } from "../study";
import type { Ablation } from "./ablations";
import type { Answers } from "./answers";
import type { Comparison } from "./comparison";
import type { Effect } from "./effect";
import { type Chosen, chosenOf, doublingEffect, LAI, type MainAnswers, PENALTY } from "./main-questions";
import type { NoisyTraining } from "./noisy-questions";
import type { Reference } from "./references";
import { change, comparisonText, effectText } from "./sentences";

/** Each question with what was found, in sentences and tables made from the numbers; lines of Markdown. */
export function answersSection({ main, noisyInputs, noisyLabels, ablations, references }: Answers): string[] {
  const all = [control(main), inUse(main), sameAccuracy(main), accuracy(main), features(main), bounds(main)];
  if (noisyInputs !== undefined) {
    all.push(noisyTrainingInputs(noisyInputs));
    if (ofStudy(noisyInputs, ONE_FEATURE).length > 0) all.push(oneNoisyFeature(noisyInputs));
    if (ofStudy(noisyInputs, CLEAN_ROWS).length > 0) all.push(whereMoreIsKnown(noisyInputs));
  }
  if (noisyLabels !== undefined) all.push(noisyTrainingLabels(noisyLabels));
  if (ablations !== undefined) all.push(withOtherNetworks(ablations));
  if (references !== undefined) all.push(besideOtherModels(references));
  return all.flatMap(({ question, text, table }) => [
    `### ${question}`,
    "",
    text,
    "",
    ...(table === undefined ? [] : [...tableLines(table), ""]),
  ]);
}

interface Answer {
  question: string;
  text: string;
  /** rows by what their columns are called */
  table?: readonly Record<string, string>[];
}

/** The first column is left, all others right. */
function tableLines(rows: readonly Record<string, string>[]): string[] {
  const head = Object.keys(rows[0]);
  return markdownTable(
    head,
    rows.map((row) => head.map((name) => row[name])),
    head.map((_, i) => i > 0),
  );
}

/** Lambdas of the tables. */
const LAMBDAS: readonly number[] = [0.03, 0.1, 0.3, 1, 3, 10];

function control({ control: controls, following }: MainAnswers): Answer {
  const doubling = (method: string, epoch: string): string =>
    effectText(doublingEffect(following.find((one) => one.method === method && one.epoch === epoch)!));
  const sets = following[0].each.length;
  const own = controls.filter(
    ({ method, epoch, value }) => method === LAI && epoch === "last" && LAMBDAS.includes(value),
  );
  return {
    question: "Does the slope follow lambda?",
    text: `Where the slope that is asked for doubles, the slope reached would double, +100 %. With ${LAI} on whole batches it changes by ${doubling(LAI, "last")} at the last epoch and by ${doubling(LAI, "best")} at the best; with a random quarter of each batch, our reading of the paper's training, by ${doubling("Lai-MSE, sampled", "last")} at the last; with a penalty on (k - k0)² by ${doubling("target slope", "last")}. On whole batches, last epoch:`,
    table: own.map(({ value, asked, median, within }) => ({
      lambda: String(value),
      "slope asked for": shortNumber(asked),
      "reached (median)": shortNumber(median * asked),
      "within a quarter of it": `${within} of ${sets} sets`,
    })),
  };
}

function inUse(main: MainAnswers): Answer {
  const primary = chosenOf(main, { epoch: "last", kind: "noise .3", method: LAI, rival: PENALTY });
  const { pValue } = primary;
  const methods = main.chosen.filter(
    ({ epoch, kind, rival }) => epoch === "last" && kind === "noise .3" && rival === "MSE",
  );
  const over = (one: Chosen): number => one.comparison.over!.mean;
  return {
    question: "Whose model bears noise best, where 2 % of accuracy may be lost?",
    text: `RMSE under noise .3 of ${LAI} beside the ${PENALTY}: ${comparisonText(primary.comparison)}${pValue === undefined ? "" : ` (Wilcoxon p ${shortNumber(pValue, 2)})`}; without the development set ${effectText(primary.comparison.withoutDevelopment!)}. At the best epoch: ${comparisonText(chosenOf(main, { epoch: "best", kind: "noise .3", method: LAI, rival: PENALTY }).comparison)}. Each method beside plain training:`,
    table: [...methods]
      .sort((a, b) => over(a) - over(b))
      .map((one) => ({
        method: one.method,
        "noise .3, last epoch": effectText(one.comparison.over!),
        "best epoch": effectText(
          chosenOf(main, { epoch: "best", kind: "noise .3", method: one.method, rival: "MSE" }).comparison.over!,
        ),
        "attack .5, last epoch": effectText(
          chosenOf(main, { epoch: "last", kind: "attack .5", method: one.method, rival: "MSE" }).comparison.over!,
        ),
        "clean, last epoch": effectText(one.cost.over!),
        "switched off": percent(one.off, 0).replace("+", ""),
      })),
  };
}

function sameAccuracy({ matched }: MainAnswers): Answer {
  const rows = matched.filter(
    ({ method, rival, epoch, value }) =>
      method === LAI && rival === PENALTY && epoch === "last" && LAMBDAS.includes(value),
  );
  const cell = (effect: Effect | null): string => (effect === null ? "" : effectText(effect));
  return {
    question: "At the same accuracy?",
    text: `${LAI} beside a ${PENALTY} of the same clean RMSE, last epoch; the number of sets in each column.`,
    table: rows.map(({ value, compared, moreAccurate, lessAccurate, dominated, comparisons }) => ({
      lambda: String(value),
      compared: String(compared),
      "under noise .3": cell(comparisons["noise.1"].over),
      "95th percentile of the slope": cell(comparisons["slope.p95"].over),
      "more accurate than any weight": String(moreAccurate.length),
      "less than any": String(lessAccurate.length),
      "some weight is as accurate and as robust": String(dominated.length),
    })),
  };
}

function accuracy(main: MainAnswers): Answer {
  const of = (method: string, rival: string, epoch: KeptEpoch): string =>
    comparisonText(chosenOf(main, { epoch: epoch, kind: "clean", method: method, rival: rival }).comparison);
  return {
    question: "Is it more accurate?",
    text: `Clean RMSE of ${LAI}, lambda chosen for it, beside plain training: ${of(LAI, "MSE", "last")}; at the best epoch ${of(LAI, "MSE", "best")}. Beside the ${PENALTY} chosen likewise: ${of(LAI, PENALTY, "last")}; at the best epoch ${of(LAI, PENALTY, "best")}.`,
  };
}

function features(main: MainAnswers): Answer {
  const of = (epoch: string): Comparison =>
    main.chosen.find(
      (one) => one.epoch === epoch && one.method === "Lai-MSE on chosen features" && one.rival !== "MSE",
    )!.comparison;
  return {
    question: "On the noisy features alone?",
    text: `RMSE under noise .3 in them, of Lai-MSE on these features beside a ${PENALTY} on the same features: ${comparisonText(of("last"))}; at the best epoch ${comparisonText(of("best"))}.`,
  };
}

function bounds({ bounds: all }: MainAnswers): Answer {
  const near = all.filter(({ epoch, k0 }) => epoch === "last" && k0 > 0.9 && k0 < 1.1);
  return {
    question: "Does a bound on the slope hold?",
    text: `A slope of at most 1 is asked for where plain training is steeper on average (${near[0]?.each.length ?? 0} sets); last epoch, means over them. ${LAI} asks for 1 from both sides, the others for at most 1.`,
    table: near.map(({ method, excess, above, clean }) => ({
      method,
      "exceeded by": percent(excess, 0).replace("+", ""),
      "rows above": percent(above, 0).replace("+", ""),
      "clean RMSE beside plain training": change(clean),
    })),
  };
}

const ONE_FEATURE = "noisy-inputs-one-feature";
const CLEAN_ROWS = "noisy-inputs-clean-rows";
const SIMEX = "noisy-inputs-simex";

type NoisyInputs = NonNullable<Answers["noisyInputs"]>;

function ofStudy(all: NoisyInputs, name: string): NoisyInputs {
  return all.filter(({ study, epoch }) => study === name && epoch === "best");
}

/** A row for each method and way to choose, a column for each kind of noise. */
function noisyTable(own: NoisyInputs): Record<string, string>[] {
  const kinds = [...new Set(own.map(({ noise }) => noise))];
  const methods = [...new Set(own.map(({ method }) => method))].filter((method) => method !== "MSE");
  return methods.flatMap((method) =>
    (["clean rows", "noisy rows"] as const).map((by) => ({
      method,
      "chosen by": by,
      ...Object.fromEntries(kinds.map((kind) => [kind, cellOf(own, method, kind, by)])),
    })),
  );
}

function noisyTrainingInputs(all: NoisyInputs): Answer {
  return {
    question: "Noisy training inputs, clean use?",
    text: "Noise in the training inputs, in standard deviations; clean test RMSE beside plain training on the same rows, best epoch. Values are chosen by clean validation rows, or by such as are as noisy as the training rows. Effective variance must know the size of the noise.",
    table: noisyTable(ofStudy(all, "noisy-inputs")),
  };
}

function oneNoisyFeature(all: NoisyInputs): Answer {
  return {
    question: "Noise in one training input alone?",
    text: "The same with noise in the noisy features alone; the losses on chosen features act on those.",
    table: noisyTable(ofStudy(all, ONE_FEATURE)),
  };
}

function whereMoreIsKnown(all: NoisyInputs): Answer {
  const row = (training: string, { noise, comparison }: NoisyTraining): Record<string, string> => ({
    training,
    noise: noise.split(",")[0],
    "clean RMSE": comparison.over ? effectText(comparison.over) : "",
    "data sets": String(comparison.each.length),
  });
  const cleanRows = ofStudy(all, CLEAN_ROWS).filter(({ chosenBy }) => chosenBy === "clean rows");
  const added = cleanRows.map((one) => {
    const times = one.noise.split(" x")[1];
    const loss = one.method === "MSE" ? "plain" : one.method;
    return row(`${loss}, clean rows added ${times === "1" ? "once" : `${times} times`}`, one);
  });
  const simex = ofStudy(all, SIMEX).filter((one) => one.method === "SIMEX" && one.chosenBy === "clean rows");
  return {
    question: "Noisy training inputs, where more is known?",
    text: "Half of the clean validation rows among the training rows, or SIMEX, which must know the size of the noise and trains nine networks: beside plain training on the noisy rows alone, best epoch.",
    table: [...added, ...simex.map((one) => row("SIMEX", one))],
  };
}

function withOtherNetworks(all: readonly Ablation[]): Answer {
  const higher = all.filter(({ laiBesidePenalty }) => laiBesidePenalty.mean > 0).length;
  const means = all.map(({ laiBesidePenalty }) => laiBesidePenalty.mean);
  const sets = [...new Set(all.map(({ data }) => data))];
  return {
    question: "With another learning rate, network or number of rows?",
    text: `On ${sets.join(" and ")}, with one thing changed at a time, ${LAI}'s RMSE under noise .3 in use lies above that of the ${PENALTY} in ${higher} of ${all.length} variants, from ${change(Math.min(...means))} to ${change(Math.max(...means))}: [studies/results/ablations.md](studies/results/ablations.md).`,
  };
}

function besideOtherModels(all: readonly Reference[]): Answer {
  return {
    question: "How much is at stake?",
    text: "Other models on the same rows, by scikit-learn, beside plain training of the same seed: how much another model changes where a loss changes little. The one plain network is a check: it is trained as ours is.",
    table: all.map(({ reference, clean, noise }) => ({
      model: reference,
      "clean RMSE": clean.over ? effectText(clean.over) : "",
      "under noise .3": noise.over ? effectText(noise.over) : "",
    })),
  };
}

function noisyTrainingLabels(all: readonly NoisyTraining[]): Answer {
  const own = all.filter(({ epoch }) => epoch === "best");
  const places = [...new Set(own.map(({ noise }) => noise))];
  const methods = [...new Set(own.map(({ method }) => method))].filter((method) => method !== "MSE");
  return {
    question: "Noisy labels?",
    text: `Noise on 30 % of the labels of training and validation rows, ${own[0].comparison.each.length} sets, best epoch: clean test RMSE beside plain training on the same rows.`,
    table: methods.map((method) => ({
      method,
      ...Object.fromEntries(places.map((place) => [place, cellOf(own, method, place, "noisy rows")])),
    })),
  };
}

function cellOf(all: readonly NoisyTraining[], method: string, noise: string, by: NoisyTraining["chosenBy"]): string {
  const found = all.find((one) => one.method === method && one.noise === noise && one.chosenBy === by);
  return found?.comparison.over ? effectText(found.comparison.over) : "";
}
