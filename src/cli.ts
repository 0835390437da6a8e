#!/usr/bin/env node
import { program } from "commander";
import { packageVersion } from "./base/files";
import { dataCommand } from "./command/data";
import { doctorCommand } from "./command/doctor";
import { measureCommand } from "./command/measure";
import { newNotebookCommand } from "./command/new-notebook";
import { notebookCommand } from "./command/notebook";
import { studyCommand } from "./command/study";
import { showControlCharacters } from "./command/terminal";

showControlCharacters();

program.name("lai").description("Lai loss: train, measure and look at it in notebooks.").version(packageVersion());
program.addCommand(dataCommand());
program.addCommand(notebookCommand().addCommand(newNotebookCommand()));
program.addCommand(measureCommand());
program.addCommand(studyCommand());
program.addCommand(doctorCommand());
program.parseAsync().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
