import { join } from "node:path";
import { markdownTable, path, shortNumber, writeFileAtomic } from "lai-internal";
import { Choices, CLEAN, type Kind, NOISE } from "./answers/choose";
import { compare } from "./answers/comparison";
import { effectText, judgementText } from "./answers/sentences";
import { StudyStore } from "./store/store";
import { parquetOf } from "./stored/parquet";
import { linesOfRecords, runOfLine } from "./stored/stored-line";
import { costOf, type StudyCost } from "./stored/study-cost";
import { meanOf, type Run, StudyRuns } from "./stored/study-runs";
import { type KeptEpoch, perturbedColumnsText } from "./study";

/** A report, and what it could not be made of. */
export interface WrittenReport {
  files: { markdown: string; parquet: string };
  /** data sets with runs that have no record yet, and how many */
  missing: { data: string; runs: number }[];
}

/**
 * Writes RESULTS.md and runs.parquet, a line for each training, into the folder of a study's records. Data sets that are not
 * complete are named and left out of the tables. Choices, effects and intervals are those of PROTOCOL.md.
 *
 * @param folder that `runStudy` stored in
 * @throws ArgumentError where it holds no study
 */
export function writeReport(folder: string): WrittenReport {
  const store = StudyStore.existing(path("folder", folder));
  const { study, lines, missing } = linesOfRecords(store);
  const all = [...lines.values()].flat();
  const complete = study.data.filter(({ name }) => missing.get(name) === 0);
  const runs = new StudyRuns(
    { ...study, data: complete },
    complete.flatMap(({ name }) => lines.get(name)!.map(runOfLine)),
  );
  const incomplete = [...missing].filter(([, count]) => count > 0).map(([data, count]) => ({ data, runs: count }));
  const files = { markdown: join(folder, "RESULTS.md"), parquet: join(folder, "runs.parquet") };
  writeFileAtomic(files.parquet, parquetOf(all));
  writeFileAtomic(files.markdown, page(runs, incomplete, costOf(store.all())));
  return { files, missing: incomplete };
}

function page(runs: StudyRuns, missing: WrittenReport["missing"], cost: StudyCost): string {
  const { name, description, cut, comparison, data, regimes } = runs.study;
  const choices = new Choices(runs);
  const kind = runs.study.measures.includes("noise") ? NOISE : CLEAN;
  const lost = shortNumber(100 * comparison.budget);
  const chosen =
    kind === NOISE
      ? `the lowest RMSE under noise .3 of those that lose at most ${lost} % of the clean accuracy of ${comparison.baseline}`
      : "the lowest clean RMSE";
  const lines = [
    `# ${name}`,
    "",
    ...[description, ...cut].filter(Boolean),
    `RMSE and slopes are standardised. Each seed chooses a method's value on its validation rows: ${chosen}. Effects are on test rows, beside ${comparison.baseline}, with 95 % intervals; below 0 is better.`,
    ...new Set(data.map(perturbedColumnsText)),
    `${cost.runs} runs, ${cost.prepare + cost.train + cost.measure} s of one thread; Node.js ${cost.node.join(", ")}.`,
    ...missing.map((entry) => `${entry.data} is not complete: ${entry.runs} known runs are missing.`),
  ];
  for (const epoch of regimes) {
    for (const entry of runs.data) {
      lines.push("", `## ${entry}, ${epoch} epoch`, "", ...chosenTable(choices, entry, epoch, kind));
      lines.push(...atEnds(choices, entry, epoch, kind));
      lines.push("", ...settingsTable(runs, entry, epoch));
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Each method at the values that its seeds chose, beside the baseline. */
function chosenTable(choices: Choices, data: string, epoch: KeptEpoch, kind: Kind): string[] {
  const { runs } = choices;
  const { baseline } = runs.study.comparison;
  if (!canChoose(runs, data, baseline, epoch)) {
    return [`A training of ${baseline} failed: there is nothing to compare with (see lai study status).`];
  }
  const plain = choices.of(data, baseline, epoch, kind);
  const rows = runs.study.methods.map(({ label }) => {
    if (!canChoose(runs, data, label, epoch)) return [label, "", ...MEASURES.map(() => ""), "a training failed"];
    const own = choices.of(data, label, epoch, kind);
    const differences = own.map(({ run }, i) =>
      Math.log(measure(run, epoch, kind) / measure(plain[i].run, epoch, kind)),
    );
    const { each, others } = compare(runs, new Map([[data, differences]]));
    const [{ effect, judgement }] = [...each, ...others];
    const values = [...new Set(own.map(({ value }) => value))].map(String).join(", ");
    const beside = label === baseline ? "" : `${effectText(effect)}: ${judgementText(judgement)}`;
    return [
      label,
      values,
      ...numbers(
        own.map(({ run }) => run),
        epoch,
      ),
      beside,
    ];
  });
  return markdownTable(["method", "chosen", ...MEASURES.map(([name]) => name), `${kind.name}, effect`], rows, [
    false,
    false,
    ...MEASURES.map(() => true),
    false,
  ]);
}

/** Methods whose lowest or highest value was chosen by a tenth of the seeds or more. */
function atEnds(choices: Choices, data: string, epoch: KeptEpoch, kind: Kind): string[] {
  const { runs } = choices;
  if (!canChoose(runs, data, runs.study.comparison.baseline, epoch)) return [];
  const often = runs.study.methods.flatMap(({ label }) => {
    const values = runs.settings(data, label).filter((value) => value !== "off");
    if (values.length < 2 || !canChoose(runs, data, label, epoch)) return [];
    const { lowest, highest } = choices.atEnds([data], label, epoch, kind);
    const [share, value] = lowest > highest ? [lowest, values[0]] : [highest, values.at(-1)];
    return share < 0.1 ? [] : [`${label} (${value}, by ${Math.round(100 * share)} % of the seeds)`];
  });
  if (often.length === 0) return [];
  return [
    "",
    `Chosen at an end of the values that were tried, beyond which a better one may lie: ${often.join(", ")}.`,
  ];
}

/** Whether every seed has a model to choose: a method that tunes nothing, or is off, was trained on each. */
function canChoose(runs: StudyRuns, data: string, method: string, epoch: KeptEpoch): boolean {
  const always = runs.runs(data, method, runs.settings(data, method).length > 0 ? "off" : null);
  return always.every((run) => run.get(`${epoch}.validation.rmse`) !== null);
}

/** Every value of every method, means over the seeds. */
function settingsTable(runs: StudyRuns, data: string, epoch: KeptEpoch): string[] {
  const rows = runs.study.methods.flatMap(({ label }) => {
    const settings = runs.settings(data, label).filter((value) => value !== "off");
    return (settings.length > 0 ? settings : [null]).map((value) => [
      label,
      value === null ? "" : String(value),
      ...numbers(runs.runs(data, label, value), epoch),
    ]);
  });
  return markdownTable(["every setting", "value", ...MEASURES.map(([name]) => name)], rows, [
    false,
    true,
    ...MEASURES.map(() => true),
  ]);
}

const MEASURES = [
  ["clean RMSE", "rmse"],
  ["under noise .3", "noise.1"],
  ["mean slope", "slope.mean"],
  ["95th percentile", "slope.p95"],
] as const;

function numbers(runs: readonly Run[], epoch: KeptEpoch): string[] {
  return MEASURES.map(([, column]) => {
    const mean = meanOf(runs, `${epoch}.test.${column}`);
    return Number.isFinite(mean) ? shortNumber(mean) : "";
  });
}

function measure(run: Run, epoch: KeptEpoch, { column }: Kind): number {
  return run.get(`${epoch}.test.${column}`)!;
}
