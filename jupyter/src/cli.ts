#!/usr/bin/env node
import { Command } from "commander";
import { installKernel } from "./install";
import { openLab } from "./lab";
import { KERNEL_VERSION, projectOf } from "./project";
import { parseParameter } from "./run/parameters";
import { runNotebooks } from "./run/run";
import { StatusLine } from "./status-line";
import { INTERRUPTED, stopSignal } from "./stop-signal";

interface RunFlags {
  param: string[];
  jobs: number;
  update?: boolean;
}

const collect = (value: string, values: string[]): string[] => [...values, value];

/**
 * `tslab-kernel`: registers the kernel, opens JupyterLab and runs notebooks headless.
 *
 * @param project the project whose notebooks and Python environment are meant; defaults to that of the working folder
 */
export function kernelCommand(project: string = projectOf()): Command {
  const program = new Command("tslab-kernel")
    .description("a Jupyter kernel for TypeScript, built around tslab")
    .version(KERNEL_VERSION)
    .enablePositionalOptions();
  program
    .command("install")
    .description(
      "register the kernel with Jupyter: in the project's .venv or the active environment, else for this user",
    )
    .option("--prefix <folder>", "a Python environment to register it in")
    .option("--user", "for this user, whatever environment there is")
    .action((options: { prefix?: string; user?: boolean }) => {
      console.log(installKernel(project, options));
    });
  program
    .command("lab")
    .description("open JupyterLab on the notebooks; flags are passed to it, such as --no-browser --port 9999")
    .argument("[flags...]", "flags of jupyter lab")
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (flags: string[]) => {
      process.exitCode = await openLab(flags, project);
    });
  program
    .command("run")
    .description("run notebooks headless, all of notebooks/ without names; fails where any cell does")
    .argument("[names...]", "names in notebooks/, or paths")
    .option("--param <name=value>", "another value for a parameter; may be given several times", collect, [])
    .option("--jobs <number>", "how many notebooks run at a time", Number, 1)
    .option("--update", "save the outputs into the notebooks, if all went well")
    .action(async (names: string[], { param, jobs, update }: RunFlags) => {
      const parameters = new Map(param.map(parseParameter));
      const signal = stopSignal();
      const status = new StatusLine();
      const ok = await runNotebooks(names, {
        project,
        parameters,
        jobs,
        update,
        signal,
        tell: (line) => status.print(line),
        tellRunning: (cells) => status.show(cells),
      }).finally(() => status.end());
      process.exitCode = ok ? 0 : signal.aborted ? INTERRUPTED : 1;
    });
  return program;
}

if (require.main === module) {
  kernelCommand()
    .parseAsync()
    .catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
}
