import { Command } from "commander";
import { writeFileAtomic } from "../base/files";
import { loadPredictor, type Prediction } from "../predictor";
import { readModelRows } from "./model-rows";
import { addReadFlags, type ReadFlags, readOptionsOf } from "./read-flags";

interface Flags extends ReadFlags {
  output?: string;
}

/** `lai predict MODEL FILE`: predicts the rows of a file, in the target's unit, as CSV. */
export function predictCommand(): Command {
  return addReadFlags(new Command("predict"))
    .description("predict the rows of a file with a saved model, in the target's unit")
    .argument("<model>", "the folder that savePredictor wrote")
    .argument(
      "<file>",
      "a .csv, .tsv, .parquet or .json file with the model's features; a target in it is not looked at",
    )
    .option("-o, --output <file>", "where the CSV goes, a line a row (default: printed)")
    .action(async (folder: string, file: string, flags: Flags) => {
      const { csv, notes } = await predictFile(folder, file, flags);
      for (const note of notes) console.error(`Note: ${note}`);
      if (flags.output === undefined) process.stdout.write(csv);
      else {
        writeFileAtomic(flags.output, csv);
        console.log(`${csv.split("\n").length - 2} predictions: ${flags.output}`);
      }
    });
}

/** Loads model and rows and predicts; writes nothing. */
export async function predictFile(
  folder: string,
  file: string,
  flags: ReadFlags,
): Promise<{ csv: string; notes: string[] }> {
  const predictor = await loadPredictor(folder);
  try {
    const { preprocessor } = predictor;
    const read = readModelRows(file, preprocessor, readOptionsOf(flags), false);
    const prediction = predictor.predict(read.table);
    const { name } = preprocessor.target;
    const unit = prediction.unit === "" ? [] : [`${name} is in ${prediction.unit}`];
    return { csv: csvOf(prediction, preprocessor.target), notes: [...read.notes, ...prediction.notes, ...unit] };
  } finally {
    predictor.model.dispose();
  }
}

function csvOf({ values, labels }: Prediction, { name, positive }: { name: string; positive: string | null }): string {
  const header = labels ? [name, `probability of ${positive}`] : [name];
  const lines = Array.from(values, (value, row) => (labels ? [labels[row], value] : [value]));
  return [header, ...lines].map((cells) => `${cells.map((cell) => quoted(String(cell))).join(",")}\n`).join("");
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
