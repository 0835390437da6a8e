import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

/** What was read of a journal. */
export interface JournalContent<T> {
  entries: T[];
  /** lines that are torn or altered: they are passed over */
  damaged: number;
}

const SUM_LENGTH = 16;

/**
 * A file that one process appends to, a line an entry: the start of the SHA-256 of its JSON, a space, the JSON. A process
 * that is killed in the middle of a line leaves a torn one, which does not pass for an entry.
 */
export class JournalWriter {
  private file: number | null = null;
  /** bytes of whole lines */
  private length = 0;

  /** @param path of a file that does not exist yet; it is made with the first entry */
  constructor(readonly path: string) {}

  /**
   * Appends one entry, whole or not at all.
   *
   * @throws Error of the file system, such as ENOSPC; what was appended before stays
   */
  append(entry: unknown): void {
    const json = JSON.stringify(entry);
    const line = Buffer.from(`${checksum(json)} ${json}\n`);
    this.file ??= openSync(this.path, "wx");
    let written = 0;
    try {
      while (written < line.length) {
        written += writeSync(this.file, line, written, line.length - written, this.length + written);
      }
    } catch (error) {
      ftruncateSync(this.file, this.length);
      throw error;
    }
    this.length += line.length;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }
}

/** Reads the whole entries of a journal, also of one that is being written. */
export function readJournal<T>(path: string): JournalContent<T> {
  const entries: T[] = [];
  let damaged = 0;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const json = line.slice(SUM_LENGTH + 1);
    if (line[SUM_LENGTH] === " " && line.startsWith(checksum(json))) entries.push(JSON.parse(json));
    else damaged++;
  }
  return { entries, damaged };
}

function checksum(json: string): string {
  return createHash("sha256").update(json).digest("hex").slice(0, SUM_LENGTH);
}
