import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileFault, writeFileAtomic } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { z } from "zod";
import { checkParts } from "../check-study";
import { type Environment, readEnvironment, showEnvironment } from "../environment";
import { checkShape, readJsonFile } from "../json-file";
import { environmentSchema, recordSchema } from "../record-schema";
import type { ResolvedStudy } from "../resolve-study";
import type { RunRecord } from "../run-record";
import { canonicalJson } from "../run-spec";
import { perturbedColumnsOf } from "../study";
import { resolvedStudyFields } from "../study-schema";
import { ENTRY_REMEDY, JournalWriter, readJournal } from "./journal";

const STUDY_FILE = "study.json";
const JOURNALS = "journals";
const STUDY_REMEDY = "take this file away and run the study again: the records are kept";

/** A study as its records' folder keeps it. */
export interface StoredStudy extends ResolvedStudy {
  environment: Environment;
}

/**
 * The records of a study in a folder: study.json, and journals/ with a journal of each process that stored records. Any
 * number of processes may store side by side; each record is whole or not there at all. Of two records of one key the
 * later one counts, they differ by time alone.
 */
export class StudyStore {
  private readonly records = new Map<string, RunRecord>();
  /** of each journal: how far it was read, its size then, and what was damaged up to there */
  private readonly journals = new Map<string, { end: number; size: number; damaged: number; torn: boolean }>();
  private writer: JournalWriter | null = null;

  /** Opens the store of a folder, made where it is missing, and reads its records. */
  constructor(readonly folder: string) {
    try {
      mkdirSync(join(folder, JOURNALS), { recursive: true });
    } catch (error) {
      throw explainFileError(error, folder);
    }
    this.refresh();
  }

  /** Opens a store that must be there. */
  static existing(folder: string): StudyStore {
    if (!existsSync(join(folder, STUDY_FILE))) {
      throw new ArgumentError("folder", folder, `it holds no ${STUDY_FILE}: give the folder that lai study run wrote.`);
    }
    return new StudyStore(folder);
  }

  /** The study that the records belong to, and what computed them. */
  readStudy(): StoredStudy {
    const path = join(this.folder, STUDY_FILE);
    const study = readJsonFile(path, storedStudySchema, STUDY_REMEDY);
    checkParts(study);
    return { ...study, environment: readEnvironment(study.environment, path) };
  }

  /**
   * Keeps the study with its records, so that status and report need nothing else. The study may have changed since: runs
   * that it still has keep their records.
   *
   * @throws ArgumentError where the folder has records of another study, or of another environment
   */
  writeStudy(study: ResolvedStudy, environment: Environment): void {
    if (this.size > 0 && existsSync(join(this.folder, STUDY_FILE))) {
      const { name, environment: before } = this.readStudy();
      if (name !== study.name) {
        const remedy = `it holds the records of the study ${name}; give ${study.name} a folder of its own.`;
        throw new ArgumentError("store", this.folder, remedy);
      }
      this.checkSameColumns(study);
      if (canonicalJson(before) !== canonicalJson(environment)) {
        const remedy = `its records were computed by ${showEnvironment(before)}, here it is ${showEnvironment(environment)}: numbers would not be the same; go on with that version, or give another folder.`;
        throw new ArgumentError("store", this.folder, remedy);
      }
    }
    const stored: StoredStudy = { ...study, environment };
    writeFileAtomic(join(this.folder, STUDY_FILE), `${JSON.stringify(stored, null, 2)}\n`);
  }

  /** A data set whose records moved other columns by noise is not measured anew beside them, nor mixed with them. */
  private checkSameColumns({ data }: ResolvedStudy): void {
    const before = new Map(this.readStudy().data.map((entry) => [entry.name, perturbedColumnsOf(entry)]));
    for (const entry of data) {
      const [was, is] = [before.get(entry.name), perturbedColumnsOf(entry)];
      if (was === undefined || was === is) continue;
      const remedy = `noise in the records of ${entry.name} in ${this.folder} is that of "perturbedColumns": "${was}": write that into the study's file, or give another folder.`;
      throw new ArgumentError("study.perturbedColumns", is, remedy);
    }
  }

  /**
   * Reads what other processes stored since.
   *
   * @returns the records that were read
   */
  refresh(): RunRecord[] {
    const folder = join(this.folder, JOURNALS);
    const found: RunRecord[] = [];
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      if (!name.endsWith(".jsonl") || path === this.writer?.path) continue;
      const { size } = statSync(path);
      const before = this.journals.get(name) ?? { end: 0, size: 0, damaged: 0, torn: false };
      if (before.size === size) continue;
      const { entries, damaged, torn, end } = readJournal(path, before.end, recordOf);
      for (const record of entries) {
        this.records.set(record.key, record);
        found.push(record);
      }
      this.journals.set(name, { end, size, damaged: before.damaged + damaged, torn });
    }
    return found;
  }

  /** Lines of the journals that are torn or altered; their runs are done again. */
  get damaged(): number {
    return [...this.journals.values()].reduce((sum, { damaged, torn }) => sum + damaged + (torn ? 1 : 0), 0);
  }

  get size(): number {
    return this.records.size;
  }

  get(key: string): RunRecord | undefined {
    return this.records.get(key);
  }

  /** Stores a record; when this returns it survives the end of the process. */
  put(record: RunRecord): void {
    this.writer ??= new JournalWriter(join(this.folder, JOURNALS, `${journalName()}.jsonl`));
    try {
      this.writer.append(record);
    } catch (error) {
      const reason = fileFault(error) ?? (error as Error).message;
      throw new Error(
        `${this.folder}: a record could not be stored (${reason}). All stored before are safe: then run it again.`,
        { cause: error },
      );
    }
    this.records.set(record.key, record);
  }

  /** All records, by ascending key. */
  all(): RunRecord[] {
    return [...this.records.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  close(): void {
    this.writer?.close();
    this.writer = null;
  }
}

const storedStudySchema = z.object({
  ...resolvedStudyFields,
  environment: environmentSchema,
}) as z.ZodType<StoredStudy>;

/** An entry of a journal that is a record. */
function recordOf(entry: unknown, where: () => string): RunRecord {
  return recordSchema.safeParse(entry).success
    ? (entry as RunRecord)
    : checkShape(recordSchema, entry, where(), ENTRY_REMEDY);
}

/** Rises with time, so that journals are read in the order they were begun. */
function journalName(): string {
  return `${new Date().toISOString().replace(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;
}

/** An error of the file system with its file and the remedy, its `code` kept; any other error as it was. */
function explainFileError(error: unknown, path: string): unknown {
  const fault = fileFault(error);
  if (fault === undefined) return error;
  const { code } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(`${path}: ${fault} (${code}).`, { cause: error }), { code });
}
