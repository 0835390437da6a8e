import { createHash } from "node:crypto";
import { ArgumentError } from "../base/check";
import { canonicalHash } from "./canonical-hash";
import { type CatalogueEntry, kagglePage } from "./catalogue";
import { type Columns, column, filterRows, frameOf, rowCount, selectColumns } from "./columns";
import { bytesOfCopy } from "./copy";
import type { Dataset } from "./dataset";
import { clockTexts } from "./parse-column";
import { type DataFrame, polars, type Series } from "./polars";
import { readDelimited } from "./read-delimited";

/** A set of the catalogue. */
export interface CataloguedDataset extends Dataset {
  /**
   * the file as Kaggle has it, read when it is first asked for: all rows and columns by their own names, codes such as -200
   * and "?" in their cells (which makes a column of numbers one of texts); `traps` says what to beware of in it
   */
  readonly frame: DataFrame;
}

/**
 * Reads a file of a set in the catalogue, cleans it as the catalogue says and checks its values.
 * @param maxBytes the most bytes that the file may have, as it is and unpacked; defaults to 1 GB
 * @throws ArgumentError where the file holds other values than the catalogue's: it is never trained on under that name
 */
export function readCatalogued(entry: CatalogueEntry, path: string, maxBytes?: number): CataloguedDataset {
  let frame: DataFrame | undefined;
  // not enumerable: a copy of the data set does not read the file again
  return Object.defineProperty(datasetOf(entry, bytesOfCopy(entry, path, maxBytes), path), "frame", {
    get: () => {
      frame ??= frameOf(readDelimited(bytesOfCopy(entry, path, maxBytes), path, { lenient: true }).table);
      return frame;
    },
  }) as CataloguedDataset;
}

/** The same of the bytes of a file. */
export function datasetOf(entry: CatalogueEntry, bytes: Buffer, path: string): Dataset {
  const { features, target, keep } = entry;
  const rename: Record<string, string> = {};
  for (const { name, aliases } of [...features, ...keep, target]) for (const alias of aliases) rename[alias] = name;
  const kinds: Record<string, "numeric" | "text"> = { [target.name]: "numeric" };
  for (const feature of features) {
    if (feature.kind === "numeric" || feature.kind === "cyclic") kinds[feature.name] = "numeric";
    if (feature.order) kinds[feature.name] = "text";
  }
  for (const column of keep) kinds[column.name] = column.kind === "numeric" ? "numeric" : "text";
  const columns = [target.name, ...features.map((f) => f.name), ...keep.map((k) => k.name)];
  const mayLack = keep.filter((column) => column.runs !== undefined).map((column) => column.name);
  const read = readDelimited(bytes, path, { missing: entry.missingCodes, kinds, columns, rename, mayLack });
  const { notes } = read;
  const table = clean(entry, selectColumns(withKept(entry, read.table, path, notes), columns), notes);
  let sha256 = entry.sha256;
  if (!entry.fileSha256.includes(createHash("sha256").update(bytes).digest("hex"))) {
    sha256 = canonicalHash(table, columns);
    if (sha256 !== entry.sha256) {
      const [found, wanted] = [sha256, entry.sha256].map((hash) => hash.slice(0, 12));
      const seen = `${rowCount(table)} rows after cleaning, hash ${found} instead of ${wanted}`;
      const advice = `Get ${entry.kaggle.file} from ${kagglePage(entry)}, or load the file by its path, with its target, as your own data.`;
      throw new ArgumentError("file", path, `its values are not those of ${entry.id} (${seen}). ${advice}`);
    }
  }
  return {
    id: entry.id,
    title: entry.title,
    table: frameOf(table),
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

/** The columns of a copy with those that are neither features nor target in one form, whatever the copy's. */
function withKept(entry: CatalogueEntry, read: Columns, path: string, notes: string[]): Columns {
  const columns = new Map(read);
  for (const { name, kind, runs } of entry.keep) {
    const series = columns.get(name);
    if (series !== undefined) {
      if (kind === "clock") columns.set(name, clockTexts(series));
      continue;
    }
    const values = (runs ?? []).flatMap(([value, rows]) => new Array<number>(rows).fill(value));
    if (values.length !== rowCount(read)) {
      const remedy = `it has no column ${name}, which follows from the order of the rows only if all ${values.length} are there.`;
      throw new ArgumentError("file", path, remedy);
    }
    columns.set(name, polars().Series(name, values, polars().Float64));
    notes.push(`The file has no column ${name}: it was taken from the order of the rows.`);
  }
  return columns;
}

/** Leaves out the rows that the catalogue declares unusable; every rule that met a row adds a note. */
function clean(entry: CatalogueEntry, read: Columns, notes: string[]): Columns {
  let table = read;
  const leaveOut = (names: readonly string[], isBad: (series: Series) => Series, reason: string): void => {
    const rows = rowCount(table);
    const keep = new Uint8Array(rows).fill(1);
    for (const name of names) {
      const bad = isBad(column(table, name)).toArray() as (boolean | null)[];
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
  return table;
}
