import { digits, percent, table, times } from "../markdown";
import { stepShares } from "../profile/report";
import type { ProfileResult } from "../profile/types";
import { matrixFlops } from "./networks";
import { overRounds, pairedRatio } from "./statistics";
import { findMeasured, judge, limitOf, TARGETS, type Target } from "./targets";
import type { StepsResult } from "./types";

/** The targets as Markdown; the profile serves to explain those that were missed. */
export function targetsText(result: StepsResult, profile: ProfileResult | null): string {
  const tookPart = (id: string): boolean => result.contenders.some((contender) => contender.id === id);
  const targets = TARGETS.filter(
    (target) => tookPart(target.over[0]) && result.networks.some(({ name }) => name === target.network),
  );
  const rows = targets.map((target) => {
    const { ratio, verdict } = judge(target, result);
    return [
      target.what,
      target.network,
      `${target.bound} ${limitOf(target, result)}`,
      ratio === null ? "" : times(ratio),
      verdict,
    ];
  });
  const reasons = targets.flatMap((target) => {
    const { verdict } = judge(target, result);
    return verdict.startsWith("missed") ? explanation(target, result, profile) : [];
  });
  return [
    "## Targets",
    "Of the native kernel where it is named, else of relaxed SIMD; one thread where not said otherwise.",
    table(["ratio", "network", "target", "measured", ""], rows),
    ...(reasons.length > 0 ? [["What was missed, and why:", "", ...reasons].join("\n")] : []),
  ].join("\n\n");
}

/** Why one step is slower than asked for beside another: how fast both compute, and what the profile says of the first. */
function explanation(target: Target, result: StepsResult, profile: ProfileResult | null): string[] {
  const { name, rows, layers, measured } = result.networks.find((network) => network.name === target.network)!;
  const [over, under, peak] = [target.over, target.under, ["peak", "plain"] as const].map((key) =>
    findMeasured(measured, key),
  );
  const [slow, fast] = [over, under].map((one) => pairedRatio(one, peak));
  if (target.over[0].startsWith("dense-native")) return nativeExplanation(target, result); // peak and profile are WebAssembly's
  if (target.over[1] !== target.under[1] || target.bound !== "at most" || slow === null || fast === null) return [];
  const ofPeak = (slower: number): number =>
    matrixFlops({ layers, rows }, target.over[1]) / result.settings.peakFlops / slower;
  const [own, other] = [ofPeak(slow), ofPeak(fast)];
  const label = result.contenders.find(({ id }) => id === target.under[0])?.label ?? target.under[0];
  const sentences = [
    `${name}: this step computes at ${percent(own)} of the peak of 128-bit multiply-adds, the widest that WebAssembly has, and ${label} at ${percent(other)} of it${other > 1 ? ", by wider instructions" : ""}.`,
    `The target asks for ${percent(other / limitOf(target, result))}.`,
  ];
  const step = profile?.steps.find((one) => one.name === name);
  const ratio = pairedRatio(over, under);
  if (profile && step && ratio !== null) {
    const { products, productsOfPeak, activations, loss } = stepShares(step, profile);
    const atPeak = ratio * (products * productsOfPeak + 1 - products);
    sentences.push(
      `${percent(products)} of the step are matrix products, at ${percent(productsOfPeak)} of the peak, ${percent(activations)} activations, ${percent(loss)} the loss in TypeScript (profile below): with the products at the peak itself and the rest as it is, the ratio would be ${times(atPeak)}.`,
    );
  }
  return [`- ${sentences.join(" ")}`];
}

/** Of the native kernel: how fast both compute, and whether the plain step, which is nearly products alone, is slower too. */
function nativeExplanation({ network, over, under }: Target, result: StepsResult): string[] {
  const { name, rows, layers, measured } = result.networks.find((one) => one.name === network)!;
  const speed = ([id, step]: Target["over"]): string => {
    const { median: milliseconds } = overRounds(findMeasured(measured, [id, step])!);
    return `${digits(matrixFlops({ layers, rows }, step) / milliseconds / 1e6)} GFLOP/s`;
  };
  const plain = pairedRatio(findMeasured(measured, [over[0], "plain"]), findMeasured(measured, [under[0], "plain"]));
  const label = result.contenders.find(({ id }) => id === under[0])?.label ?? under[0];
  const ofPlain =
    plain === null ? "" : ` Its plain step, nearly matrix products alone, takes ${times(plain)} the other's time.`;
  return [`- ${name}: this step computes at ${speed(over)} and ${label} at ${speed(under)}.${ofPlain}`];
}
