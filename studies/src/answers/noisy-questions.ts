import type { KeptEpoch } from "../study";
import { chooseAccurate } from "./choose";
import { type Comparison, compare } from "./comparison";
import { EPOCHS, type StudyRuns } from "./runs";

/** By which validation rows settings are chosen: clean ones, or such as are as noisy as the training rows. */
export type ChosenBy = "clean rows" | "noisy rows";

const COLUMNS: Readonly<Record<ChosenBy, string>> = {
  "clean rows": "validation.rmse",
  "noisy rows": "noisyValidation.rmse",
};

/** Question 7 for one method, one kind of noise and one way to choose: clean test RMSE against plain training. */
export interface NoisyInputs {
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
export function answerNoisyInputs(runs: StudyRuns, plain: StudyRuns = runs): NoisyInputs[] {
  const kinds = [...new Set(runs.data.map(noiseOf))];
  const methods = runs.study.methods.map(({ label }) => label).filter((label) => label !== "MSE" || plain !== runs);
  return EPOCHS.flatMap((epoch) =>
    kinds.flatMap((noise) =>
      methods.flatMap((method) =>
        (Object.keys(COLUMNS) as ChosenBy[]).map((chosenBy) => answer(runs, plain, { epoch, noise, method, chosenBy })),
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
  question: Pick<NoisyInputs, "epoch" | "noise" | "method" | "chosenBy">,
): NoisyInputs {
  const { epoch, noise, method, chosenBy } = question;
  const test = `${epoch}.test.rmse`;
  const differences = new Map<string, number[]>();
  const picked: (number | "off")[] = [];
  for (const data of runs.data.filter((name) => noiseOf(name) === noise)) {
    const own = runs.seeds.map((seed) => {
      const { value, run } = chooseAccurate(runs, data, method, epoch, seed, COLUMNS[chosenBy]);
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
