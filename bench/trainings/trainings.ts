/**
 * Many trainings side by side on worker threads: trainings a second with 1, 2, ... workers, interleaved over the rounds, and
 * what a worker costs: its start until it is ready to train, and its memory. Every training is checked to end with the same
 * weights wherever it ran. Writes bench/results/trainings-DATE.json and bench/BENCHMARKS.md, or FILE alone.
 *
 * node build/bench/trainings/trainings.js [--workers 1,2] [--rounds 5] [--trainings 8] [--epochs 20] [--out FILE]
 */
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { ArgumentError, checkNumber } from "../../src/base/check";
import { median } from "../../src/base/statistics";
import { keepResult } from "../keep-result";
import { describeMachine } from "../steps/machine";
import { trainingsText } from "./report";
import type { Finished, Order, Ready } from "./training-worker";
import type { TrainingsResult } from "./types";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "1,2" },
    rounds: { type: "string", default: "5" },
    trainings: { type: "string", default: "8" },
    epochs: { type: "string", default: "20" },
    out: { type: "string" },
  },
});
const wholeNumber = (name: string, text: string): number => checkNumber(name, Number(text), { min: 1, integer: true });
const COUNTS = values.workers.split(",").map((text) => wholeNumber("--workers", text));
const ROUNDS = wholeNumber("--rounds", values.rounds);
const TRAININGS = wholeNumber("--trainings", values.trainings);
const EPOCHS = wholeNumber("--epochs", values.epochs);

interface StartedWorker {
  worker: Worker;
  startMilliseconds: number;
  loadMilliseconds: number;
  megabytes: number;
}

/** Starts one worker and waits until it has trained once. */
async function start(): Promise<StartedWorker> {
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  const worker = new Worker(join(__dirname, "training-worker.js"));
  const [ready] = (await once(worker, "message")) as [Ready];
  const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
  return { worker, startMilliseconds: performance.now() - begun, loadMilliseconds: ready.loadMilliseconds, megabytes };
}

let checksum: string | null = null;

/** Every worker trains its share at the same time; trainings a second. */
async function run(workers: readonly StartedWorker[]): Promise<number> {
  const begun = performance.now();
  const finished = await Promise.all(
    workers.map(async ({ worker }) => {
      worker.postMessage({ trainings: TRAININGS, epochs: EPOCHS } satisfies Order);
      return ((await once(worker, "message")) as [Finished])[0];
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  for (const { weights } of finished) {
    checksum ??= weights;
    if (weights !== checksum) throw new Error(`weights are ${weights} in one worker and ${checksum} in another`);
  }
  return (workers.length * TRAININGS) / seconds;
}

async function main(): Promise<void> {
  if (!COUNTS.includes(1))
    throw new ArgumentError("--workers", values.workers, "name 1 too: the others are compared with it.");
  const workers: StartedWorker[] = [];
  while (workers.length < Math.max(...COUNTS)) workers.push(await start());
  const rates = new Map(COUNTS.map((count) => [count, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const count of COUNTS) rates.get(count)!.push(await run(workers.slice(0, count)));
  }
  for (const { worker } of workers) await worker.terminate();

  const alone = rates.get(1)!;
  const result: TrainingsResult = {
    kind: "trainings",
    format: 1,
    date: new Date().toISOString(),
    machine: describeMachine(),
    node: process.versions.node,
    trainings: TRAININGS,
    epochs: EPOCHS,
    rounds: ROUNDS,
    rates: COUNTS.map((count) => ({
      workers: count,
      trainingsPerSecond: median(rates.get(count)!),
      ratio: median(rates.get(count)!.map((rate, round) => rate / alone[round])),
    })),
    starts: workers.map(({ worker: _, ...cost }) => cost),
  };
  console.log(trainingsText(result));
  keepResult(result, values.out);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
