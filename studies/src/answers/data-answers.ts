import { choice, object, optional, shortNumber } from "lai-internal";
import type { Figure } from "lai-loss/show";
import { readStoredRuns, storedStudy } from "../stored/stored-study";
import { KEPT_EPOCHS, type KeptEpoch } from "../study";
import { readAnswers } from "./answers";
import { type DataEffect, effectOn } from "./comparison";
import { control, tradeOff } from "./figures";
import { type Chosen, chosenOf, LAI, type MainAnswers, PENALTY } from "./main-questions";
import { effectText, judgementText } from "./sentences";

/** What is said of lambda: these of the values that the study tried. */
const LAMBDAS: readonly number[] = [0.1, 1, 10];
const MATCHED_LAMBDA = 0.3;

/** What the study says of one data set or split. */
export interface DataAnswers {
  /** of a table: each method in use, see PROTOCOL.md */
  inUse: Record<string, string>[];
  sentences: string[];
  /** clean RMSE against RMSE under noise .3 */
  tradeOff: Figure;
  /** slope reached against lambda */
  slopes: Figure;
}

const OPTIONS = { epoch: optional(choice(KEPT_EPOCHS), "last") };

/**
 * The answers of the main study for one data set, from the stored answers and runs.
 *
 * @param name of the data set or split, such as "concrete" or "concrete by rows"
 * @param options `epoch`: whether models of the "last" epoch are looked at (default) or of the "best"
 * @throws ArgumentError for a name that the study does not have
 * @example
 * const { inUse, sentences } = dataAnswers("diamonds");
 */
export function dataAnswers(name: string, options: { epoch?: KeptEpoch } = {}): DataAnswers {
  const { data } = storedStudy("main").study;
  choice(data.map((one) => one.name))("name", name);
  const { epoch } = object(OPTIONS)("options", options);
  const { main } = readAnswers();
  const { dataset } = data.find((one) => one.name === name)!;
  const runs = readStoredRuns("main", { only: [dataset] });
  return {
    inUse: inUseRows(main, name, epoch),
    sentences: dataSentences(main, name, epoch),
    tradeOff: tradeOff(runs, name, epoch),
    slopes: control(main, epoch, LAI, name),
  };
}

/**
 * One data set in use: each method at the setting that its seeds' validation rows chose for noise .3 while losing at most 2 % of
 * clean accuracy, means over the seeds, and its effect beside plain training.
 */
export function inUseRows(main: MainAnswers, data: string, epoch: KeptEpoch = "last"): Record<string, string>[] {
  return main.inUse
    .filter((one) => one.data === data && one.epoch === epoch)
    .map(({ method, clean, noise, slope, slopeP95, value }) => {
      const effect = method === "MSE" ? undefined : besideInUse(main, { method, rival: "MSE", epoch }, data);
      return {
        method,
        "clean RMSE": shortNumber(clean),
        "under noise .3": shortNumber(noise),
        "mean slope": shortNumber(slope),
        "95th percentile": shortNumber(slopeP95),
        "value (median)": value === null ? "off" : shortNumber(value),
        "noise, beside plain training": effect ? effectAndJudgement(effect) : "",
      };
    });
}

/** What the study says of one data set: lambda and the slope, in use, and at the same accuracy. */
export function dataSentences(main: MainAnswers, data: string, epoch: KeptEpoch = "last"): string[] {
  const plain = main.plain.find((one) => one.data === data && one.epoch === epoch)!;
  const reached = main.control
    .filter((one) => one.epoch === epoch && one.method === LAI && LAMBDAS.includes(one.value))
    .map(({ value, asked, reached }) => {
      const { slope } = reached.find((one) => one.data === data)!;
      return `lambda ${value} asks for ${shortNumber(asked)} and reaches ${shortNumber(slope)}`;
    });
  const beside = (method: string, rival: string): string =>
    effectAndJudgement(besideInUse(main, { method, rival, epoch }, data)!);
  return [
    `The plain model's mean slope is ${shortNumber(plain.slope)}. With ${LAI} ${reached.join("; ")}.`,
    `RMSE under noise .3 where 2 % of accuracy may be lost: ${LAI} beside plain training ${beside(LAI, "MSE")}, the ${PENALTY} ${beside(PENALTY, "MSE")}; ${LAI} beside the ${PENALTY} ${beside(LAI, PENALTY)}.`,
    sameAccuracySentence(main, data, epoch),
  ];
}

function sameAccuracySentence(main: MainAnswers, data: string, epoch: KeptEpoch): string {
  const found = main.matched.find(
    (one) => one.epoch === epoch && one.method === LAI && one.rival === PENALTY && one.value === MATCHED_LAMBDA,
  )!;
  const who = `${LAI} with lambda ${MATCHED_LAMBDA}`;
  const [noise, tail] = ["noise.1", "slope.p95"].map((column) => effectOn(found.comparisons[column], data));
  if (noise !== undefined && tail !== undefined) {
    return `${who} beside a ${PENALTY} of the same clean RMSE: under noise .3 ${effectAndJudgement(noise)}; 95th percentile of the slope ${effectText(tail.effect)}.`;
  }
  if (found.moreAccurate.includes(data)) return `${who} is more accurate than any setting of the ${PENALTY}.`;
  if (found.lessAccurate.includes(data)) return `${who} is less accurate than any setting of the ${PENALTY}.`;
  return `No setting of the ${PENALTY} has the clean RMSE of ${who}.`;
}

function besideInUse(
  main: MainAnswers,
  wanted: Pick<Chosen, "method" | "rival" | "epoch">,
  data: string,
): DataEffect | undefined {
  return effectOn(chosenOf(main, { ...wanted, kind: "noise .3" }).comparison, data);
}

function effectAndJudgement({ effect, judgement }: DataEffect): string {
  return `${effectText(effect)}: ${judgementText(judgement)}`;
}
