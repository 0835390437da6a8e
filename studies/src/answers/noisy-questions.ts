import type { StudyRuns } from "../stored/study-runs";
import type { KeptEpoch } from "../study";
import { chooseAccurate } from "./choose";
import { type Comparison, compare } from "./comparison";

/** By which validation rows settings are chosen: clean ones, or such as are as noisy as the training rows. */
export type ChosenBy = "clean rows" | "noisy rows";

/** The validation error of each, by what is noisy. */
const COLUMNS = {
  inputs: { "clean rows": "validation.rmse", "noisy rows": "noisyValidation.rmse" },
  labels: { "noisy rows": "validation.rmse" },
} as const satisfies Record<string, Partial<Record<ChosenBy, string>>>;

/** Questions 7 and 8 for one method, one kind of noise and one way to choose: clean test RMSE against plain training. */
export interface NoisyTraining {
  epoch: KeptEpoch;
  /** such as "normal .3" */
  noise: string;
  method: string;
  chosenBy: ChosenBy;
  comparison: Comparison;
  /** how often each value was chosen, "off" first */
  values: { value: number | "off"; share: number }[];
}

/**
 * Question 7 over the data sets of one study. Names of its data sets end with the kind of noise: "concrete, normal .3".
 *
 * @param plain where plain training on the noisy rows alone is, where it is another study's
 */
export function answerNoisyInputs(runs: StudyRuns, plain: StudyRuns = runs): NoisyTraining[] {
  return answerEach(runs, plain, COLUMNS.inputs);
}

/** Question 8. Names of its data sets end with the place of the noise: "concrete, noise anywhere". */
export function answerNoisyLabels(runs: StudyRuns): NoisyTraining[] {
  return answerEach(runs, runs, COLUMNS.labels);
}

function answerEach(runs: StudyRuns, plain: StudyRuns, columns: Partial<Record<ChosenBy, string>>): NoisyTraining[] {
  const kinds = [...new Set(runs.data.map(noiseOf))];
  const methods = runs.study.methods.map(({ label }) => label).filter((label) => label !== "MSE" || plain !== runs);
  return runs.epochs.flatMap((epoch) =>
    kinds.flatMap((noise) =>
      methods.flatMap((method) =>
        (Object.entries(columns) as [ChosenBy, string][]).map(([chosenBy, column]) =>
          answer(runs, plain, { epoch, noise, method, chosenBy }, column),
        ),
      ),
    ),
  );
}

/** "normal .3" of "concrete, normal .3". */
function noiseOf(data: string): string {
  return data.slice(data.indexOf(", ") + 2);
}

function answer(
  runs: StudyRuns,
  plain: StudyRuns,
  question: Pick<NoisyTraining, "epoch" | "noise" | "method" | "chosenBy">,
  column: string,
): NoisyTraining {
  const { epoch, noise, method } = question;
  const test = `${epoch}.test.rmse`;
  const differences = new Map<string, number[]>();
  const picked: (number | "off")[] = [];
  for (const data of runs.data.filter((name) => noiseOf(name) === noise)) {
    const own = runs.seeds.map((seed) => {
      const { value, run } = chooseAccurate(runs, data, method, epoch, seed, column);
      picked.push(value);
      const other = plain.runs(plainName(plain, data), "MSE", null).find((each) => each.seed === seed)!;
      return Math.log(run.get(test)! / other.get(test)!);
    });
    differences.set(data, own);
  }
  const shares = [...new Set(picked)].map((value) => ({
    value,
    share: picked.filter((one) => one === value).length / picked.length,
  }));
  shares.sort((a, b) => (a.value === "off" ? -1 : b.value === "off" ? 1 : a.value - b.value));
  return { ...question, comparison: compare(runs, differences), values: shares };
}

/** The data set without clean rows added: "concrete, normal .3" for "concrete, normal .3, clean rows x3". */
function plainName(plain: StudyRuns, data: string): string {
  return plain.data.find((name) => data === name || data.startsWith(`${name},`))!;
}
