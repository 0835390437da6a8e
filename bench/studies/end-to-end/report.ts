import { quantiles } from "../../../src/base/statistics";
import { digits, percent, table, times } from "../../markdown";
import type { Cell, StudyResult, StudyTimes } from "./types";

/** A study is to take a third of the time that the best peer takes. */
const TARGET = 3;

/** A whole study in several programs as Markdown. */
export function studyText(result: StudyResult): string {
  const { machine, date, processes, trainings, epochs, seeds, rows, contenders, leftOut } = result;
  const measured = contenders.map((one) => ({ ...one, taken: secondsOf(one) }));
  const best = (isOurs: boolean): (typeof measured)[number] | undefined =>
    measured.filter(({ id }) => id.startsWith("lai-") === isOurs).sort((a, b) => a.taken.median - b.taken.median)[0];
  const [own, peer] = [best(true), best(false)];
  const lines = measured.map(({ label, taken, versions }) => [
    `${label} (${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")})`,
    `${digits(taken.median)} [${digits(taken.least)}, ${digits(taken.most)}]`,
    digits((60 * trainings) / taken.median),
    peer ? times(peer.taken.median / taken.median) : "",
  ]);
  const sets = Object.entries(rows).map(([name, count]) => `${name} (${count.toLocaleString("en")} training rows)`);
  const ratio = own && peer ? peer.taken.median / own.taken.median : null;
  return [
    "## A whole study beside JAX and PyTorch",
    `${machine.processor}, ${machine.cores} cores, ${date.slice(0, 10)}. ${sets.join(" and ")}; 64-32, tanh, batch 64, ${epochs} epochs; plain training, Lai-MSE and the gradient penalty, each with its values and three learning rates on ${seeds.tuning} tuning seeds, then ${seeds.evaluation} seeds: ${trainings} trainings, each with its validation RMSE after every epoch, the best epoch kept, test RMSE and slopes. ${processes} processes of one thread each. Seconds from the start of the program to its end, compilation and imports counted; ours besides load, split and standardise the rows, and store each record as it ends, while the others get their rows prepared. Medians [least, most] of the rounds, in turns.`,
    table(["program", "the study, s", "trainings a minute", "the best peer's time over it"], lines),
    ...leftOut.map(({ contender, reason }) => `- Not run: ${contender}: ${reason}.`),
    ...(ratio === null ? [] : [targetText(ratio)]),
    ...(measured.length > 1 ? [agreementText(measured)] : []),
  ].join("\n\n");
}

function secondsOf({ seconds }: StudyTimes): { median: number; least: number; most: number } {
  const [median, least, most] = quantiles(
    seconds.filter((one): one is number => one !== null),
    [0.5, 0, 1],
  );
  return { median, least, most };
}

function targetText(ratio: number): string {
  const verdict = ratio >= TARGET ? "met" : `missed by ${percent(1 - ratio / TARGET)}`;
  return `Asked for: ${TARGET} times as fast as the best peer; measured ${times(ratio)}: ${verdict}.`;
}

/** The cells of all contenders, those together that are of the same data, setting and learning rate. */
export function sameCells(contenders: readonly StudyTimes[]): { id: string; cell: Cell }[][] {
  const groups = new Map<string, { id: string; cell: Cell }[]>();
  for (const { id, cells } of contenders) {
    for (const cell of cells) {
      const key = JSON.stringify([cell.data, cell.setting, cell.learningRate]);
      groups.set(key, [...(groups.get(key) ?? []), { id, cell }]);
    }
  }
  return [...groups.values()];
}

/** How far the mean test RMSEs are apart, over all settings, of those that chose the same learning rate. */
function agreementText(contenders: readonly StudyTimes[]): string {
  const groups = sameCells(contenders);
  const apart = groups.map((group) => {
    const errors = group.map(({ cell }) => cell.rmse);
    return Math.max(...errors) / Math.min(...errors) - 1;
  });
  const settings = contenders[0].cells.length;
  const several = new Set(
    groups.filter((group) => group.length < contenders.length).map(([{ cell }]) => `${cell.data} ${cell.setting}`),
  ).size;
  const rates =
    several === 0
      ? ""
      : ` In ${several} of ${settings} settings the tuning seeds, whose weights and batches differ, chose different learning rates; those are compared rate by rate.`;
  return `All find the same, up to initial weights and batches, which are each program's own: of ${settings} settings the mean test RMSEs are at most ${percent(Math.max(...apart))} apart.${rates}`;
}
