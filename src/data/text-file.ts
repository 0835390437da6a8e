import { constants, isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { ArgumentError, checkNumber } from "../base/check";
import { MAX_BYTES, readFileWithin, tooLarge } from "../base/read-file";

/** Bytes that are decoded at a time. */
const DECODED = 2 ** 24;

/**
 * The bytes of a regular file, unpacked if gzipped.
 *
 * @param maxBytes the most that it may have, as it is and unpacked
 * @throws ArgumentError where it is no such file, is damaged, or larger
 */
export function readBytes(path: string, maxBytes: number = MAX_BYTES): Buffer {
  checkNumber("maxBytes", maxBytes, { min: 1, max: constants.MAX_LENGTH, integer: true });
  return gunzipped(readFileWithin(path, maxBytes), path, maxBytes);
}

/** The same bytes, unpacked if gzipped: at most `maxBytes`, whatever size the file says. */
export function gunzipped(bytes: Buffer, path: string, maxBytes: number): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge("path", path, "it unpacks to", maxBytes);
    throw new ArgumentError("path", path, `the gzip file is damaged (${message}): fetch it again.`);
  }
}

/**
 * A text as UTF-8 without its byte order mark. UTF-16 with its mark is turned into that, any other encoding if it is stated.
 *
 * @param encoding a name of the Encoding Standard, such as "windows-1252"
 */
export function plainText(bytes: Buffer, source: string, encoding?: string): Buffer {
  const refuse = (where: string, fault: string): never => {
    const remedy = 'save the file as UTF-8, or state its encoding, such as encoding: "windows-1252" or "utf-16le".';
    throw new ArgumentError(where, fault, remedy);
  };
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) return decoded(bytes, source, encoding);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoded(bytes, source, "utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decoded(bytes, source, "utf-16be");
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

/** Piece by piece, as Node.js has texts of up to half a gigabyte. */
function decoded(bytes: Buffer, source: string, encoding: string): Buffer {
  const parts: Buffer[] = [];
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new ArgumentError("encoding", encoding, 'give a name such as "windows-1252", "utf-16le" or "shift_jis".');
  }
  try {
    for (let at = 0; at < bytes.length; at += DECODED) {
      const stream = at + DECODED < bytes.length;
      parts.push(Buffer.from(decoder.decode(bytes.subarray(at, at + DECODED), { stream }), "utf8"));
    }
  } catch {
    const name = /^utf-16/.test(encoding) ? "UTF-16" : encoding;
    throw new ArgumentError(source, `damaged ${name} text`, "fetch the file again, or state its encoding.");
  }
  return Buffer.concat(parts);
}
