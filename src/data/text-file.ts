import { constants, isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { Gunzip } from "fflate";
import { ArgumentError, checkNumber } from "../base/check";
import { MAX_BYTES, readFileWithin, tooLarge } from "../base/read-file";

/** The longest that deflate makes of one byte. */
const LARGEST_RATIO = 1032;
/** Bytes of a gzip file that are counted at a time. */
const STEP = 2 ** 16;

/**
 * The bytes of a regular file, unpacked if gzipped.
 *
 * @param maxBytes the most that it may have, as it is and unpacked
 * @throws ArgumentError where it is no such file, is damaged, or larger: it is then not unpacked
 */
export function readBytes(path: string, maxBytes: number = MAX_BYTES): Buffer {
  checkNumber("maxBytes", maxBytes, { min: 1, max: constants.MAX_LENGTH, integer: true });
  const bytes = readFileWithin(path, maxBytes);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  if (bytes.length * LARGEST_RATIO > maxBytes && unpacksToMore(bytes, maxBytes)) {
    throw tooLarge("path", path, "it unpacks to", maxBytes);
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw new ArgumentError("path", path, `the gzip file is damaged (${(error as Error).message}): fetch it again.`);
  }
}

/** Counts what a gzip file unpacks to, piece by piece and keeping nothing: the size that it names itself may be anything. */
function unpacksToMore(bytes: Buffer, maxBytes: number): boolean {
  let length = 0;
  const counter = new Gunzip((chunk) => {
    length += chunk.length;
  });
  try {
    for (let at = 0; at < bytes.length && length <= maxBytes; at += STEP) {
      counter.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
    }
  } catch {
    // damaged: unpacking says how, and stops at the limit
  }
  return length > maxBytes;
}

/** A text as UTF-8 without its byte order mark; UTF-16 with its mark is turned into that, any other encoding refused. */
export function plainText(bytes: Buffer, source: string): Buffer {
  const refuse = (where: string, fault: string): never => {
    throw new ArgumentError(where, fault, "save the file as UTF-8.");
  };
  const isLittleEndian = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (isLittleEndian || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    try {
      const decoder = new TextDecoder(isLittleEndian ? "utf-16le" : "utf-16be", { fatal: true });
      return Buffer.from(decoder.decode(bytes), "utf8");
    } catch {
      refuse(source, "damaged UTF-16 text");
    }
  }
  const head = bytes.subarray(0, 4096);
  if (head.filter((byte) => byte === 0).length > head.length / 4) refuse(source, "UTF-16 text without its mark");
  if (!isUtf8(bytes)) {
    let line = 1;
    for (let from = 0; ; line++) {
      const feed = bytes.indexOf(10, from);
      const to = feed < 0 ? bytes.length : feed;
      if (!isUtf8(bytes.subarray(from, to))) refuse(`${source}, line ${line}`, "text that is not UTF-8");
      from = to + 1;
    }
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

const SEPARATORS = [",", ";", "\t", "|"];

/** The separator that cuts the first lines into the same number of cells, the most cells if several do. */
export function guessSeparator(text: Buffer): string {
  const head = text.subarray(0, 65536).toString("utf8");
  const lines = head.split(/\r?\n/, 40).filter((line) => line.trim() !== "");
  if (lines.length > 2 && lines.length < 40 && text.length > 65536) lines.pop();
  const cells = (line: string, separator: string): number => line.replace(/"[^"]*"/g, "").split(separator).length;
  let best = ",";
  let bestScore = 0;
  for (const separator of SEPARATORS) {
    const inHeader = cells(lines[0] ?? "", separator);
    if (inHeader < 2) continue;
    const agreeing = lines.filter((line) => cells(line, separator) === inHeader).length;
    const score = (agreeing / lines.length) * 1000 + inHeader;
    if (score > bestScore) {
      best = separator;
      bestScore = score;
    }
  }
  return best;
}
