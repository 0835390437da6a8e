import { answerMain, type MainAnswers } from "./main-questions";
import { answerNoisyInputs, type NoisyInputs } from "./noisy-questions";
import { StudyRuns, storedStudies } from "./runs";

/** The answers to all questions of PROTOCOL.md. Plain JSON: studies/results/answers.json. */
export interface Answers {
  main: MainAnswers;
  /** absent until the studies of question 7 are stored */
  noisyInputs?: (NoisyInputs & { study: string })[];
}

/** The study of question 7 that has plain training on the noisy rows alone. */
const NOISY = "noisy-inputs";

/** Answers the questions from the stored runs. */
export function answerAll(folder?: string): { answers: Answers; main: StudyRuns } {
  const main = new StudyRuns("main", folder);
  const noisy = storedStudies(folder).filter((name) => name === NOISY || name.startsWith(`${NOISY}-`));
  if (!noisy.includes(NOISY)) return { answers: { main: answerMain(main) }, main };
  const plain = new StudyRuns(NOISY, folder);
  const noisyInputs = noisy.flatMap((name) => {
    const runs = name === NOISY ? plain : new StudyRuns(name, folder);
    const base = runs.data.every((data) => plain.data.some((other) => data.startsWith(other))) ? plain : runs;
    return answerNoisyInputs(runs, base).map((answer) => ({ study: name, ...answer }));
  });
  return { answers: { main: answerMain(main), noisyInputs }, main };
}
