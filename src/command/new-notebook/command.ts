import { dirname } from "node:path";
import { Command, Option } from "commander";
import { QUESTIONS } from "../../compare/evidence";
import { addReadFlags, type ReadFlags, readOptionsOf } from "../read-flags";
import { newNotebook } from "./new-notebook";

interface NewNotebookFlags extends ReadFlags {
  target: string;
  unit?: string;
  group?: string;
  time?: string;
  question: string;
  like?: string;
  output?: string;
  force?: boolean;
}

export function newNotebookCommand(): Command {
  const command = new Command("new")
    .description(
      "write a notebook for a table of your own: it runs as it is, what it guesses stands in three cells to edit",
    )
    .argument("<file>", "a .csv, .tsv, .parquet or .json file")
    .requiredOption("--target <column>", "the column to predict")
    .option("--unit <unit>", "the target's unit")
    .option("--group <column>", "rows that agree in it stay on one side of the split")
    .option("--time <column>", "times: the latest rows become the test rows")
    .addOption(
      new Option("--question <question>", "what you want of the loss").choices(QUESTIONS).default("noisy inputs"),
    )
    .option(
      "--like <notebook>",
      "in the repository: train and measure as one of its experiments does, from 01-diamonds to 11-abalone",
    )
    .option("-o, --output <notebook>", "where to write; defaults to the file's name with .ipynb in this folder")
    .option("--force", "write over a notebook that is there");
  return addReadFlags(command).action(async (file: string, flags: NewNotebookFlags) => {
    const { target, unit, group, time, question, like, output, force } = flags;
    const { path, inspected, targetReason } = await newNotebook(file, {
      target,
      targetUnit: unit ?? "",
      group,
      time,
      question,
      like,
      output,
      force,
      reading: readOptionsOf(flags),
      command: ["npx", "lai", ...process.argv.slice(2).filter((word) => word !== "--force")].map(quoted).join(" "),
    });
    console.log(`${target}, the target: ${targetReason}`);
    for (const note of inspected.notes) console.log(note);
    for (const reason of inspected.missingReasons) console.log(`taken for missing: ${reason}`);
    for (const { feature, reason } of inspected.features) console.log(`${feature.name}: ${reason}`);
    for (const { name, reason } of inspected.leftOut) console.log(`${name}: ${reason}`);
    for (const warning of inspected.report.warnings) console.log(`! ${warning}`);
    console.log(`written: ${path}`);
    console.log(`open it: npx lai notebook lab --notebook-dir ${quoted(dirname(path))}`);
    console.log(`run it:  npx lai notebook run ${quoted(path)} --update`);
  });
}

/** As a shell takes it. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
