#!/usr/bin/env node
import { program } from "commander";
import { packageVersion } from "./base/files";
import { doctorCommand } from "./command/doctor";
import { notebookCommand } from "./command/notebook";

program.name("lai").description("Lai loss: train, measure and look at it in notebooks.").version(packageVersion());
program.addCommand(notebookCommand());
program.addCommand(doctorCommand());
program.parseAsync().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
