import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ArgumentError } from "../base/check";
import { packageRoot } from "../base/files";
import { type FeatureSpec, featureSchema, issueText } from "./feature";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const entrySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  kaggle: z.strictObject({ type: z.enum(["dataset", "competition"]), slug: z.string(), file: z.string() }),
  /** file name in data/ of the package, if the set comes with it */
  embedded: z.string().optional(),
  /** file names looked for in LAI_DATA_DIR and the cache */
  files: z.array(z.string()).min(1),
  source: z.string(),
  licence: z.string(),
  rows: z.number().int().positive(),
  target: z.strictObject({ name: z.string(), unit: z.string(), aliases: z.array(z.string()).default([]) }),
  features: z.array(featureSchema).min(1),
  /** columns that are read and kept in the table beside features and target, such as the year of a reading */
  keep: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(["numeric", "text"]),
        meaning: z.string(),
        aliases: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  /** cells with exactly one of these texts are missing values; an empty cell always is */
  missingCodes: z.array(z.string()).default([]),
  /** rows with a missing value in a feature are left out instead of imputed */
  dropMissing: z.boolean().default(false),
  /** rows where any of these columns has this value are left out */
  dropRows: z.strictObject({ columns: z.array(z.string()), equals: z.number(), reason: z.string() }).optional(),
  traps: z.array(z.string()),
  noisyFeatures: z.array(z.string()),
  /** rows that agree in all of these columns stay on one side of every split */
  groupBy: z.array(z.string()).default([]),
  /** the column of a chronological split */
  time: z.string().optional(),
  split: z.enum(["random", "group"]).default("random"),
  /** over the parsed values of target, features and kept columns: the same for every copy of the set */
  sha256,
  /** of files known byte by byte */
  fileSha256: z.array(sha256).default([]),
});

/** What the catalogue knows of one data set. */
export interface CatalogueEntry extends Omit<z.output<typeof entrySchema>, "features"> {
  features: FeatureSpec[];
}

let entries: CatalogueEntry[] | undefined;

/** All data sets of the catalogue (data/catalogue.json), checked against its schema. */
export function listDatasets(): readonly CatalogueEntry[] {
  if (entries === undefined) {
    const path = join(packageRoot(), "data", "catalogue.json");
    const parsed = z.array(entrySchema).safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (!parsed.success) throw new Error(`${path}: ${issueText(parsed.error)}. Install the package again.`);
    entries = parsed.data as CatalogueEntry[];
  }
  return entries;
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

/** The set's page on Kaggle. */
export function kagglePage(entry: CatalogueEntry): string {
  const folder = entry.kaggle.type === "competition" ? "competitions" : "datasets";
  return `https://www.kaggle.com/${folder}/${entry.kaggle.slug}`;
}
