/** Writes bench/BENCHMARKS.md (or what a run prints) from results. */
import { digits, table, times } from "../markdown";
import { type OtherResults, otherSections } from "../page";
import type { ProfileResult } from "../profile/types";
import { matrixFlops } from "./networks";
import { CHECK_STEPS } from "./settings";
import { overRounds, pairedRatio } from "./statistics";
import { findMeasured } from "./targets";
import { targetsText } from "./targets-report";
import type {
  ContenderRecord,
  LossName,
  Measured,
  NetworkName,
  NetworkResult,
  StepsResult,
  TrainingResult,
} from "./types";

/** A result together with the name of its file. */
export interface NamedResult {
  file: string;
  result: StepsResult;
}

const NO_OTHERS: OtherResults = {
  profile: null,
  trainings: null,
  study: null,
  notebooks: null,
  measures: null,
  kernel: null,
};

/** The whole page: the newest result, a line for each of the others, and what the other benchmarks found. */
export function benchmarksPage(results: readonly NamedResult[], others: OtherResults = NO_OTHERS): string {
  const sorted = [...results].sort((a, b) => (a.result.date < b.result.date ? 1 : -1));
  const [newest, ...earlier] = sorted;
  return `${[
    "# Benchmarks",
    `From \`bench/results/${newest.file}\`. \`npm run bench\` measures anew and writes this page, \`npm run bench -- --report\` only writes it; \`bash bench/setup.sh\` brings the Python contenders. Not to be edited.`,
    resultText(newest.result, others.profile),
    ...otherSections(others),
    HOW,
    ...(earlier.length > 0 ? [earlierRuns(sorted)] : []),
  ].join("\n\n")}\n`;
}

/** One result as Markdown; the profile serves to explain missed targets. */
export function resultText(result: StepsResult, profile: ProfileResult | null = null): string {
  const { training } = result;
  return [
    machineText(result),
    ...(result.networks.length > 0
      ? [targetsText(result, profile), ...result.networks.map((one) => networkText(one, result))]
      : []),
    ...(training ? [trainingText(training, result)] : []),
  ].join("\n\n");
}

const HOW = `## How it is measured

- A step is forward, loss, gradient and Adam on one resident batch. The network is tanh, the Lai loss its MSE variant with lambda .3 on all rows; everything is float32.
- All contenders start from the same weights and data, written once from a seed, and must agree on the loss after 50 steps (after 5 or 1 where that would take too long) to .1 %; else nothing is printed. Whole trainings, whose batches differ, must end within 10 % of the same error.
- Each is a process of its own, idle but for its turn. A round gives each one block of steps, in an order shuffled by seed; a time is the median over the rounds [least, most], a ratio the median of the ratios within the rounds.
- Contenders of one thread are held on one core (of two on two), and their libraries told to use as many threads. jax-js has one thread in Node.js; where the derivatives of its own vjp are found wrong, the line of versions says so, and its input gradient is written out. PyTorch takes its fused Adam, TensorFlow the kernel that Keras uses; JAX and torch.compile have Adam inside the compiled step.
- GFLOP/s counts the matrix products alone (bench/steps/networks.ts). The peak is a WebAssembly loop of 128-bit multiply-adds, timed in the same rounds; libraries with 256- and 512-bit instructions can pass it.`;

function machineText({ date, seconds, machine, contenders, settings }: StepsResult): string {
  const versions = new Map(
    contenders.flatMap((one) => Object.entries(one.versions).map(([name, v]) => [`${name} ${v}`, 0])),
  );
  const pinned = machine.pinnedCores.length === 0 ? "no taskset here: contenders are not held on cores" : "";
  const parts = [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, ${machine.system}`,
    [...versions.keys()].sort().join(", "),
    `${date.slice(0, 16).replace("T", " ")} UTC, ${settings.rounds} rounds of ${settings.blockMilliseconds} ms, ${Math.round(seconds / 60)} min in all`,
    pinned,
  ];
  return parts
    .filter(Boolean)
    .map((part) => `- ${part}`)
    .join("\n");
}

function networkText(network: NetworkResult, result: StepsResult): string {
  const { measured } = network;
  const jax = findMeasured(measured, ["jax-jit", "lai"]);
  const peak = findMeasured(measured, ["peak", "plain"]);
  const steps = result.contenders.filter(({ id }) => id !== "peak" && isIn(network, id));
  const rows = steps.map((contender) => {
    const [plain, lai] = (["plain", "lai"] as LossName[]).map((loss) => findMeasured(measured, [contender.id, loss]));
    const laiOverPlain = pairedRatio(lai, plain);
    const overJax = pairedRatio(lai, jax);
    return [
      contender.label,
      String(contender.threads),
      cell(network, contender, "plain"),
      cell(network, contender, "lai"),
      laiOverPlain === null ? "" : laiOverPlain.toFixed(2),
      overJax === null ? "" : times(overJax),
      lai ? rate(lai, matrixFlops(network, "lai")).toFixed(1) : "",
      shareOfPeak(lai, network, peak, result),
    ];
  });
  const head = [
    "contender",
    "threads",
    "plain, ms",
    "Lai, ms",
    "Lai / plain",
    "Lai over JAX's",
    "Lai, GFLOP/s",
    "of the peak",
  ];
  const title = `## ${network.name}: ${network.layers.join("-")}, batch ${network.rows}`;
  return [title, table(head, rows), ...notes(network, peak, result)].join("\n\n");
}

function trainingText(training: TrainingResult, result: StepsResult): string {
  const { measured, layers, rows, batchSize, epochs } = training;
  const fit = findMeasured(measured, ["fit-wasm", "plain"]);
  const lines = result.contenders
    .filter(({ id }) => isIn(training, id))
    .map((contender) => {
      const plain = findMeasured(measured, [contender.id, "plain"]);
      const ratio = plain === fit ? null : pairedRatio(fit, plain);
      return [
        contender.label,
        cell(training, contender, "plain", 1000),
        contender.id.startsWith("fit") ? "" : cell(training, contender, "lai", 1000),
        ratio === null ? "" : times(ratio),
        plain?.check?.loss.toFixed(4) ?? "",
      ];
    });
  const head = [
    "contender",
    "plain, s",
    "Lai, s",
    "plain: faster than model.fit on wasm",
    "mean squared error after it",
  ];
  const title = `## A whole training: ${layers.join("-")}, ${rows.toLocaleString("en")} rows, batch ${batchSize}, ${epochs} epochs`;
  return [title, table(head, lines), ...notes(training)].join("\n\n");
}

/** True where a contender was measured or left out here. */
function isIn({ measured, leftOut }: Pick<NetworkResult, "measured" | "leftOut">, id: string): boolean {
  return [...measured, ...leftOut].some(({ contender }) => contender === id);
}

/** A time, or "not run" where there is none; the reasons stand below the table. */
function cell(
  { measured, leftOut }: Pick<NetworkResult, "measured" | "leftOut">,
  { id }: ContenderRecord,
  loss: LossName,
  divisor = 1,
): string {
  const found = findMeasured(measured, [id, loss]);
  if (!found) {
    const left = leftOut.find((one) => one.contender === id && one.loss === loss);
    if (left?.onceMilliseconds !== undefined) return `about ${digits(left.onceMilliseconds / divisor)}, once`;
    return left ? "not run" : "";
  }
  const { median, least, most } = overRounds(found);
  return `${digits(median / divisor)} [${digits(least / divisor)}, ${digits(most / divisor)}]`;
}

/** Why contenders were not run, whose check was shorter, and what the peak is. */
function notes(
  { measured, leftOut }: Pick<NetworkResult, "measured" | "leftOut">,
  peak?: Measured,
  result?: StepsResult,
): string[] {
  const lines: string[] = [];
  const reasons = new Map<string, string[]>();
  for (const { contender, loss, reason } of leftOut) {
    const key = `${contender}: ${reason}`;
    reasons.set(key, [...(reasons.get(key) ?? []), loss]);
  }
  for (const [reason, losses] of reasons) lines.push(`- Not timed in rounds, ${losses.join(" and ")}: ${reason}.`);
  if (peak && result) {
    lines.push(
      `- The peak, 128-bit multiply-adds on one core: ${rate(peak, result.settings.peakFlops).toFixed(1)} GFLOP/s.`,
    );
    for (const steps of CHECK_STEPS.slice(1)) {
      const short = measured.filter(({ check }) => check?.steps === steps);
      const list = short.map(({ contender, loss }) => `${contender} (${loss})`).join(", ");
      if (list) lines.push(`- Losses checked after ${steps === 1 ? "1 step" : `${steps} steps`}: ${list}.`);
    }
  }
  return lines.length > 0 ? [lines.join("\n")] : [];
}

/** Speed over the peak's, within the rounds; of one-thread dense contenders, as the peak is one core's. */
function shareOfPeak(
  lai: Measured | undefined,
  network: NetworkResult,
  peak: Measured | undefined,
  { settings, contenders }: StepsResult,
): string {
  const isOneThread = contenders.some(({ id, threads }) => id === lai?.contender && threads === 1);
  const slower = pairedRatio(lai, peak);
  if (slower === null || !isOneThread) return "";
  return `${((100 * matrixFlops(network, "lai")) / settings.peakFlops / slower).toFixed(0)} %`;
}

/** 10^9 operations a second. */
function rate(measured: Measured, operations: number): number {
  return operations / overRounds(measured).median / 1e6;
}

function earlierRuns(results: readonly NamedResult[]): string {
  const lai = (result: StepsResult, name: NetworkName): string => {
    const measured = result.networks.find((network) => network.name === name)?.measured ?? [];
    const found = findMeasured(measured, ["dense-relaxed", "lai"]);
    return found ? digits(overRounds(found).median) : "";
  };
  const rows = results.map(({ file, result }) => [
    `\`${file}\``,
    result.machine.processor,
    ...(["S", "M", "L"] as NetworkName[]).map((name) => lai(result, name)),
  ]);
  return `## All runs\n\nLai step of the relaxed SIMD kernel on one thread, ms.\n\n${table(["results", "processor", "S", "M", "L"], rows)}`;
}
