/**
 * Fits every set of the catalogue by least squares on its numeric and ordinal features, split 80/20 at random, and writes
 * the table of RMSEs into data/README.md. Sets that are not on this machine keep the row that they have there.
 *
 * node build/bench/preparation/linear-table.js
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, writeFileAtomic } from "../../src/base/files";
import { listDatasets } from "../../src/data/catalogue";
import type { Dataset } from "../../src/data/dataset";
import { loadDataset } from "../../src/data/load";
import { locate } from "../../src/data/locate";
import { prepareDataset } from "../../src/data/prepare";
import type { Samples } from "../../src/data/samples";
import { leastSquares } from "./least-squares";

const SEEDS = [0, 1, 2, 3, 4];
const BEGIN = "<!-- linear table: written by bench/preparation/linear-table.ts -->";
const END = "<!-- end of linear table -->";
/** scikit-learn, 80/20, seed 0, the same sets; of an independent study */
const REFERENCE: Record<string, number> = {
  diamonds: 1198,
  concrete: 9.78,
  "auto-mpg": 3.19,
  "california-housing": 69288,
  "air-quality": 0.468,
  ccpp: 4.44,
  "gas-turbine": 8.15,
  airfoil: 4.56,
  "playground-s3e1": 0.729,
};

async function main(): Promise<void> {
  const path = join(packageRoot(), "data", "README.md");
  const readme = readFileSync(path, "utf8");
  const [before, rest] = readme.split(BEGIN);
  const [table, after] = rest.split(END);
  const kept = new Map(
    table
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => [line.split("|")[1].trim(), line]),
  );
  const lines: string[] = [];
  for (const entry of listDatasets()) {
    if (locate(entry) === undefined) {
      lines.push(kept.get(entry.id) ?? `| ${entry.id} | not measured |  |  |  |  |`);
      continue;
    }
    const dataset = await loadDataset(entry.id, { download: false });
    const numeric = dataset.features.filter((f) => f.kind === "numeric" || f.kind === "ordinal").map((f) => f.name);
    const as = await spread(dataset, numeric, "random", false);
    const plain = await spread(dataset, numeric, "random", true);
    const grouped = entry.groupBy.length > 0 ? await spread(dataset, numeric, "group", false) : "";
    const encodings = dataset.features
      .filter((f) => numeric.includes(f.name))
      .flatMap((f) => [
        f.kind === "ordinal" && `${f.name} by order`,
        f.log1p && `${f.name} log1p`,
        f.clip && `${f.name} clipped`,
      ])
      .filter(Boolean)
      .join(", ");
    const reference = REFERENCE[entry.id] ?? "";
    lines.push(
      `| ${entry.id} | ${dataset.target.unit} | ${as} | ${plain} | ${grouped} | ${reference} | ${encodings || "as they are"} |`,
    );
    console.log(lines.at(-1));
  }
  const head = "| set | unit | RMSE | without logarithms and clipping | split by group | scikit-learn | encodings |";
  const made = [head, "|---|---|---|---|---|---|---|", ...lines].join("\n");
  writeFileAtomic(path, `${before}${BEGIN}\n${made}\n${END}${after}`);
}

/** RMSE of a linear model on the test rows, mean and standard deviation over the seeds, in the target's unit. */
async function spread(dataset: Dataset, features: string[], split: "random" | "group", bare: boolean): Promise<string> {
  const transforms = Object.fromEntries(
    features.map((name) => [name, { log1p: false, clip: undefined, indicator: false }]),
  );
  const errors: number[] = [];
  for (const seed of SEEDS) {
    const fractions = [0.8, 0, 0.2] as const;
    const options = { seed, split, features, fractions, ...(bare ? { transforms } : {}) };
    const { train, test, preprocessor } = await prepareDataset(dataset, options);
    errors.push(preprocessor.toTargetUnit(rmse(leastSquares(train), test)));
  }
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const sd = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1));
  return `${Number(mean.toPrecision(4))} ± ${Number(sd.toPrecision(2))}`;
}

function rmse(weights: Float64Array, { x, y, rows, features }: Samples): number {
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    let prediction = weights[features];
    for (let j = 0; j < features; j++) prediction += weights[j] * x[row * features + j];
    squares += (prediction - y[row]) ** 2;
  }
  return Math.sqrt(squares / rows);
}

void main();
