/**
 * Fits every set of the catalogue by least squares on its numeric and ordinal features, split 80/20 at random, and writes
 * the table of RMSEs into data/README.md. Sets that are not on this machine keep the row that they have there. Ends with an
 * error where a set lands more than 10 % away from scikit-learn's number: its file or an encoding was read wrongly.
 *
 * LAI_DATA_DIR=FOLDER node build/bench/preparation/linear-table.js
 */
import { type CatalogueEntry, listDatasets } from "../../src/data/catalogue";
import type { Dataset } from "../../src/data/dataset";
import { loadDataset } from "../../src/data/load";
import { locate } from "../../src/data/locate";
import { linearError, linearFeatures, REFERENCE } from "./linear-fit";
import { replaceWhatIsWrittenBy, writtenBy } from "./readme";

const PROGRAM = "linear-table";
const HEAD = [
  "| set | unit | RMSE | against scikit-learn's | without logarithms and clipping | split by group | encodings |",
  "|---|---|---|---|---|---|---|",
];
const TOLERANCE = 0.1;

async function main(): Promise<void> {
  const had = writtenBy(PROGRAM)
    .split("\n")
    .filter((line) => line.startsWith("| "));
  const kept = new Map(had.map((line) => [line.split("|")[1].trim(), line]));
  const lines: string[] = [];
  for (const entry of listDatasets()) {
    const line =
      locate(entry) === undefined
        ? (kept.get(entry.id) ?? `| ${entry.id} | not measured |  |  |  |  |  |`)
        : await measure(entry);
    lines.push(line);
    console.log(line);
  }
  replaceWhatIsWrittenBy(PROGRAM, [...HEAD, ...lines].join("\n"));
}

async function measure(entry: CatalogueEntry): Promise<string> {
  const dataset = await loadDataset(entry.id, { download: false });
  const declared = await linearError(dataset, { split: "random" });
  const bare = await linearError(dataset, { split: "random", bare: true });
  const grouped = entry.groupBy.length > 0 ? shown(await linearError(dataset, { split: "group" })) : "";
  const cells = [
    entry.id,
    dataset.target.unit,
    shown(declared),
    against(entry.id, declared.mean),
    shown(bare),
    grouped,
  ];
  return `| ${[...cells, encodings(dataset) || "as they are"].join(" | ")} |`;
}

function against(id: string, error: number): string {
  const reference = REFERENCE[id];
  if (reference === undefined) return "";
  const difference = error / reference - 1;
  if (Math.abs(difference) > TOLERANCE) {
    console.error(`${id}: ${error} is more than ${100 * TOLERANCE} % away from ${reference}`);
    process.exitCode = 1;
  }
  return `${reference}, ${difference < 0 ? "−" : "+"}${Math.abs(100 * difference).toFixed(1)} %`;
}

function encodings(dataset: Dataset): string {
  const used = linearFeatures(dataset);
  return dataset.features
    .filter((f) => used.includes(f.name))
    .flatMap((f) => [
      f.kind === "ordinal" && `${f.name} by order`,
      f.log1p && `${f.name} log1p`,
      f.clip && `${f.name} clipped to quantiles ${f.clip.join(" and ")}`,
    ])
    .filter(Boolean)
    .join(", ");
}

const shown = ({ mean, sd }: { mean: number; sd: number }): string =>
  `${Number(mean.toPrecision(4))} ± ${Number(sd.toPrecision(2))}`;

void main();
