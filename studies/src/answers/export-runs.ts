import { basename, join } from "node:path";
import { writeFileAtomic } from "lai-internal";
import { ArgumentError, versions } from "lai-loss";
import { type PlannedRun, planStudy } from "../plan";
import { costOf } from "../report/write-report";
import { StudyStore } from "../store/store";
import { parquetOf } from "../stored/parquet";
import { lineOf, type StoredLine } from "../stored/stored-run";
import { type Header, sha256Of, storedFolder } from "./runs";

/**
 * Writes the records of a complete study as one Parquet file for each data set, a line for each training, and study.json,
 * which says what they are of. Measures are rounded to 15 bits, a relative error of at most 3e-5. A method that is off is
 * plain training and has no line of its own.
 *
 * @param records the folder that `runStudy` stored in
 * @returns the files
 * @throws ArgumentError where the study is not complete: nothing is written
 */
export function exportRuns(records: string, folder?: string): string[] {
  const store = StudyStore.existing(records);
  const { environment, ...study } = store.readStudy();
  const lines = new Map<string, StoredLine[]>();
  for (const { data, evaluation } of planStudy(study, environment, (key) => store.get(key))) {
    if (evaluation === null) throw new ArgumentError("records", records, `${data.name} was not evaluated yet.`);
    const id = idOf(data.dataset);
    const own = lines.get(id) ?? [];
    lines.set(id, own);
    for (const run of evaluation) {
      if (run.setting.value === "off") continue;
      const record = store.get(run.key);
      if (record === undefined) {
        throw new ArgumentError(
          "records",
          records,
          `${data.name} has runs without a record: go on with lai study run.`,
        );
      }
      own.push({ ...lineOf(run, record.outcome, study.regimes), value: tunedValue(run) });
    }
  }
  const to = storedFolder(study.name, folder);
  const bytes = new Map([...lines].map(([id, own]) => [id, parquetOf(own)]));
  const files = Object.fromEntries(
    [...bytes].map(([id, each]) => [id, { sha256: sha256Of(each), lines: lines.get(id)!.length }]),
  );
  // a file of one's own lies elsewhere on another machine
  const data = study.data.map((entry) => ({ ...entry, dataset: basename(entry.dataset) }));
  const header: Header = {
    format: 2,
    study: { ...study, data },
    environment,
    versions: versions(),
    cost: costOf(store.all()),
    files,
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

function tunedValue({ setting: { value } }: PlannedRun): number | null {
  return typeof value === "number" ? value : null;
}

/** "friedman" of "studies/friedman.csv". */
function idOf(dataset: string): string {
  return basename(dataset).replace(/\.[a-z]+$/, "");
}
