import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, path as pathRule } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { readStoredRuns, STORED_RUNS, storedStudies } from "../stored/stored-study";
import type { StudyRuns } from "../stored/study-runs";
import { type Ablation, answerAblations } from "./ablations";
import { answerMain, type MainAnswers } from "./main-questions";
import { answerNoisyInputs, answerNoisyLabels, type NoisyTraining } from "./noisy-questions";
import { answerReferences, type Reference } from "./references";

/** The answers to all questions of PROTOCOL.md. Plain JSON: studies/results/answers.json. */
export interface Answers {
  main: MainAnswers;
  /** question 7; absent until its studies are stored */
  noisyInputs?: (NoisyTraining & { study: string })[];
  /** question 8; absent until its study is stored */
  noisyLabels?: NoisyTraining[];
  /** absent until their study is stored */
  ablations?: Ablation[];
  /** absent until studies/references.py was run */
  references?: Reference[];
}

/**
 * The answers that were written last, by `lai study answers`.
 *
 * @param path of the file; defaults to studies/results/answers.json
 * @throws ArgumentError where it is not there
 */
export function readAnswers(path: string = join(packageRoot(), "studies", "results", "answers.json")): Answers {
  if (!existsSync(pathRule("path", path))) {
    throw new ArgumentError("path", path, "there is no such file: lai study answers writes it.");
  }
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The study of question 7 that has plain training on the noisy rows alone. */
const NOISY = "noisy-inputs";
const LABELS = "noisy-labels";
const ABLATIONS = "ablations";

/** Answers the questions from the stored runs. */
export function answerAll(folder?: string): { answers: Answers; main: StudyRuns } {
  const main = readStoredRuns("main", { folder });
  const stored = storedStudies(folder);
  const answers: Answers = { main: answerMain(main) };
  if (stored.includes(NOISY)) answers.noisyInputs = noisyInputs(stored, folder);
  if (stored.includes(LABELS)) answers.noisyLabels = answerNoisyLabels(readStoredRuns(LABELS, { folder }));
  if (stored.includes(ABLATIONS)) answers.ablations = answerAblations(readStoredRuns(ABLATIONS, { folder }));
  const references = answerReferences(main, folder ?? STORED_RUNS);
  return { answers: references === undefined ? answers : { ...answers, references }, main };
}

function noisyInputs(stored: readonly string[], folder?: string): Answers["noisyInputs"] {
  const plain = readStoredRuns(NOISY, { folder });
  const studies = stored.filter((name) => name === NOISY || name.startsWith(`${NOISY}-`));
  return studies.flatMap((name) => {
    const runs = name === NOISY ? plain : readStoredRuns(name, { folder });
    const base = runs.data.every((data) => plain.data.some((other) => data.startsWith(other))) ? plain : runs;
    return answerNoisyInputs(runs, base).map((answer) => ({ study: name, ...answer }));
  });
}
