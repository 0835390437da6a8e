import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";

/** What was read of a journal. */
export interface JournalContent<T> {
  entries: T[];
  /** whole lines that are altered: they are passed over */
  damaged: number;
  /** a last line without its line feed that is no entry: torn, or still being written */
  torn: boolean;
  /** bytes up to the end of the last whole line: a later reading goes on there */
  end: number;
}

const SUM_LENGTH = 16;
const LINE_FEED = 10;
/** Bytes that are read at a time. */
const CHUNK_BYTES = 2 ** 22;

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

/**
 * Reads the entries of a journal, also of one that is being written.
 *
 * @param start bytes of it that were read before, the `end` of that reading
 */
export function readJournal<T>(path: string, start = 0): JournalContent<T> {
  const content: JournalContent<T> = { entries: [], damaged: 0, torn: false, end: start };
  let last: Buffer = Buffer.alloc(0);
  for (const chunk of chunksOf(path, start)) {
    const bytes = Buffer.concat([last, chunk]);
    const whole = bytes.lastIndexOf(LINE_FEED) + 1;
    content.end += whole;
    last = bytes.subarray(whole);
    for (const line of bytes.toString("utf8", 0, whole).split("\n")) {
      const json = entryOf(line);
      if (json !== null) content.entries.push(JSON.parse(json));
      else if (line !== "") content.damaged++;
    }
  }
  const json = entryOf(last.toString());
  if (json !== null) content.entries.push(JSON.parse(json));
  else content.torn = last.length > 0;
  return content;
}

/** The bytes of a file from a place on, in pieces: a journal may be longer than a text can be. */
function* chunksOf(path: string, start: number): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    for (let at = start; ; ) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = readSync(file, chunk, 0, CHUNK_BYTES, at);
      if (read === 0) return;
      at += read;
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

/** The JSON of a line whose checksum is right. */
function entryOf(line: string): string | null {
  const json = line.slice(SUM_LENGTH + 1);
  return line[SUM_LENGTH] === " " && line.startsWith(checksum(json)) ? json : null;
}

function checksum(json: string): string {
  return createHash("sha256").update(json).digest("hex").slice(0, SUM_LENGTH);
}
