import { Command } from "commander";
import { newNotebook } from "../notebook/new-notebook";

interface NewNotebookFlags {
  target: string;
  unit?: string;
  group?: string;
  time?: string;
  output?: string;
  force?: boolean;
}

/** `lai notebook new`: a notebook for a table of one's own. */
export function newNotebookCommand(): Command {
  return new Command("new")
    .description("write a notebook for a table of your own: it runs as it is, its guesses in one cell to edit")
    .argument("<file>", "a .csv, .tsv, .parquet or .json file")
    .requiredOption("--target <column>", "the column to predict")
    .option("--unit <unit>", "the target's unit")
    .option("--group <column>", "rows that agree in it stay on one side of the split")
    .option("--time <column>", "times: the latest rows become the test rows")
    .option("-o, --output <notebook>", "where to write; defaults to the file's name with .ipynb in this folder")
    .option("--force", "write over a notebook that is there")
    .action(async (file: string, { target, unit, group, time, output, force }: NewNotebookFlags) => {
      const { path, inspected } = await newNotebook(file, { target, targetUnit: unit, group, time, output, force });
      for (const reason of inspected.missingReasons) console.log(`taken for missing: ${reason}`);
      for (const { feature, reason } of inspected.features) {
        console.log(`${typeof feature === "string" ? feature : feature.name}: ${reason}`);
      }
      for (const { name, reason } of inspected.leftOut) console.log(`${name}: ${reason}`);
      for (const warning of inspected.report.warnings) console.log(`! ${warning}`);
      console.log(`written: ${path}`);
    });
}
