import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { evidenceFile, packageRoot, writeFileAtomic } from "lai-internal";
import { figureSvg } from "lai-loss/show";
import { ablationsPage } from "./ablations-page";
import { answerAll } from "./answers";
import { isFirstSplit } from "./comparison";
import { dataPage } from "./data-page";
import { makeEvidence } from "./evidence";
import { withSummary } from "./readme";
import { type Page, resultsPage } from "./results-page";
import { summary } from "./summary";

/** More than the stored runs have, and half the length. */
function nineDigits(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(9)) : value;
}

/**
 * Answers the questions of PROTOCOL.md from the stored runs, and writes RESULTS.md, a page for each data set, answers.json,
 * what `adviseLoss` goes by, and what README says was found.
 *
 * @param from the folder of stored runs; defaults to data/results
 * @param to the folder that holds RESULTS.md, studies/ and data/; defaults to the repository's
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
  write(join(to, relative(packageRoot(), evidenceFile())), `${JSON.stringify(makeEvidence(answers), nineDigits, 1)}\n`);
  write(join(to, "studies", "results", "answers.json"), `${JSON.stringify(answers, nineDigits)}\n`);
  for (const { dataset } of main.study.data.filter(isFirstSplit)) {
    await writePage(join(to, "studies", "results", `${dataset}.md`), dataPage(answers, main, dataset));
  }
  const { ablations } = answers;
  if (ablations !== undefined)
    await writePage(join(to, "studies", "results", "ablations.md"), ablationsPage(ablations));
  await writePage(join(to, "RESULTS.md"), resultsPage(answers, main));
  const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
  write(join(to, "README.md"), withSummary(readme, summary(answers)));
  return written;
}
