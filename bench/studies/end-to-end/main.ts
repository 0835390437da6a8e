/** `npm run bench:studies`: see `npm run bench:studies -- --help`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { checkChoice, checkNumber } from "../../../src/base/check";
import { Random } from "../../../src/base/random";
import { benchPython } from "../../bench-python";
import { keepResult } from "../../keep-result";
import { checkAgreement } from "../../steps/agreement";
import { describeMachine } from "../../steps/machine";
import { STUDY_CONTENDERS } from "./contenders";
import { type Problem, writeProblem } from "./problem";
import { sameCells, studyText } from "./report";
import type { StudyResult, StudyTimes } from "./types";

/** Largest difference of a mean test RMSE from the middle of all, relative to it: weights and batches are each program's own. */
const TOLERANCE = 0.1;

/** A contender that takes longer takes part in the first round alone. */
const LONG_SECONDS = 400;

interface Flags {
  quick?: boolean;
  only?: string;
  rounds: string;
  processes: string;
  seed: string;
  python?: string;
  out?: string;
}

const program = new Command("npm run bench:studies --")
  .description(
    "Times one study from the start of its program to its end: two data sets, three methods, a learning rate tuned for each " +
      "setting, 20 seeds; by lai study run with each kernel, and by JAX and PyTorch, which need bash bench/setup.sh once and get " +
      "their rows prepared. In rounds, each contender once a round, in an order shuffled by seed. Wants an otherwise idle " +
      "machine, for about an hour; writes bench/results/study-DATE.json and bench/BENCHMARKS.md.",
  )
  .option("--quick", "a small study once, to see that everything works; only prints, unless --out is given")
  .option("--only <ids>", "only these contenders, separated by commas; only prints, unless --out is given")
  .option("--rounds <number>", "rounds", "3")
  .option("--processes <number>", "that share the study, of one thread each", "2")
  .option("--seed <number>", "of the order in the rounds", "0")
  .option("--python <program>", "a Python with the packages, instead of bench/.venv")
  .option("--out <file>", "writes the result there, and no page")
  .action(async (flags: Flags) => {
    const result = await measure(flags);
    console.log(studyText(result));
    if (flags.out !== undefined || !(flags.quick || flags.only)) keepResult(result, flags.out);
  });

async function measure(flags: Flags): Promise<StudyResult> {
  const count = (name: string, text: string): number => checkNumber(name, Number(text), { min: 1, integer: true });
  const rounds = flags.quick ? 1 : count("--rounds", flags.rounds);
  const ids = STUDY_CONTENDERS.map(({ id }) => id);
  const chosen = flags.only?.split(",").map((id) => checkChoice("--only", id.trim(), ids)) ?? ids;
  const random = new Random(checkNumber("--seed", Number(flags.seed), { integer: true }), "rounds of studies");
  const python = flags.python ?? benchPython();
  const folder = mkdtempSync(join(tmpdir(), "lai-bench-study-"));
  try {
    const problem = await writeProblem(folder, count("--processes", flags.processes), flags.quick ?? false);
    const times = new Map<string, StudyTimes>();
    const leftOut: StudyResult["leftOut"] = [];
    for (let round = 0; round < rounds; round++) {
      for (const contender of random.shuffle(STUDY_CONTENDERS.filter(({ id }) => chosen.includes(id)))) {
        const { id, label } = contender;
        if (leftOut.some((one) => one.contender === id)) continue;
        const before = times.get(id);
        if (before && (before.seconds[0] ?? 0) > LONG_SECONDS) continue;
        process.stderr.write(`round ${round + 1} of ${rounds}: ${id}\n`);
        try {
          const { seconds, ...found } = await contender.run(problem, folder, python);
          const own = before ?? { id, label, seconds: Array<number | null>(rounds).fill(null), ...found };
          own.seconds[round] = seconds;
          times.set(id, own);
          process.stderr.write(`  ${seconds.toFixed(1)} s\n`);
        } catch (error) {
          leftOut.push({ contender: id, reason: (error as Error).message });
          times.delete(id);
        }
      }
      checkCells([...times.values()]); // before another round is spent
    }
    const contenders = STUDY_CONTENDERS.flatMap(({ id }) => times.get(id) ?? []);
    return resultOf(problem, contenders, leftOut);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * All that chose the same learning rate must find the same errors, up to what other weights and batches make of them.
 *
 * @throws DisagreementError
 */
function checkCells(contenders: readonly StudyTimes[]): void {
  for (const group of sameCells(contenders)) {
    const { data, setting, learningRate } = group[0].cell;
    const errors = group.map(({ id, cell }) => ({ contender: id, loss: cell.rmse }));
    checkAgreement(`the mean test RMSE of ${data}, ${setting}, learning rate ${learningRate}`, errors, TOLERANCE);
  }
}

function resultOf(problem: Problem, contenders: StudyTimes[], leftOut: StudyResult["leftOut"]): StudyResult {
  const { processes, trainings, training, seeds, data } = problem;
  return {
    kind: "study",
    format: 1,
    date: new Date().toISOString(),
    machine: describeMachine(),
    processes,
    trainings,
    epochs: training.epochs,
    seeds: { tuning: seeds.tuning.length, evaluation: seeds.evaluation.length },
    rows: Object.fromEntries(data.map(({ name, trainingRows }) => [name, trainingRows])),
    contenders,
    leftOut,
  };
}

program.parseAsync().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
