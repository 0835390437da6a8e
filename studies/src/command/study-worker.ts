import { Command } from "commander";
import { checkNumber } from "lai-internal";
import { runStudyWorker } from "../queue/queue-worker";
import { describeWorker, ProgressLine } from "./progress-line";
import { INTERRUPTED, stopSignal } from "./stop-signal";

interface WorkerFlags {
  queue: string;
  workers?: string;
  idleMinutes?: string;
  lostAfter?: string;
}

/** `lai study worker`: does runs of studies that others ask for. */
export function studyWorkerCommand(): Command {
  return new Command("worker")
    .description("do runs of studies that lai study run --queue asks for; any number of workers, on any machines")
    .requiredOption("--queue <address>", "of the Redis: redis://HOST or rediss://USER:PASSWORD@HOST:PORT")
    .option("--workers <number>", "threads that do runs (default: one a core)")
    .option("--idle-minutes <number>", "end after so long without a run (default: never)")
    .option("--lost-after <seconds>", "a worker that is silent so long is lost, its runs go to others (default: 30)")
    .action(work);
}

async function work({ queue, idleMinutes, lostAfter, ...flags }: WorkerFlags): Promise<void> {
  const line = new ProgressLine("worker");
  const ended = await runStudyWorker({
    queue,
    workers: workersOf(flags),
    signal: stopSignal(),
    onProgress: (progress) => line.show(describeWorker(progress), `${progress.studies} ${progress.connected}`),
    idleMinutes:
      idleMinutes === undefined ? undefined : checkNumber("--idle-minutes", Number(idleMinutes), { above: 0 }),
    lostAfterSeconds: lostAfter === undefined ? undefined : checkNumber("--lost-after", Number(lostAfter), { min: 1 }),
  }).finally(() => line.end());
  if (ended === "aborted") process.exitCode = INTERRUPTED;
}

/** The number of threads that --workers gives. */
export function workersOf({ workers }: { workers?: string }): number | undefined {
  return workers === undefined ? undefined : checkNumber("--workers", Number(workers), { min: 1, integer: true });
}
