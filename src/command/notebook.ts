import { Command } from "commander";
import { openLab } from "../notebook/lab";
import { parseParameter } from "../notebook/run/parameters";
import { runNotebooks } from "../notebook/run/run";
import { rerunStudies } from "./rerun-studies";
import { StatusLine } from "./status-line";
import { INTERRUPTED, stopSignal } from "./stop-signal";

interface RunFlags {
  fast?: boolean;
  param: string[];
  jobs: number;
  update?: boolean;
  studies?: boolean;
}

const collect = (value: string, values: string[]): string[] => [...values, value];

/** `lai notebook`: opens JupyterLab on the notebooks and runs notebooks headless. */
export function notebookCommand(): Command {
  const notebook = new Command("notebook").description("open and run the notebooks").enablePositionalOptions();
  notebook
    .command("lab")
    .description("open JupyterLab on the notebooks; flags are passed to it, such as --no-browser --port 9999")
    .argument("[flags...]", "flags of jupyter lab")
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (flags: string[]) => {
      process.exitCode = await openLab(flags);
    });
  notebook
    .command("run")
    .description("run notebooks headless, all of notebooks/ without names; fails where any cell does")
    .argument("[names...]", "names in notebooks/, or paths")
    .option("--fast", "the short version (LAI_FAST=1 and the parameter FAST)")
    .option("--param <name=value>", "another value for a parameter; may be given several times", collect, [])
    .option("--jobs <number>", "how many notebooks run at a time", Number, 1)
    .option("--update", "save the outputs into the notebooks, if all went well")
    .option("--studies", "first run the studies that the notebooks are about (hours: it says how long)")
    .action(async (names: string[], { fast, param, jobs, update, studies }: RunFlags) => {
      const parameters = new Map(param.map(parseParameter));
      const signal = stopSignal();
      if (studies && !(await rerunStudies(signal))) {
        console.log("The studies are not complete: the same command goes on.");
        process.exitCode = signal.aborted ? INTERRUPTED : 1;
        return;
      }
      const status = new StatusLine();
      const ok = await runNotebooks(names, {
        ...{ fast, parameters, jobs, update, signal },
        tell: (line) => status.print(line),
        tellRunning: (cells) => status.show(cells),
      }).finally(() => status.end());
      process.exitCode = ok ? 0 : signal.aborted ? INTERRUPTED : 1;
    });
  return notebook;
}
