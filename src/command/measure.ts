import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { Command } from "commander";
import { ArgumentError, checkChoice, checkNumber } from "../base/check";
import { writeFileAtomic } from "../base/files";
import { loadDataset } from "../data/load";
import { splitDataset } from "../data/prepare";
import { Preprocessor } from "../data/preprocess/preprocessor";
import { readDelimited } from "../data/read-delimited";
import type { Samples } from "../data/samples";
import { readBytes } from "../data/text-file";
import { ready } from "../engine/backend";
import { createEngine } from "../engine/create-engine";
import { type Evaluation, evaluate } from "../measure/evaluate";
import { denseWeights } from "../measure/lipschitz/dense-weights";
import type { TargetScale } from "../measure/predictor";
import { measureTable } from "../measure/table";
import { readDenseStack } from "../model/dense-stack";
import { loadModel } from "../model/storage";

interface Flags {
  preset: string;
  seed: string;
  part: string;
  features?: string;
  output?: string;
}

/** `lai measure MODEL_DIR DATA`: measures a saved model, prints a table and writes the whole record as JSON. */
export function measureCommand(): Command {
  return new Command("measure")
    .description("measure a saved model: accuracy, slopes, noise, attacks, Lipschitz bounds, smoothness")
    .argument("<model>", "the folder that saveModel wrote, with its preprocessing.json")
    .argument("<data>", "a data set's id, such as diamonds, or a delimited file with the model's columns")
    .option("--preset <name>", "quick or full", "full")
    .option("--seed <number>", "of the split, the noise and the attacks", "0")
    .option("--part <name>", "of a data set: train, validation, test or all; a file is taken whole", "test")
    .option("--features <names>", "features of special interest, by name, separated by commas")
    .option("--output <file>", "where the JSON goes (default: measures.json in the model's folder)")
    .action(async (folder: string, data: string, flags: Flags) => {
      const output = flags.output ?? join(folder, "measures.json");
      const { evaluation, description } = await measureSavedModel(folder, data, flags);
      console.log(`${description}\n\n${measureTable(evaluation)}`);
      writeFileAtomic(
        output,
        `${JSON.stringify({ model: basename(folder), data: description, ...evaluation }, null, 2)}\n`,
      );
      console.log(`\n${(evaluation.milliseconds.total / 1000).toFixed(1)} s; the whole record is in ${output}`);
    });
}

/** Loads model and rows, and evaluates; writes nothing. */
export async function measureSavedModel(
  folder: string,
  data: string,
  flags: Flags,
): Promise<{ evaluation: Evaluation; description: string }> {
  const preset = checkChoice("--preset", flags.preset, ["quick", "full"]);
  const part = checkChoice("--part", flags.part, ["train", "validation", "test", "all"]);
  const seed = checkNumber("--seed", Number(flags.seed), { integer: true });
  await ready();
  const { model, preprocessing } = await loadModel(folder);
  if (preprocessing === null) {
    const remedy =
      "there is no preprocessing.json in it; save the model with { preprocessing: preprocessor.toJSON() }.";
    throw new ArgumentError("model", folder, remedy);
  }
  const preprocessor = Preprocessor.fromJSON(preprocessing);
  const rows = existsSync(data) ? fileRows(data, preprocessor) : await datasetRows(data, part, seed, preprocessor);
  const engine = createEngine(model, { features: rows.samples.features });
  try {
    const reading = readDenseStack(model);
    const { target } = preprocessor;
    const scale: TargetScale = { mean: target.mean, standardDeviation: target.sd, unit: target.unit };
    const predictor = {
      features: rows.samples.features,
      predict: (x: Float32Array, count: number): Float32Array => engine.predict(x, count),
      inputGradients: (x: Float32Array, count: number) => engine.inputGradients(x, count),
    };
    const evaluation = evaluate(predictor, rows.samples, {
      preset,
      seed,
      targets: target.transform === "binary" ? "binary" : "real",
      ...(target.transform === "none" && { targetScale: scale }),
      ...("stack" in reading && { weights: denseWeights(reading.stack, engine.getState().weights) }),
      ...(rows.reference && { reference: rows.reference }),
      ...(flags.features && { features: flags.features.split(",").map((name) => name.trim()) }),
    });
    return { evaluation, description: `${rows.description}, ${rows.samples.rows} rows; ${engine.description}` };
  } finally {
    engine.dispose();
    model.dispose();
  }
}

interface Rows {
  samples: Samples;
  /** training rows, where they are known */
  reference?: Samples;
  description: string;
}

function fileRows(file: string, preprocessor: Preprocessor): Rows {
  const kinds = Object.fromEntries(
    preprocessor.features
      .filter((feature) => feature.kind === "categorical" || feature.kind === "ordinal")
      .map((feature) => [feature.name, "text" as const]),
  );
  const { table } = readDelimited(readBytes(file), file, { kinds });
  return { samples: preprocessor.transform(table), description: basename(file) };
}

async function datasetRows(id: string, part: string, seed: number, preprocessor: Preprocessor): Promise<Rows> {
  const dataset = await loadDataset(id);
  const split = splitDataset(dataset, { seed });
  const all = part === "all";
  const rows = all ? undefined : split[part as "train" | "validation" | "test"];
  return {
    samples: preprocessor.transform(dataset.table, rows),
    reference: preprocessor.transform(dataset.table, split.train),
    description: all ? `${id}, all rows` : `${id}, ${part} rows of the split with seed ${seed}`,
  };
}
