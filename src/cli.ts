#!/usr/bin/env node
import { program } from "commander";
import { packageVersion } from "./base/files";
import { dataCommand } from "./command/data";
import { doctorCommand } from "./command/doctor/command";
import { measureCommand } from "./command/measure";
import { newNotebookCommand } from "./command/new-notebook/command";
import { predictCommand } from "./command/predict";
import { showControlCharacters } from "./command/terminal";
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
