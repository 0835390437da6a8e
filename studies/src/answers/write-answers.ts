import { join } from "node:path";
import { packageRoot, writeFileAtomic } from "lai-internal";
import { answerAll } from "./answers";

/**
 * Answers the questions of PROTOCOL.md from the stored runs and writes what came out.
 *
 * @param from the folder of stored runs; defaults to data/results
 * @param to defaults to studies/results
 * @returns the files
 */
export async function writeAnswers(
  from?: string,
  to: string = join(packageRoot(), "studies", "results"),
): Promise<string[]> {
  const { answers } = answerAll(from);
  const file = join(to, "answers.json");
  writeFileAtomic(file, `${JSON.stringify(answers, null, 1)}\n`);
  return [file];
}
