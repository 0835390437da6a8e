/** One network (or the whole training) with all contenders: prepare, check that they agree, time in rounds. */
import type { Random } from "../../src/base/random";
import { type CheckedLoss, checkAgreement } from "./agreement";
import type { Contender } from "./contenders";
import type { ContenderProcess } from "./process";
import { type Entry, timeInRounds } from "./rounds";
import { CHECK_STEPS, type Extent, TOLERANCE, TRAINING_TOLERANCE } from "./settings";
import { type LeftOut, LOSS_NAMES, type LossName, type Measured } from "./types";

/** A contender whose process answers. One that is not timed only takes part in the check. */
export interface Running {
  contender: Contender;
  process: Pick<ContenderProcess, "ask">;
  timed: boolean;
}

export interface Stage {
  name: string;
  /** of the JSON of the problem */
  problem: string;
  extent: Extent;
  random: Random;
  tell: (what: string, detail?: string) => void;
  /** throws where the benchmark was interrupted */
  goOn: () => void;
}

type Measurement = Promise<{ measured: Measured[]; leftOut: LeftOut[] }>;
type Candidate = Running & { loss: LossName; stepMilliseconds: number };

/** The contender whose losses all others are compared with, besides each other: it always takes part in the checks. */
export const REFERENCE = "dense-simd";

export async function measureSteps(stage: Stage, running: readonly Running[]): Measurement {
  const { extent } = stage;
  const leftOut: LeftOut[] = [];
  const candidates = await prepare(stage, running, leftOut);
  const entries: Entry[] = [];
  for (const loss of LOSS_NAMES) {
    const ofLoss = candidates.filter((candidate) => candidate.loss === loss);
    const checks = await checkLosses(stage, ofLoss, leftOut);
    for (const candidate of ofLoss.filter(({ timed }) => timed)) {
      const check = checks.get(candidate);
      if (check === undefined) continue;
      stage.tell(`${stage.name}: warming up`, `${candidate.contender.id}, ${loss}`);
      const entry = { ...candidate, steps: 1, rounds: extent.rounds, divisor: 1, check };
      if (await attempt(stage, candidate, leftOut, () => calibrate(entry, extent, candidate.stepMilliseconds))) {
        entries.push(entry);
      }
    }
  }
  return inRounds(stage, entries, leftOut, extent.rounds);
}

export async function measureTraining(stage: Stage, running: readonly Running[]): Measurement {
  const { extent } = stage;
  const leftOut: LeftOut[] = [];
  const entries: Entry[] = [];
  for (const candidate of await prepare(stage, running, leftOut)) {
    stage.tell(`${stage.name}: all epochs once`, `${candidate.contender.id}, ${candidate.loss}`);
    await attempt(stage, candidate, leftOut, async () => {
      const { process, loss } = candidate;
      const { milliseconds, loss: final } = await process.ask({ do: "run", loss, steps: extent.epochs });
      const isLong = milliseconds! > extent.longTrainingMilliseconds;
      const rounds = isLong ? extent.longTrainingRounds : extent.trainingRounds;
      const check = { steps: extent.epochs, loss: final! };
      entries.push({ ...candidate, steps: extent.epochs, rounds, divisor: 1, check });
    });
  }
  for (const loss of LOSS_NAMES) {
    const losses = entries.filter((entry) => entry.loss === loss);
    const checked = losses.map(({ contender, check }) => ({ contender: contender.id, loss: check!.loss }));
    checkAgreement(`the squared error after training with the ${loss} loss`, checked, TRAINING_TOLERANCE);
  }
  return inRounds(stage, entries, leftOut, extent.trainingRounds);
}

/** Loads the problem everywhere and compiles; tells the time of one step. */
async function prepare(stage: Stage, running: readonly Running[], leftOut: LeftOut[]): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const one of running) {
    for (const loss of one.contender.losses) {
      const candidate = { ...one, loss, stepMilliseconds: 0 };
      stage.tell(`${stage.name}: preparing ${one.contender.id}`, loss);
      const prepared = await attempt(stage, candidate, leftOut, async () => {
        await one.process.ask({ do: "prepare", problem: stage.problem, loss });
        const { milliseconds } = await one.process.ask({ do: "run", loss, steps: 1 });
        candidate.stepMilliseconds = milliseconds!;
      });
      if (!prepared) continue;
      const { stepMilliseconds } = candidate;
      if (stepMilliseconds <= stage.extent.longestStepMilliseconds) {
        candidates.push(candidate);
      } else if (one.timed) {
        const reason = "its steps are too slow";
        leftOut.push({ contender: one.contender.id, loss, reason, onceMilliseconds: stepMilliseconds });
      }
    }
  }
  return candidates;
}

/** The check of each candidate that passed; null for the one that has no loss. */
async function checkLosses(
  stage: Stage,
  candidates: readonly Candidate[],
  leftOut: LeftOut[],
): Promise<Map<Candidate, Measured["check"]>> {
  const checks = new Map<Candidate, Measured["check"]>();
  const { checkMilliseconds } = stage.extent;
  const bySteps = new Map<number, CheckedLoss[]>();
  const check = async (candidate: Candidate, steps: number): Promise<void> => {
    const { contender, process, loss } = candidate;
    stage.tell(`${stage.name}: checking the losses`, `${contender.id}, ${loss}`);
    await attempt(stage, candidate, leftOut, async () => {
      // the loss of a step is the one before it
      const answer = await process.ask({ do: "run", loss, steps: steps + 1 });
      checks.set(candidate, { steps, loss: answer.loss ?? Number.NaN });
      bySteps.set(steps, [...(bySteps.get(steps) ?? []), { contender: contender.id, loss: answer.loss ?? Number.NaN }]);
    });
  };
  for (const candidate of candidates) {
    if (candidate.contender.isMeasure) {
      checks.set(candidate, null);
      continue;
    }
    const fits = (steps: number): boolean => (steps + 1) * candidate.stepMilliseconds <= checkMilliseconds;
    await check(candidate, CHECK_STEPS.find(fits) ?? 1);
  }
  const reference = candidates.find(({ contender }) => contender.id === REFERENCE);
  const ofReference = reference && checks.get(reference);
  for (const steps of CHECK_STEPS.filter((count) => bySteps.has(count) && count !== ofReference?.steps)) {
    if (reference) await check(reference, steps);
  }
  if (reference && ofReference) checks.set(reference, ofReference);
  for (const [steps, losses] of bySteps) {
    checkAgreement(`the ${candidates[0].loss} loss of ${stage.name} after ${steps} steps`, losses, TOLERANCE);
  }
  return checks;
}

/** Chooses how many steps are timed at once, from blocks that also warm up. */
async function calibrate(entry: Entry, extent: Extent, stepMilliseconds: number): Promise<void> {
  let each = stepMilliseconds;
  for (let block = 0; block < 2; block++) {
    entry.steps = Math.max(1, Math.round(extent.blockMilliseconds / each));
    if (block > 0 && each > extent.blockMilliseconds) break;
    const { milliseconds } = await entry.process.ask({ do: "run", loss: entry.loss, steps: entry.steps });
    each = milliseconds! / entry.steps;
  }
  entry.steps = Math.max(1, Math.round(extent.blockMilliseconds / each));
  entry.divisor = entry.steps;
  if (each * entry.steps > extent.longBlockMilliseconds) entry.rounds = extent.longBlockRounds;
}

async function inRounds(stage: Stage, entries: readonly Entry[], leftOut: LeftOut[], rounds: number): Measurement {
  const result = await timeInRounds(entries, rounds, stage.random, (round, { contender, loss }) => {
    stage.goOn();
    stage.tell(`${stage.name}: round ${round + 1} of ${rounds}`, `${contender.id}, ${loss}`);
  });
  stage.goOn();
  return { measured: result.measured, leftOut: [...leftOut, ...result.leftOut] };
}

/** Does something with one candidate; where that fails it is left out, and false comes back. */
async function attempt(
  stage: Stage,
  candidate: Pick<Candidate, "contender" | "loss" | "timed">,
  leftOut: LeftOut[],
  work: () => Promise<void>,
): Promise<boolean> {
  stage.goOn();
  try {
    await work();
    return true;
  } catch (error) {
    stage.goOn();
    const { contender, loss, timed } = candidate;
    if (timed) leftOut.push({ contender: contender.id, loss, reason: (error as Error).message });
    return false;
  }
}
