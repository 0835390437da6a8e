/** `npm run bench:notebooks`: notebooks run whole, with the dense kernel and with what trained before there was one. */
import { join } from "node:path";
import { Command } from "commander";
import { environmentPython, executeNotebook, joined, type Notebook, readNotebook } from "tslab-kernel";
import { checkNumber } from "../../src/base/check";
import { packageRoot } from "../../src/base/files";
import { keepResult } from "../keep-result";
import { describeMachine } from "../steps/machine";
import { notebooksSentence, notebooksText } from "./report";
import { ENGINES, type EngineRun, type NotebooksResult, type NotebookTimes } from "./types";

const program = new Command("npm run bench:notebooks --")
  .description(
    "Runs notebooks from the first cell to the last in the tslab kernel, in turns with the WebAssembly kernel and with the " +
      "closed form in tfjs operations (which trains where there is no SIMD); needs bash kernel-setup.sh. About 8 minutes a " +
      "round. Writes bench/results/notebooks-DATE.json and BENCHMARKS.md.",
  )
  .argument("[names...]", "notebooks of notebooks/", ["00-geometry", "01-diamonds"])
  .option("--rounds <number>", "runs of each", "2")
  .option("--out <file>", "writes the result there, and no page")
  .action(async (names: string[], options: { rounds: string; out?: string }) => {
    const rounds = checkNumber("--rounds", Number(options.rounds), { min: 1, integer: true });
    const runs: NotebookTimes[] = names.flatMap((notebook) =>
      ENGINES.map((engine) => ({ notebook, engine, seconds: [], trainingSeconds: [] })),
    );
    for (let round = 0; round < rounds; round++) {
      for (const run of runs) {
        console.error(`round ${round + 1} of ${rounds}: ${run.notebook}, ${run.engine}`);
        const { seconds, trainingSeconds } = await runOnce(run.notebook, run.engine);
        run.seconds.push(seconds);
        run.trainingSeconds.push(trainingSeconds);
      }
    }
    const date = new Date().toISOString();
    const node = process.versions.node;
    const result: NotebooksResult = { kind: "notebooks", format: 1, date, machine: describeMachine(), node, runs };
    console.log(notebooksText(result));
    console.log(`\nFor CHANGELOG.md: ${notebooksSentence(result)}`);
    keepResult(result, options.out);
  });

/** Runs a notebook as it is saved; its file is not touched. */
async function runOnce(name: string, engine: EngineRun): Promise<{ seconds: number; trainingSeconds: number }> {
  const folder = join(packageRoot(), "notebooks");
  const notebook = readNotebook(join(folder, `${name}.ipynb`));
  const trains = codeOf(notebook).map((source) => /\b(train|compareMethods)\(/.test(source));
  const hidden = `--require ${join(__dirname, "without-simd.js")}`;
  const own = process.env.NODE_OPTIONS ?? "";
  const environment = engine === "tensors" ? { NODE_OPTIONS: `${own} ${hidden}`.trim() } : {};
  let [seconds, trainingSeconds] = [0, 0];
  const executed = await executeNotebook(notebook, {
    folder,
    python: environmentPython(),
    environment,
    onEvent: (event) => {
      if (event.event === "failure") console.error(`cell ${event.cell}, ${event.title}: ${event.text}`);
      if (event.event !== "cell") return;
      seconds += event.seconds;
      if (trains[event.number - 1]) trainingSeconds += event.seconds;
    },
  });
  if (executed === null) throw new Error(`${name} failed; why stands above.`);
  checkEngine(name, engine, executed);
  return { seconds, trainingSeconds };
}

/** The code cells that are run, in their order. */
function codeOf(notebook: Notebook): string[] {
  return notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => joined(cell.source))
    .filter((source) => source.trim() !== "");
}

/** Training in tfjs operations is told by a warning: where it is missing, or there without being asked for, times mean nothing. */
function checkEngine(name: string, engine: EngineRun, executed: Notebook): void {
  const warned = JSON.stringify(executed).includes("slower than the dense kernel");
  if (warned !== (engine === "tensors")) throw new Error(`${name} was not trained by the engine "${engine}".`);
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
