/** `npm run bench`: see `npm run bench -- --help`. */
import { relative } from "node:path";
import { Command } from "commander";
import { keepResult } from "../keep-result";
import { DisagreementError } from "./agreement";
import { type Choice, readChoice } from "./choice";
import { resultText } from "./report";
import { PAGE, writePage } from "./results";
import { InterruptedError, Run } from "./run";

const program = new Command("npm run bench --")
  .description(
    "Times one training step (plain and Lai loss, Adam) of the package's engines beside PyTorch, JAX, TensorFlow and jax-js, and a " +
      "whole training beside model.fit of tfjs, interleaved in one run. These need bash bench/setup.sh once; " +
      "what cannot run is named in the tables. A whole run takes about 20 minutes and wants an otherwise idle machine; it " +
      "writes bench/results/steps-DATE.json and bench/BENCHMARKS.md. A run of a part only prints, unless --out is given.",
  )
  .option("--quick", "a few short rounds, to see that everything works: rough numbers")
  .option("--only <ids>", "only these contenders, separated by commas (a wrong one lists all)")
  .option("--networks <names>", "only these of S, M, L and training, separated by commas")
  .option("--rounds <number>", "rounds of the steps")
  .option("--seed <number>", "of weights, data and the order in the rounds", "0")
  .option("--python <program>", "a Python with the packages, instead of bench/.venv")
  .option("--out <file>", "writes the result there, and no page")
  .option("--report", "measures nothing: writes bench/BENCHMARKS.md from bench/results again")
  .action(async (options) => {
    if (options.report) {
      writePage();
      console.log(`${relative(process.cwd(), PAGE)} written`);
      return;
    }
    await bench(readChoice(options));
  });

async function bench(choice: Choice): Promise<void> {
  const run = new Run(choice);
  process.once("SIGINT", () => run.interrupt());
  process.once("SIGTERM", () => run.interrupt());
  try {
    const result = await run.measure();
    console.log(resultText(result));
    if (choice.isWhole || choice.out !== undefined) keepResult(result, choice.out);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    if (error.partial) console.log(resultText(error.partial));
    console.error("Interrupted: what was measured whole is printed above, and nothing was written.");
    process.exitCode = 130;
  }
}

program.parseAsync().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof DisagreementError ? 2 : 1;
});
