import { Command } from "commander";
import { checkNumber } from "../base/check";
import { readStudy } from "../study/check-study";
import { runStudy } from "../study/run-study";
import { ProgressLine } from "./progress-line";

interface RunFlags {
  workers?: string;
  limitMinutes?: string;
  store?: string;
  dryRun?: boolean;
}

/** `lai study`: runs studies of many seeds, and says what came of them. */
export function studyCommand(): Command {
  const study = new Command("study").description("run studies of methods over many seeds");
  study
    .command("run")
    .description("do the runs of a study that have no record yet; Ctrl-C or a kill loses none that is finished")
    .argument("<file>", "a study, such as studies/quick.json")
    .option("--workers <number>", "threads that do runs (default: one a core)")
    .option("--limit-minutes <number>", "begin no run after so many minutes")
    .option("--store <folder>", "where the records go (default: the file's name without .json, and -records)")
    .action(async (file: string, flags: RunFlags) => run(file, flags));
  return study;
}

async function run(file: string, flags: RunFlags): Promise<void> {
  const study = readStudy(file);
  const workers = flags.workers === undefined ? {} : { workers: whole("--workers", flags.workers) };
  const limit =
    flags.limitMinutes === undefined
      ? {}
      : { limitMinutes: checkNumber("--limit-minutes", Number(flags.limitMinutes), { above: 0 }) };
  const store = flags.store ?? `${file.replace(/\.json$/i, "")}-records`;
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const line = new ProgressLine(study.name);
  const { ended, progress } = await runStudy(study, {
    store,
    ...workers,
    ...limit,
    signal: stop.signal,
    onProgress: (p) => line.show(p),
  });
  line.end();
  console.log(
    `${study.name}: ${ended}; ${progress.done} of ${progress.runs} runs, ${progress.failed} failed; ${store}`,
  );
}

function whole(flag: string, value: string): number {
  return checkNumber(flag, Number(value), { min: 1, integer: true });
}
