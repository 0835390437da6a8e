import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import { ArgumentError, type Bounds, checkChoice, checkNumber, object } from "../base/check";
import { writeFileAtomic } from "../base/files";
import type { Samples } from "../base/samples";
import { type MeanSd, mean } from "../base/statistics";
import { findEntry, listDatasets } from "../data/catalogue";
import { columnsOf } from "../data/columns";
import { loadDataset } from "../data/load";
import type { Preprocessor } from "../data/preprocess/preprocessor";
import { SPLIT_OPTIONS, splitOf } from "../data/split-dataset";
import { type Evaluation, evaluate } from "../measure/evaluate";
import { withPredictor } from "../measure/predictor";
import { columnMeans } from "../measure/principal-directions";
import { measureTable } from "../measure/table";
import { loadPredictor } from "../predictor";
import { readModelRows } from "./model-rows";
import { addReadFlags, type ReadFlags, readOptionsOf } from "./read-flags";

interface Flags extends ReadFlags {
  preset: string;
  seed: string;
  part: string;
  features?: string;
  flipProbability?: string;
  targetSlope?: string;
  output?: string;
}

/** `lai measure MODEL_DIR DATA`: measures a saved model, prints a table and writes the whole record as JSON. */
export function measureCommand(): Command {
  return addReadFlags(new Command("measure"))
    .description("measure a saved model: accuracy, slopes, noise, attacks, Lipschitz bounds, smoothness")
    .argument("<model>", "the folder that saveModel wrote, with the preprocessing in it")
    .argument(
      "<data>",
      "a data set's id, such as diamonds, or a .csv, .tsv, .parquet or .json file with the model's columns",
    )
    .option("--preset <name>", "quick or full", "full")
    .option(
      "--seed <number>",
      "of the split (give the one that the model was trained with), the noise and the attacks",
      "0",
    )
    .option("--part <name>", "of a data set: train, validation, test or all; a file is taken whole", "test")
    .option("--features <names>", "features of special interest, by name, separated by commas")
    .option(
      "--flip-probability <number>",
      "noise also flips each category, and each value of two, with this probability",
    )
    .option("--target-slope <number>", "counts the rows above it; what the model was trained for, such as sqrt(lambda)")
    .option("--output <file>", "where the JSON goes (default: measures.json in the model's folder)")
    .action(async (folder: string, data: string, flags: Flags) => {
      const output = flags.output ?? join(folder, "measures.json");
      const { evaluation, description, notes } = await measureSavedModel(folder, data, flags);
      console.log([description, ...notes.map((note) => `Note: ${note}`), "", measureTable(evaluation)].join("\n"));
      const record = { model: basename(resolve(folder)), data: description, notes, ...evaluation };
      writeFileAtomic(output, `${JSON.stringify(record, null, 2)}\n`);
      console.log(`\n${unitsOf(evaluation)}`);
      console.log(`${(evaluation.milliseconds.total / 1000).toFixed(1)} s; the whole record is in ${output}`);
    });
}

function unitsOf({ targets }: Evaluation): string {
  const units =
    targets === "binary"
      ? "Inputs are in standard deviations of the training rows, slopes are of the logit."
      : "Numbers without a unit are in standard deviations of the training rows.";
  return `${units} ± is the standard error that the drawn noise leaves, for these rows.`;
}

interface SavedModelMeasures {
  evaluation: Evaluation;
  /** which rows, and what computed */
  description: string;
  /** what a reader should know of the rows */
  notes: string[];
}

/** Loads model and rows, and evaluates; writes nothing. */
export async function measureSavedModel(folder: string, data: string, flags: Flags): Promise<SavedModelMeasures> {
  const preset = checkChoice("--preset", flags.preset, ["quick", "full"]);
  const part = checkChoice("--part", flags.part, ["train", "validation", "test", "all"]);
  const seed = numberOf("--seed", flags.seed, { integer: true }) as number;
  const targetSlope = numberOf("--target-slope", flags.targetSlope, { min: 0 });
  const flipProbability = numberOf("--flip-probability", flags.flipProbability, { min: 0, max: 1 });
  const { model, preprocessor } = await loadPredictor(folder);
  try {
    const { samples, reference, description, notes } = await rowsOf(data, part, seed, preprocessor, flags);
    const { target } = preprocessor;
    if (target.transform === "log1p") {
      notes.push(
        `the model learnt log(1 + ${target.name}): numbers without a unit are in standard deviations of that.`,
      );
    }
    notes.push(...noteOnEncodings(preprocessor));
    return withPredictor(model, (predictor) => {
      const evaluation = evaluate(predictor, samples, {
        preset,
        seed,
        targets: target.transform === "binary" ? "binary" : "real",
        reference,
        targetSlope,
        flipProbability,
        features: flags.features?.split(",").map((name) => name.trim()),
      });
      return { evaluation, description: `${description}, ${samples.rows} rows; ${predictor.description}`, notes };
    });
  } finally {
    model.dispose();
  }
}

function numberOf(flag: string, text: string | undefined, bounds: Bounds): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  return checkNumber(flag, Number.isNaN(number) ? text : number, bounds);
}

interface Rows {
  samples: Samples;
  /** training rows, where they are known */
  reference?: Samples;
  description: string;
  notes: string[];
}

async function rowsOf(
  data: string,
  part: string,
  seed: number,
  preprocessor: Preprocessor,
  flags: Flags,
): Promise<Rows> {
  if (findEntry(data)) return datasetRows(data, part, seed, preprocessor, readOptionsOf(flags).maxBytes);
  if (existsSync(data)) {
    const { table, notes } = readModelRows(data, preprocessor, readOptionsOf(flags), true);
    const samples = preprocessor.transform(table);
    return { samples, description: basename(data), notes: [...notes, ...(samples.notes ?? [])] };
  }
  const ids = listDatasets().map((entry) => entry.id);
  throw new ArgumentError("data", data, `there is no such file; data sets are ${ids.join(", ")}.`);
}

async function datasetRows(
  id: string,
  part: string,
  seed: number,
  preprocessor: Preprocessor,
  maxBytes?: number,
): Promise<Rows> {
  const dataset = await loadDataset(id, { maxBytes });
  const split = splitOf(
    dataset,
    dataset.features,
    object(SPLIT_OPTIONS)("options", { seed }),
    columnsOf(dataset.table),
  );
  const all = part === "all";
  const rows = all ? undefined : split[part as "train" | "validation" | "test"];
  const samples = preprocessor.transform(dataset.table, rows);
  const reference = preprocessor.transform(dataset.table, split.train);
  const notes = [...(samples.notes ?? [])];
  if (!wasFittedOn(preprocessor, reference)) {
    notes.push(
      `the model was not standardised on the training rows of the split with seed ${seed}: rows that it was trained on may be among these. Give --seed as prepareDataset had it; for another split, a file of the test rows.`,
    );
  }
  const description = all ? `${id}, all rows` : `${id}, ${part} rows of the split with seed ${seed}`;
  return { samples, reference, description, notes };
}

/** Noise and attacks leave columns that hold no numbers, slopes do not; a reader should know which ones these are. */
function noteOnEncodings(preprocessor: Preprocessor): string[] {
  const numeric = preprocessor.numericColumns();
  const encoded = preprocessor.featureNames.filter((_, j) => !numeric.includes(j));
  if (encoded.length === 0) return [];
  const names = numeric.map((j) => preprocessor.featureNames[j]).join(",");
  const shown = encoded.length > 6 ? `${encoded.slice(0, 6).join(", ")}, ...` : encoded.join(", ");
  const remedy = names === "" ? "" : ` --features ${names} measures the numbers by themselves.`;
  return [
    `${shown} hold two values: noise and attacks leave them (--flip-probability flips them); slopes over all features and Lipschitz bounds take them for numbers.${remedy}`,
  ];
}

/**
 * Whether these are the rows that a preprocessor learned its scales from: then a column that it standardised has mean 0.
 * One is enough, as imputed values move others; where nothing was standardised there is nothing to tell by.
 */
function wasFittedOn({ columns, target }: Preprocessor, samples: Samples): boolean {
  const isScaled = ({ mean, sd }: MeanSd): boolean => mean !== 0 || sd !== 1;
  const means = columnMeans(samples);
  const scaled = columns.flatMap((column, j) => (isScaled(column) ? [means[j]] : []));
  if (isScaled(target)) scaled.push(mean(samples.y));
  return scaled.length === 0 || scaled.some((value) => Math.abs(value) < 1e-5);
}
