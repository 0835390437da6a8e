import { createHash } from "node:crypto";
import { ArgumentError } from "../base/check";
import { canonicalHash } from "./canonical-hash";
import { type CatalogueEntry, kagglePage } from "./catalogue";
import { columnsOf, filterRows, rowCount, selectColumns } from "./columns";
import type { Dataset } from "./dataset";
import type { DataFrame, Series } from "./polars";
import { readDelimited } from "./read-delimited";
import { readBytes } from "./text-file";

/**
 * Reads a file of a set in the catalogue, cleans it as the catalogue says and checks its values.
 * @throws ArgumentError where the file holds other values than the catalogue's: it is never trained on under that name
 */
export function readCatalogued(entry: CatalogueEntry, path: string): Dataset {
  const bytes = readBytes(path);
  const { features, target, keep } = entry;
  const rename: Record<string, string> = {};
  for (const { name, aliases } of [...features, ...keep, target]) for (const alias of aliases) rename[alias] = name;
  const kinds: Record<string, "numeric" | "text"> = { [target.name]: "numeric" };
  for (const feature of features) {
    if (feature.kind === "numeric" || feature.kind === "cyclic") kinds[feature.name] = "numeric";
    if (feature.order) kinds[feature.name] = "text";
  }
  for (const column of keep) kinds[column.name] = column.kind;
  const columns = [target.name, ...features.map((f) => f.name), ...keep.map((k) => k.name)];
  const read = readDelimited(bytes, path, { missing: entry.missingCodes, kinds, columns, rename });
  const { table, notes } = clean(entry, selectColumns(read.table, columns), read.notes);

  let sha256 = entry.sha256;
  if (!entry.fileSha256.includes(createHash("sha256").update(bytes).digest("hex"))) {
    sha256 = canonicalHash(table, columns);
    if (sha256 !== entry.sha256) {
      throw new ArgumentError(
        "file",
        path,
        `its values are not those of ${entry.id} (${rowCount(table)} rows after cleaning, hash ${sha256.slice(0, 12)} instead of ` +
          `${entry.sha256.slice(0, 12)}). Get ${entry.kaggle.file} from ${kagglePage(entry)}, or load the file by its path, with its target, as your own data.`,
      );
    }
  }
  return {
    id: entry.id,
    title: entry.title,
    table,
    target: { name: target.name, unit: target.unit },
    features: features.map((feature) => ({ ...feature })),
    noisyFeatures: [...entry.noisyFeatures],
    groupBy: [...entry.groupBy],
    time: entry.time,
    split: entry.split,
    notes,
    traps: [...entry.traps],
    licence: entry.licence,
    source: entry.source,
    kaggle: kagglePage(entry),
    sha256,
    file: path,
  };
}

/** Leaves out the rows that the catalogue declares unusable; every rule that met a row gives a note. */
function clean(
  entry: CatalogueEntry,
  read: DataFrame,
  readNotes: readonly string[],
): { table: DataFrame; notes: string[] } {
  const notes = [...readNotes];
  let table = read;
  const leaveOut = (names: readonly string[], isBad: (series: Series) => Series, reason: string): void => {
    const columns = columnsOf(table);
    const rows = rowCount(table);
    const keep = new Uint8Array(rows).fill(1);
    for (const name of names) {
      const bad = isBad(columns.get(name) as Series).toArray() as (boolean | null)[];
      for (let row = 0; row < rows; row++) if (bad[row] === true) keep[row] = 0;
    }
    const lost = keep.reduce((count, kept) => count - kept, rows);
    if (lost === 0) return;
    notes.push(`${lost} of ${rows} rows left out: ${reason}.`);
    table = filterRows(table, keep);
  };
  leaveOut([entry.target.name], (series) => series.isNull(), "the target is missing");
  if (entry.dropMissing) {
    const names = entry.features.map((feature) => feature.name);
    leaveOut(names, (series) => series.isNull(), "a feature is missing");
  }
  if (entry.dropRows) {
    const { columns, equals, reason } = entry.dropRows;
    leaveOut(columns, (series) => series.eq(equals), reason);
  }
  return { table, notes };
}
