import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { packageRoot } from "../base/files";

/** Whether this is a clone of the repository, with the script that sets everything up, or the package as npm installs it. */
export const IN_CLONE: boolean = existsSync(join(packageRoot(), "kernel-setup.sh"));

/** The commands of tslab-kernel and of lai-studies, as far as `lai` hands its words on to them. */
interface Handed {
  parseAsync(words: readonly string[], options: { from: "user" }): Promise<unknown>;
}

/** Adds `lai notebook run` and `lai notebook lab`: those of tslab-kernel, on this clone or on the project of the working folder. */
export function notebookRunAndLab(notebook: Command): void {
  handOn(notebook, "lab", "open JupyterLab on the notebooks (tslab-kernel lab)", (words) =>
    kernel().parseAsync(["lab", ...words], { from: "user" }),
  );
  handOn(notebook, "run", "run notebooks headless (tslab-kernel run); --studies: first the studies behind them", run);
}

export function studyAlias(program: Command): void {
  handOn(program, "study", "run studies of many methods, data sets and seeds (in the repository)", (words) =>
    studies().studyCommand().parseAsync(words, { from: "user" }),
  );
}

/** A command whose words go on to another program, its --help too. */
function handOn(to: Command, name: string, description: string, action: (words: string[]) => Promise<unknown>): void {
  to.command(name)
    .description(description)
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) => {
      await action(words);
    });
}

async function run(words: string[]): Promise<void> {
  const others = words.filter((word) => word !== "--studies");
  const command = kernel();
  if (others.length < words.length) {
    const { rerunStudies } = studies();
    if (!(await rerunStudies())) {
      console.log("The studies are not complete: the same command goes on.");
      process.exitCode ||= 1;
      return;
    }
  }
  await command.parseAsync(["run", ...others], { from: "user" });
}

function kernel(): Handed {
  const { kernelCommand } = load("tslab-kernel/cli", "npm install tslab-kernel, then npx tslab-kernel install");
  return kernelCommand(IN_CLONE ? packageRoot() : undefined);
}

function studies(): { studyCommand(): Handed; rerunStudies(): Promise<boolean> } {
  return load("lai-studies/cli", "clone the repository of lai-loss: studies are not in the npm package");
}

// biome-ignore lint/suspicious/noExplicitAny: what the workspaces export is checked by their own tests
export function load(name: string, remedy: string): any {
  try {
    require.resolve(name);
  } catch {
    throw new Error(`${name.split("/")[0]} is not installed here: ${remedy}.`);
  }
  return require(name);
}
