import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageRoot } from "../../src/base/files";
import { datasetFile } from "../../src/data/locate";

const folder = mkdtempSync(join(tmpdir(), "lai-dataset-file-"));
const before = { data: process.env.LAI_DATA_DIR, cache: process.env.LAI_CACHE_DIR };
after(() => {
  rmSync(folder, { recursive: true });
  for (const [name, value] of [
    ["LAI_DATA_DIR", before.data],
    ["LAI_CACHE_DIR", before.cache],
  ] as const) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

test("a data set's file is found in the package, in LAI_DATA_DIR, or said to be missing with how to get it", () => {
  process.env.LAI_CACHE_DIR = folder;
  delete process.env.LAI_DATA_DIR;
  assert.equal(datasetFile("diamonds"), join(packageRoot(), "data", "diamonds.csv.gz"));
  assert.throws(() => datasetFile("airfoil"), {
    name: "MissingDataError",
    message: /^airfoil is not on this machine: get it with `npx lai data fetch airfoil` .*, or set LAI_DATA_DIR/,
  });
  process.env.LAI_DATA_DIR = folder;
  writeFileSync(join(folder, "airfoil.csv"), "a\n1\n");
  assert.equal(datasetFile("airfoil"), join(folder, "airfoil.csv"));
  assert.throws(() => datasetFile("toString"), /^ArgumentError: /);
});
