import { existsSync } from "node:fs";
import { Command } from "commander";
import { cacheFolder } from "../base/files";
import { textTable } from "../base/format";
import { checkKaggleReference } from "../base/name";
import { type CatalogueEntry, catalogueEntry, findEntry, listDatasets } from "../data/catalogue";
import { columnsOf, rowCount } from "../data/columns";
import { describeEntry, describeTable } from "../data/describe";
import { fetchDataset, keepFile } from "../data/fetch/fetch-dataset";
import { inspectTable } from "../data/inspect";
import { inspectFile } from "../data/inspect-file";
import { locate } from "../data/locate";
import { readCatalogued } from "../data/read-catalogued";
import { addReadFlags, MAX_BYTES_HELP, maxBytesOf, type ReadFlags, readOptionsOf } from "./read-flags";

interface FetchFlags {
  maxBytes?: string;
  again?: boolean;
  file?: string;
  kaggle?: string;
}

type DescribeFlags = ReadFlags & { target?: string };

export function dataCommand(): Command {
  const data = new Command("data").description("list, fetch, verify and describe data sets");
  data
    .command("list")
    .description("the sets of the catalogue, and where each is on this machine")
    .action(() => list());
  data
    .command("fetch")
    .description("download a set from Kaggle into the cache")
    .argument("<id>", "such as ccpp")
    .option("--again", "download it even where it is on this machine")
    .option("--file <path>", "take a file that you have, zipped or not: it is checked and copied into the cache")
    .option("--kaggle <owner/name>", "another data set on Kaggle that holds the same values")
    .option("--max-bytes <number>", MAX_BYTES_HELP)
    .addHelpText(
      "after",
      `
Public sets need no account. A competition needs its rules accepted and a token: KAGGLE_API_TOKEN, or KAGGLE_USERNAME and
KAGGLE_KEY, or the file access_token or kaggle.json in ~/.kaggle. The cache is ${cacheFolder()} (LAI_CACHE_DIR names another).`,
    )
    .action(async (id: string, options: FetchFlags) => fetchOne(catalogueEntry(id), options));
  data
    .command("verify")
    .description("compare the values of the sets on this machine with the catalogue")
    .argument("[id]", "defaults to all of them")
    .action((id?: string) => verify(id === undefined ? listDatasets() : [catalogueEntry(id)]));
  addReadFlags(
    data
      .command("describe")
      .description("types, missing values, duplicates, ranges, and columns to beware of")
      .argument("<id-or-file>", "a set of the catalogue, or a .csv, .tsv, .parquet or .json file")
      .option("--target <column>", "the column to predict"),
  ).action((source: string, options: DescribeFlags) => describe(source, options));
  return data;
}

function list(): void {
  const lines = listDatasets().map((entry) => {
    const place = entry.embedded ? "embedded" : (locate(entry) ?? `not here: lai data fetch ${entry.id}`);
    return [
      entry.id,
      String(entry.rows),
      `${entry.target.name} (${entry.target.unit})`,
      entry.kaggle.slug + (entry.kaggle.fileIsGuess ? " *" : ""),
      place,
    ];
  });
  const table = [["id", "rows", "target", "Kaggle", "where"], ...lines];
  for (const line of textTable(table)) console.log(line);
  console.log(`
The names on Kaggle are those that public code uses; nobody looked at Kaggle's site for this list.
* the file's name there is a guess, and any other will do. A file that you have: lai data fetch ID --file PATH`);
}

async function fetchOne(entry: CatalogueEntry, flags: FetchFlags): Promise<void> {
  const { again, file, kaggle } = flags;
  const maxBytes = maxBytesOf(flags);
  if (file !== undefined) {
    console.log(`${entry.id}: the values are right, a copy is kept: ${keepFile(entry, file, maxBytes)}`);
    return;
  }
  if (kaggle !== undefined) {
    const slug = checkKaggleReference("--kaggle", kaggle);
    await download({ ...entry, kaggle: { ...entry.kaggle, type: "dataset", slug } }, maxBytes);
    return;
  }
  const here = locate(entry);
  if (here !== undefined && again !== true) {
    readCatalogued(entry, here, maxBytes);
    console.log(`${entry.id} is here already, its values are right: ${here}`);
    return;
  }
  await download(entry, maxBytes);
}

async function download(entry: CatalogueEntry, maxBytes?: number): Promise<void> {
  let shown = 0;
  const path = await fetchDataset(entry, {
    maxBytes,
    onProgress: (received, total) => {
      const now = Date.now();
      if (!process.stderr.isTTY || now - shown < 200) return;
      shown = now;
      const share = total === undefined ? "" : ` of ${(total / 1e6).toFixed(1)}`;
      process.stderr.write(`\r${entry.id}: ${(received / 1e6).toFixed(1)}${share} MB`);
    },
  });
  if (shown > 0) process.stderr.write("\n");
  console.log(`${entry.id} is fetched, its values are right: ${path}`);
}

function verify(entries: readonly CatalogueEntry[]): void {
  for (const entry of entries) {
    const path = locate(entry);
    if (path === undefined) {
      console.log(`${entry.id}: not on this machine`);
      if (entries.length === 1) process.exitCode = 1;
      continue;
    }
    try {
      const { notes, table } = readCatalogued({ ...entry, fileSha256: [] }, path);
      console.log(
        `${entry.id}: right, ${rowCount(columnsOf(table))} rows (${path})${notes.map((note) => `\n  ${note}`).join("")}`,
      );
    } catch (error) {
      console.log(`${entry.id}: WRONG. ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
}

async function describe(source: string, options: DescribeFlags): Promise<void> {
  const entry = findEntry(source);
  if (entry !== undefined && !existsSync(source)) {
    console.log(`${describeEntry(entry)}\n`);
    const path = locate(entry);
    if (path === undefined) {
      console.log(`It is not on this machine: lai data fetch ${entry.id}`);
      return;
    }
    const dataset = readCatalogued(entry, path, maxBytesOf(options));
    for (const note of dataset.notes) console.log(note);
    console.log(describeTable(inspectTable(dataset.table, { target: options.target ?? entry.target.name })));
    return;
  }
  const { target } = options;
  const { report, notes, missingReasons } = inspectFile(source, { target, ...readOptionsOf(options) });
  for (const reason of missingReasons) console.log(`taken for missing: ${reason}`);
  for (const note of notes) console.log(note);
  console.log(describeTable(report));
}
