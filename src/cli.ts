#!/usr/bin/env node
import { format } from "node:util";
import { program } from "commander";
import { packageVersion } from "./base/files";
import { visibleText } from "./base/format";
import { dataCommand } from "./command/data";
import { doctorCommand } from "./command/doctor";
import { measureCommand } from "./command/measure";
import { newNotebookCommand } from "./command/new-notebook/command";
import { predictCommand } from "./command/predict";
import { notebookRunAndLab, studyAlias } from "./command/workspaces";

showControlCharacters();

program.name("lai").description("Lai loss: train, measure and look at it in notebooks.").version(packageVersion());
program.enablePositionalOptions();
program.addCommand(dataCommand());
const notebook = program.command("notebook").description("open, run and write notebooks").enablePositionalOptions();
notebookRunAndLab(notebook);
notebook.addCommand(newNotebookCommand());
program.addCommand(measureCommand());
program.addCommand(predictCommand());
studyAlias(program);
program.addCommand(doctorCommand());
program.parseAsync().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

/**
 * From now on `console` shows characters that a terminal would obey: names and cells of data, messages of errors and warnings are
 * printed by every command, and none of them may move the cursor or rename the window. What writes to the terminal itself
 * (`StatusLine`, `ProgressLine`) does the same with its texts.
 */
function showControlCharacters(): void {
  for (const name of ["log", "warn", "error"] as const) {
    const write = console[name];
    console[name] = (...values: unknown[]) => write("%s", visibleText(format(...values)));
  }
}
