import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError } from "../base/check";
import { packageRoot } from "../base/files";
import { type FeatureSpec, featureSpec } from "./feature";

/** A column that is neither feature nor target. */
export interface KeptColumn {
  name: string;
  /** "clock": a time of day, 18.00.00 and 18:00:00 being the same */
  kind: "numeric" | "text" | "clock";
  meaning: string;
  aliases: string[];
  /** for a copy without this column: a value and the number of rows that have it, in the order of the rows */
  runs?: [value: number, rows: number][];
}

/** What the catalogue knows of one data set. */
export interface CatalogueEntry {
  id: string;
  title: string;
  kaggle: {
    type: "dataset" | "competition";
    slug: string;
    file: string;
    /** the slugs were seen in public code, and the files' names too, unless this says that the name is a guess */
    fileIsGuess: boolean;
  };
  /** file name in data/ of the package, if the set comes with it */
  embedded?: string;
  /** file names looked for in LAI_DATA_DIR and the cache */
  files: string[];
  /** file names of a copy in parts, to be joined in this order */
  parts?: string[];
  source: string;
  licence: string;
  /** in the file */
  rows: number;
  target: { name: string; unit: string; aliases: string[] };
  features: FeatureSpec[];
  /** columns that are read and kept in the table beside features and target, such as the year of a reading */
  keep: KeptColumn[];
  /** texts that mark a missing value, beside the empty cell */
  missingCodes: string[];
  /** rows with a missing value in a feature are left out instead of imputed */
  dropMissing: boolean;
  /** rows where any of these columns has this value are left out */
  dropRows?: { columns: string[]; equals: number; reason: string };
  traps: string[];
  noisyFeatures: string[];
  /** rows that agree in all of these columns belong together */
  groupBy: string[];
  /** the column of a chronological split */
  time?: string;
  split: "random" | "group";
  /** over the parsed values after cleaning: the same for every copy of the set */
  sha256: string;
  /** of files known byte by byte, unpacked */
  fileSha256: string[];
}

let entries: CatalogueEntry[] | undefined;

/** All data sets of the catalogue (data/catalogue.json, which a test compares with `CatalogueEntry`). */
export function listDatasets(): readonly CatalogueEntry[] {
  entries ??= JSON.parse(readFileSync(join(packageRoot(), "data", "catalogue.json"), "utf8")).map(entryOf);
  return entries!;
}

const DEFAULTS = {
  keep: [],
  missingCodes: [],
  dropMissing: false,
  groupBy: [],
  split: "random",
  fileSha256: [],
} as const;

/** An entry as it is written in the file, with its defaults. */
function entryOf(written: CatalogueEntry): CatalogueEntry {
  const entry = { ...structuredClone(DEFAULTS), ...written } as CatalogueEntry;
  const { kaggle, target, keep } = entry;
  return {
    ...entry,
    kaggle: { ...kaggle, fileIsGuess: kaggle.fileIsGuess ?? false },
    target: { ...target, aliases: target.aliases ?? [] },
    features: entry.features.map((feature) => featureSpec(feature)),
    keep: keep.map((column) => ({ ...column, aliases: column.aliases ?? [] })),
  };
}

/** The entry of one data set; an unknown id is an ArgumentError that lists the known ones. */
export function catalogueEntry(id: string): CatalogueEntry {
  const entry = findEntry(id);
  if (entry) return entry;
  const known = listDatasets().map((e) => e.id);
  throw new ArgumentError("id", id, `give one of ${known.join(", ")}, or the path of a file.`);
}

/** The entry of one data set, or undefined. */
export function findEntry(id: string): CatalogueEntry | undefined {
  return listDatasets().find((entry) => entry.id === id);
}

export function kagglePage(entry: CatalogueEntry): string {
  const folder = entry.kaggle.type === "competition" ? "competitions" : "datasets";
  return `https://www.kaggle.com/${folder}/${entry.kaggle.slug}`;
}
