import { Command } from "commander";
import { checkNumber, writeFileAtomic } from "lai-internal";
import { writeAnswers } from "../answers/write-answers";
import { chooseTrainings } from "../choose-training";
import { estimateStudy } from "../estimate";
import { readStudy } from "../read-study";
import { writeReport } from "../report";
import type { RunStudyOptions } from "../run-options";
import { runStudy } from "../run-study";
import { parseShard } from "../shard";
import { studyStatus } from "../status";
import { StudyStore } from "../store/store";
import { exportRuns } from "../stored/export-runs";
import type { Study } from "../study";
import { describeProgress, duration, ProgressLine } from "./progress-line";
import { INTERRUPTED, stopSignal } from "./stop-signal";
import { studyWorkerCommand, workersOf } from "./study-worker";

interface RunFlags {
  workers?: string;
  limitMinutes?: string;
  store?: string;
  queue?: string;
  shard?: string;
  dryRun?: boolean;
}

const QUEUE =
  "have the runs done by lai study worker, on any machines: redis://HOST or rediss://USER:PASSWORD@HOST:PORT";

/** `lai study`: runs studies of many seeds, and says what came of them. */
export function studyCommand(): Command {
  const study = new Command("study").description("run studies of many methods, data sets and seeds");
  study
    .command("run")
    .description("do the runs of a study that have no record yet; whatever ends it, what is finished is stored")
    .argument("<file>", "a study, such as studies/quick.json")
    .option("--workers <number>", "threads that do runs (default: one a core)")
    .option("--limit-minutes <number>", "begin no run after so many minutes; the same command goes on later")
    .option("--store <folder>", "where the records go (default: the file's name without .json, then -records)")
    .option("--queue <address>", QUEUE)
    .option("--shard <i/n>", "of n processes that share the folder of the records, this is number i: 1/8 to 8/8")
    .option("--dry-run", "do a few runs, store nothing, and say how many runs there are and how long they take")
    .action(async (file: string, flags: RunFlags) => {
      const own = readStudy(file);
      if (flags.dryRun) return dryRun(own, workersOf(flags));
      return run(own, flags.store ?? `${file.replace(/\.json$/i, "")}-records`, flags);
    });
  study
    .command("training")
    .description("choose learning rate and warm-up of each data set by plain training, and write what was tried")
    .argument("<file>", "a study, such as studies/main.json: its own rates and warm-ups are not looked at")
    .argument("<output>", "JSON, such as studies/results/main-training.json")
    .action(async (file: string, output: string) => {
      const chosen = await chooseTrainings(readStudy(file), ({ data, learningRate, warmUpEpochs }) =>
        console.log(`${data}: learning rate ${learningRate}, warm-up ${warmUpEpochs} epochs`),
      );
      writeFileAtomic(output, `${JSON.stringify(chosen, null, 1)}\n`);
    });
  study
    .command("status")
    .description("how far a study is, and which runs failed")
    .argument("<folder>", "of the records")
    .action((folder: string) => status(folder));
  study
    .command("report")
    .description("write RESULTS.md and runs.parquet beside the records")
    .argument("<folder>", "of the records")
    .action((folder: string) => report(folder));
  study
    .command("export")
    .description("write the results of a complete study in a compact form that can be committed")
    .argument("<folder>", "of the records")
    .option("--to <folder>", "where they go (default: data/results of the package)")
    .action((folder: string, { to }: { to?: string }) => {
      for (const file of exportRuns(folder, to)) console.log(file);
    });
  study
    .command("answers")
    .description(
      "answer the questions of studies/PROTOCOL.md from the exported runs: RESULTS.md, its pages, the evidence of adviseLoss",
    )
    .option("--from <folder>", "of the exported runs (default: data/results of the package)")
    .option("--to <folder>", "that holds RESULTS.md (default: the repository)")
    .action(async ({ from, to }: { from?: string; to?: string }) => {
      for (const file of await writeAnswers(from, to)) console.log(file);
    });
  study
    .command("retry")
    .description("do the failed runs of a study once more, and what then follows from them")
    .argument("<folder>", "of the records")
    .option("--workers <number>", "threads that do runs (default: one a core)")
    .option("--limit-minutes <number>", "begin no run after so many minutes")
    .option("--queue <address>", QUEUE)
    .action(async (folder: string, flags: RunFlags) => {
      const { environment: _environment, ...own } = StudyStore.existing(folder).readStudy();
      return run(own, folder, flags, { retryFailed: true });
    });
  study.addCommand(studyWorkerCommand());
  return study;
}

async function run(study: Study, store: string, flags: RunFlags, extra: Partial<RunStudyOptions> = {}): Promise<void> {
  const { limitMinutes, queue, shard } = flags;
  const line = new ProgressLine(study.name);
  const { ended, progress } = await runStudy(study, {
    store,
    workers: workersOf(flags),
    signal: stopSignal(),
    ...extra,
    onProgress: (now) => line.show(describeProgress(now), now.note),
    queue,
    shard: shard === undefined ? undefined : parseShard(shard),
    limitMinutes:
      limitMinutes === undefined ? undefined : checkNumber("--limit-minutes", Number(limitMinutes), { above: 0 }),
  }).finally(() => line.end());
  const what = { completed: "complete", aborted: "stopped", "time limit": "stopped at the time limit" }[ended];
  console.log(`${study.name} is ${what}: ${progress.done} of ${progress.runs} runs are in ${store}.`);
  if (progress.failed > 0) console.log(`${progress.failed} failed: see lai study status ${store}`);
  console.log(ended === "completed" ? `Next: lai study report ${store}` : "The same command goes on.");
  if (ended === "aborted") process.exitCode = INTERRUPTED;
}

async function dryRun(study: Study, workers: number | undefined): Promise<void> {
  const estimate = await estimateStudy(study, { workers });
  const time = ({ seconds, mostSeconds }: { seconds: number; mostSeconds: number }): string =>
    seconds === mostSeconds ? duration(seconds) : `${duration(seconds)} to ${duration(mostSeconds)}`;
  for (const entry of estimate.data) {
    console.log(
      `${entry.data}: ${entry.tuning} tuning runs and at least ${entry.evaluation} evaluation runs, ${time(entry)}`,
    );
  }
  const { runs, workers: threads } = estimate;
  console.log(`in all at least ${runs} runs, ${time(estimate)} on ${threads} threads; nothing was stored`);
}

function status(folder: string): void {
  const { study, data, failed, damaged } = studyStatus(folder);
  for (const { name, tuning, evaluation } of data) {
    const evaluated =
      evaluation === null ? "evaluation waits for it" : `evaluation ${evaluation.done} of ${evaluation.runs}`;
    console.log(`${name}: tuning ${tuning.done} of ${tuning.runs}, ${evaluated}`);
  }
  if (damaged > 0) console.log(`${damaged} torn records; their runs are done again`);
  for (const { run, outcome } of failed) {
    if (outcome.status !== "failed") continue;
    const { data: name, method, learningRate, seed } = run;
    console.log(`failed: ${name}, ${method}, learning rate ${learningRate}, seed ${seed}: ${outcome.error.message}`);
  }
  const done = data.every(
    ({ tuning, evaluation }) => tuning.done === tuning.runs && evaluation?.done === evaluation?.runs,
  );
  console.log(`${study.name} is ${done ? "complete" : "not complete"}.`);
}

function report(folder: string): void {
  const { files, missing } = writeReport(folder);
  for (const { data, runs } of missing) console.log(`${data} is not complete: ${runs} known runs are missing`);
  for (const file of Object.values(files)) console.log(file);
}
