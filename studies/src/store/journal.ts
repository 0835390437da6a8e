import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { checkRegularFile } from "lai-internal";
import { ArgumentError } from "lai-loss";

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
/** A record has some thousand bytes. */
const LONGEST_LINE = 2 ** 24;
/** What to do with a line that is no entry although its checksum says so. */
export const ENTRY_REMEDY = "take the line out; its run is done again";

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
 * @param check makes an entry of what a line holds, given where it stands for messages
 * @throws ArgumentError for what is no journal: another kind of file, or a line without end
 */
export function readJournal<T>(
  path: string,
  start = 0,
  check: (entry: unknown, where: () => string) => T = (entry) => entry as T,
): JournalContent<T> {
  const content: JournalContent<T> = { entries: [], damaged: 0, torn: false, end: start };
  let line = 0;
  const add = (json: string): void => {
    const at = line;
    const where = (): string => `${path}, line ${linesBefore(path, start) + at}`;
    content.entries.push(check(parseEntry(json, where), where));
  };
  let last: Buffer = Buffer.alloc(0);
  for (const chunk of chunksOf(path, start)) {
    const bytes = Buffer.concat([last, chunk]);
    const whole = bytes.lastIndexOf(LINE_FEED) + 1;
    content.end += whole;
    last = bytes.subarray(whole);
    if (last.length > LONGEST_LINE) {
      throw new ArgumentError("journal", path, `it has a line of more than ${LONGEST_LINE} bytes: take the file away.`);
    }
    for (const text of bytes.toString("utf8", 0, whole).split("\n")) {
      line++;
      const json = entryOf(text);
      if (json !== null) add(json);
      else if (text !== "") content.damaged++;
    }
    line--; // what stands behind the last line feed is no line
  }
  line++;
  const json = entryOf(last.toString());
  if (json !== null) add(json);
  else content.torn = last.length > 0;
  return content;
}

function parseEntry(json: string, where: () => string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ArgumentError(where(), json.slice(0, 40), `it is not JSON: ${ENTRY_REMEDY}.`);
  }
}

/** Lines that end before a place. */
function linesBefore(path: string, end: number): number {
  let lines = 0;
  let at = 0;
  for (const chunk of chunksOf(path, 0)) {
    for (const byte of chunk.subarray(0, end - at)) if (byte === LINE_FEED) lines++;
    at += chunk.length;
    if (at >= end) break;
  }
  return lines;
}

/** The bytes of a file from a place on, in pieces: a journal may be longer than a text can be. */
function* chunksOf(path: string, start: number): Generator<Buffer> {
  checkRegularFile(path, "journal");
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
