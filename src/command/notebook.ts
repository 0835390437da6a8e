import { Command } from "commander";
import { openLab } from "../notebook/lab";

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
  return notebook;
}
