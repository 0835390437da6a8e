import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot, writeFileAtomic } from "lai-internal";
import { figureSvg } from "lai-loss/show";
import { answerAll } from "./answers";
import { isFirstSplit } from "./comparison";
import { dataPage } from "./data-page";
import { type Page, resultsPage } from "./results-page";

/** More than the stored runs have, and half the length. */
function nineDigits(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(9)) : value;
}

/**
 * Answers the questions of PROTOCOL.md from the stored runs, and writes RESULTS.md, a page for each data set and answers.json.
 *
 * @param from the folder of stored runs; defaults to data/results
 * @param to the folder that holds RESULTS.md; defaults to the repository's
 * @returns the files
 */
export async function writeAnswers(from?: string, to: string = packageRoot()): Promise<string[]> {
  const { answers, main } = answerAll(from);
  const written: string[] = [];
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, text);
    written.push(path);
  };
  const writePage = async (path: string, { text, pictures }: Page): Promise<void> => {
    for (const [picture, figure] of pictures) write(join(dirname(path), picture), await figureSvg(figure));
    write(path, text);
  };
  write(join(to, "studies", "results", "answers.json"), `${JSON.stringify(answers, nineDigits)}\n`);
  for (const { dataset } of main.study.data.filter(isFirstSplit)) {
    await writePage(join(to, "studies", "results", `${dataset}.md`), dataPage(answers.main, main, dataset));
  }
  await writePage(join(to, "RESULTS.md"), resultsPage(answers, main));
  return written;
}
