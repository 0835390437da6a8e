import { basename, join } from "node:path";
import { writeFileAtomic } from "lai-internal";
import { ArgumentError, versions } from "lai-loss";
import { StudyStore } from "../store/store";
import { parquetOf } from "./parquet";
import { linesOfRecords, type StoredLine } from "./stored-line";
import { type Header, sha256Of, storedFolder } from "./stored-study";
import { costOf } from "./study-cost";

/**
 * Writes the records of a complete study as one Parquet file for each data set, a line for each training, and study.json,
 * which says what they are of. Measures are rounded to 15 bits, a relative error of at most 3e-5.
 *
 * @param records the folder that `runStudy` stored in
 * @param folder that the study's own folder is made in; defaults to data/results
 * @returns the files
 * @throws ArgumentError where the study is not complete: nothing is written
 */
export function exportRuns(records: string, folder?: string): string[] {
  const store = StudyStore.existing(records);
  const { study, lines, missing } = linesOfRecords(store);
  const byId = new Map<string, StoredLine[]>();
  for (const { name, dataset } of study.data) {
    if (missing.get(name)! > 0) {
      throw new ArgumentError(
        "records",
        records,
        `${name} has ${missing.get(name)} runs without a record: go on with lai study run.`,
      );
    }
    byId.set(idOf(dataset), [...(byId.get(idOf(dataset)) ?? []), ...lines.get(name)!]);
  }
  const bytes = new Map([...byId].map(([id, own]) => [id, parquetOf(own)]));
  const to = storedFolder(study.name, folder);
  const header: Header = {
    format: 2,
    // a file of one's own lies elsewhere on another machine
    study: { ...study, data: study.data.map((entry) => ({ ...entry, dataset: basename(entry.dataset) })) },
    environment: store.readStudy().environment,
    versions: versions(),
    cost: costOf(store.all()),
    files: Object.fromEntries(
      [...bytes].map(([id, each]) => [id, { sha256: sha256Of(each), lines: byId.get(id)!.length }]),
    ),
  };
  const written: string[] = [];
  const write = (name: string, content: string | Buffer): void => {
    writeFileAtomic(join(to, name), content);
    written.push(join(to, name));
  };
  for (const [id, each] of bytes) write(`${id}.parquet`, each);
  write("study.json", `${JSON.stringify(header, null, 1)}\n`);
  return written;
}

/** "friedman" of "studies/friedman.csv". */
function idOf(dataset: string): string {
  return basename(dataset).replace(/\.[a-z]+$/, "");
}
