import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { packageRoot } from "../../src/base/files";
import { isName, NAME_RULE } from "../../src/base/name";
import { listDatasets } from "../../src/data/catalogue";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const name = z.string().refine(isName, NAME_RULE);
const areNames = (path: string): boolean => path.split("/").every(isName);
const namePath = z.string().refine(areNames, `${NAME_RULE}, with slashes between names`);

const entrySchema = z.strictObject({
  id: name.regex(/^[a-z0-9-]+$/),
  title: z.string(),
  kaggle: z.strictObject({
    type: z.enum(["dataset", "competition"]),
    slug: namePath,
    file: name,
    fileIsGuess: z.boolean().optional(),
  }),
  embedded: name.optional(),
  files: z.array(namePath).min(1),
  parts: z.array(name).min(2).optional(),
  source: z.string(),
  licence: z.string(),
  rows: z.number().int().positive(),
  target: z.strictObject({ name: z.string(), unit: z.string(), aliases: z.array(z.string()).optional() }),
  features: z.array(z.looseObject({ name: z.string().min(1) })).min(1),
  keep: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(["numeric", "text", "clock"]),
        meaning: z.string(),
        aliases: z.array(z.string()).optional(),
        runs: z.array(z.tuple([z.number(), z.number().int().positive()])).optional(),
      }),
    )
    .optional(),
  missingCodes: z.array(z.string()).optional(),
  dropMissing: z.boolean().optional(),
  dropRows: z.strictObject({ columns: z.array(z.string()), equals: z.number(), reason: z.string() }).optional(),
  traps: z.array(z.string()),
  noisyFeatures: z.array(z.string()),
  groupBy: z.array(z.string()).optional(),
  time: z.string().optional(),
  split: z.enum(["random", "group"]).optional(),
  sha256,
  fileSha256: z.array(sha256).optional(),
});

test("data/catalogue.json holds what CatalogueEntry says, each set once, and nothing else", () => {
  const written = JSON.parse(readFileSync(join(packageRoot(), "data", "catalogue.json"), "utf8"));
  const entries = z.array(entrySchema).parse(written);
  assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length);
  const lists = ["keep", "missingCodes", "groupBy", "fileSha256"] as const;
  for (const [i, entry] of listDatasets().entries()) {
    for (const key of lists) assert.deepEqual(entry[key].length, entries[i][key]?.length ?? 0, `${entry.id}.${key}`);
    const named = new Set(entry.features.map(({ name }) => name));
    for (const name of entry.noisyFeatures) assert.ok(named.has(name), `${entry.id}: ${name} is no feature`);
  }
});
