import { markdownTable, percent, shortNumber } from "lai-internal";
import type { Figure } from "lai-loss/show";
import type { StudyRuns } from "../stored/study-runs";
import type { Answers } from "./answers";
import { answersSection } from "./answers-section";
import { isFirstSplit } from "./comparison";
import { control, forest, tradeOff } from "./figures";
import type { InUse } from "./in-use";
import { LAI, LAI_FORMS, type MainAnswers, PENALTY } from "./main-questions";
import { summary } from "./summary";

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
export function resultsPage(answers: Answers, runs: StudyRuns): Page {
  const { main } = answers;
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
    "## In short",
    "",
    ...summary(answers).map((sentence) => `- ${sentence}`),
    "",
    "## Answers",
    "",
    ...answersSection(answers),
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
