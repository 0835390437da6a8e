import { inspectFile } from "../data/inspect-file";
import { withTarget } from "../data/own-data";
import type { Preprocessor } from "../data/preprocess/preprocessor";
import type { ReadOptions } from "../data/read-options";
import type { TableInput } from "../data/table-input";

/**
 * Reads a file for a saved model as the training rows were read, as far as the preprocessor knows that; else missing codes are
 * looked for, as `notebook new` does. Features that hold words are read as text.
 * @param needsTarget whether the target is read too; rows without one are then left out, with a note
 */
export function readModelRows(
  file: string,
  { features, target, reading = {} }: Preprocessor,
  flags: ReadOptions,
  needsTarget: boolean,
): { table: TableInput; notes: string[] } {
  const worded = features.filter(({ kind }) => kind === "categorical" || kind === "ordinal").map(({ name }) => name);
  if (needsTarget && target.transform === "binary") worded.push(target.name);
  const kinds = Object.fromEntries(worded.map((name) => [name, "text" as const]));
  const present = needsTarget ? target.name : features[0].name;
  const options = { ...reading, ...flags, kinds: { ...reading.kinds, ...kinds } };
  const { text = [], percent = [], currency = [], missing = {}, dates } = reading;
  const mayLack = [...text, ...percent, ...currency, ...[missing, dates || {}, options.kinds].flatMap(Object.keys)];
  const read = inspectFile(file, { ...options, target: present, mayLack });
  const notes = [...read.missingReasons.map((reason) => `taken for missing: ${reason}`), ...read.notes];
  if (!needsTarget) return { table: read.table, notes };
  const known = withTarget(read.table, target.name);
  return { table: known.table, notes: [...notes, ...known.notes] };
}
