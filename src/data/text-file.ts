import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { ArgumentError } from "../base/check";

/** The bytes of a file, unpacked if gzipped. */
export function readBytes(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new ArgumentError("path", path, "there is no such file.");
    if (code === "EISDIR") throw new ArgumentError("path", path, "this is a folder: name the file in it.");
    throw error;
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new ArgumentError("path", path, `the gzip file is damaged (${(error as Error).message}): fetch it again.`);
  }
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
