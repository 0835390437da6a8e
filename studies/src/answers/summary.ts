import { shortNumber } from "lai-internal";
import { rankCorrelation } from "lai-loss/compare";
import type { Answers } from "./answers";
import type { Comparison } from "./comparison";
import type { Effect } from "./effect";
import { chosenOf, doublingEffect, LAI, type MainAnswers, PENALTY } from "./main-questions";
import { effectText, judgementText } from "./sentences";

/** The lambda of which README speaks at the same accuracy. */
const LAMBDA = 0.3;

/** What was found, a plain sentence each, for and against. */
export function summary({ main, noisyInputs }: Answers): string[] {
  const sentences = [controlSentence(main), noiseSentence(main), sameAccuracySentence(main), accuracySentence(main)];
  return noisyInputs === undefined ? sentences : [...sentences, noisyInputsSentence(noisyInputs)];
}

function controlSentence({ following, plain }: MainAnswers): string {
  const followed = following.find(({ method, epoch }) => method === LAI && epoch === "last")!;
  const { each } = followed;
  const left = each.map(({ data }) => plain.find((one) => one.data === data && one.epoch === "last")!.rmse);
  const { rho } = rankCorrelation(
    left,
    each.map(({ follows }) => follows),
  );
  const where =
    rho === null
      ? ""
      : ` How far it follows has a rank correlation of ${shortNumber(rho, 2)} with the error that plain training leaves, through which the loss acts.`;
  return `**Control.** Where the slope that is asked for doubles, that of the model changes by ${effectText(doublingEffect(followed))}; +100 % would be obedience.${where}`;
}

function noiseSentence(main: MainAnswers): string {
  const [lai, penalty] = [LAI, PENALTY].map(
    (method) => chosenOf(main, { epoch: "last", kind: "noise .3", method: method, rival: "MSE" }).comparison.over!,
  );
  const { comparison } = chosenOf(main, { epoch: "last", kind: "noise .3", method: LAI, rival: PENALTY });
  return `**Noise.** Where 2 % of accuracy may be lost, Lai loss changes the error under noisy inputs by ${effectText(lai)} beside plain training, a gradient penalty by ${effectText(penalty)}; Lai loss beside the penalty ${judged(comparison)}.`;
}

function sameAccuracySentence({ matched }: MainAnswers): string {
  const { compared, comparisons } = matched.find(
    (one) => one.method === LAI && one.rival === PENALTY && one.epoch === "last" && one.value === LAMBDA,
  )!;
  const [noise, tail] = ["noise.1", "slope.p95"].map((column) => comparisons[column]);
  if (noise.over === null || tail.over === null) return "**At the same accuracy.** No two models were as accurate.";
  return `**At the same accuracy** as a gradient penalty (lambda ${LAMBDA}, ${compared} of the sets), the error under noise is ${judged(noise)}; the steepest twentieth of the model is ${judgedAs(tail, "less steep", "steeper")}.`;
}

function accuracySentence(main: MainAnswers): string {
  const [plain, rival] = ["MSE", PENALTY].map(
    (other) => chosenOf(main, { epoch: "last", kind: "clean", method: LAI, rival: other }).comparison,
  );
  return `**Accuracy.** With lambda chosen for it, the clean error beside plain training is ${judged(plain)}; beside a gradient penalty chosen likewise ${judged(rival)}.`;
}

function noisyInputsSentence(noisyInputs: NonNullable<Answers["noisyInputs"]>): string {
  const found = (study: string, noise: string, method: string, by: string): Comparison | undefined =>
    noisyInputs.find(
      (one) =>
        one.study === study &&
        one.epoch === "best" &&
        one.noise === noise &&
        one.method === method &&
        one.chosenBy === by,
    )?.comparison;
  const [clean, noisy] = ["clean rows", "noisy rows"].map((by) => found("noisy-inputs", "normal .3", LAI, by)!);
  const alone = found("noisy-inputs-one-feature", "one feature .5", "Lai-MSE on chosen features", "clean rows");
  const ofOne = alone
    ? ` With noise in one or two features alone, and the loss acting on these, lambda chosen by clean rows: ${judged(alone)}.`
    : "";
  return `**Noisy training inputs**, clean use: beside plain training ${judged(clean)} where lambda is chosen by clean rows; by rows as noisy as the training, ${judged(noisy)}.${ofOne}`;
}

function judged({ over, judgement }: Comparison): string {
  return `${effectText(over!)}, ${judgementText(judgement)}`;
}

/** The same of something else than an error. */
function judgedAs({ over, judgement }: Comparison, better: string, worse: string): string {
  const words = judgement === "better" ? better : judgement === "worse" ? worse : judgementText(judgement);
  return `${effectText(over as Effect)}, ${words}`;
}
