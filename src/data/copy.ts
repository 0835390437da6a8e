import { basename, dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { ArgumentError } from "../base/check";
import { MAX_BYTES, tooLarge } from "../base/read-file";
import type { CatalogueEntry } from "./catalogue";
import { gunzipped, readBytes } from "./text-file";

/**
 * The bytes of someone's copy of a set: a file, also gzipped; the file in a zip; or parts that lie in one folder, of which
 * `path` is the first.
 *
 * @param maxBytes the most that it may have, as it is and unpacked; parts together
 */
export function bytesOfCopy(entry: CatalogueEntry, path: string, maxBytes: number = MAX_BYTES): Buffer {
  const { parts } = entry;
  if (basename(path) !== parts?.[0]) return unpackedCopy(entry, readBytes(path, maxBytes), path, maxBytes);
  let left = maxBytes;
  return joinParts(parts, (name) => {
    const bytes = readBytes(join(dirname(path), name), left);
    left = Math.max(1, left - bytes.length);
    return bytes;
  });
}

const LINE_FEED = 10;
/** Names that a message shows. */
const SHOWN = 10;

/**
 * The set's file out of what was downloaded or found, unpacked if gzipped: out of a zip the one of the set's names, else its
 * parts joined, else the only table.
 *
 * @param maxBytes the most that it, or its parts together, may have unpacked
 * @throws ArgumentError where there is no such file, where it is damaged, or larger
 */
export function unpackedCopy(
  { kaggle, files, parts = [] }: CatalogueEntry,
  bytes: Buffer,
  source: string,
  maxBytes: number = MAX_BYTES,
): Buffer {
  const refusal = (remedy: string): ArgumentError => new ArgumentError("file", source, remedy);
  if (bytes.length === 0) throw refusal("it is empty: fetch it again.");
  if (bytes[0] === 0x3c) {
    throw refusal("it is a web page: Kaggle may be down or ask for a token; fetch it again later.");
  }
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return gunzipped(bytes, source, maxBytes);
  const names = [kaggle.file, ...files];
  const sizes = new Map<string, number>();
  try {
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        sizes.set(name, originalSize);
        return false;
      },
    });
    const seen = [...sizes.keys()];
    const take = (chosen: readonly string[]): Buffer[] => {
      const total = chosen.reduce((sum, name) => sum + (sizes.get(name) as number), 0);
      if (total > maxBytes)
        throw tooLarge("file", source, `${chosen.join(", ")} in it unpacks to ${total} bytes,`, maxBytes);
      const unpacked = unzipSync(bytes, { filter: ({ name }) => chosen.includes(name) }); // each at most of the size that it says
      return chosen.map((name) => {
        const { buffer, byteOffset, length } = unpacked[name];
        return gunzipped(Buffer.from(buffer, byteOffset, length), source, maxBytes);
      });
    };
    const wanted = choose(seen, names);
    if (wanted !== undefined) return take([wanted])[0];
    const paths = parts.map((part) => choose(seen, [part]));
    if (parts.length > 0 && paths.every((path) => path !== undefined)) {
      const unpacked = take(paths);
      return joinParts(parts, (part) => unpacked[parts.indexOf(part)]);
    }
    const tables = seen.filter((path) => /\.(csv|tsv|txt)$/i.test(path));
    if (tables.length === 1) return take(tables)[0];
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw refusal(`the zip is damaged or cut short (${(error as Error).message}): fetch it again.`);
  }
  const seen = [...sizes.keys()];
  const held = seen.length > SHOWN ? `${seen.slice(0, SHOWN).join(", ")}, ...` : seen.join(", ");
  throw refusal(
    `the zip holds ${held || "nothing"}, and none of ${names.join(", ")}: unpack it yourself and name the file.`,
  );
}

/**
 * Joins delimited texts of one header to one text, in the order of their names.
 * @throws ArgumentError that names the part whose header differs from the first one's
 */
function joinParts(names: readonly string[], read: (name: string) => Buffer): Buffer {
  const joined: Buffer[] = [];
  let header = "";
  for (const [index, name] of names.entries()) {
    const bytes = read(name);
    const body = bytes.indexOf(LINE_FEED) + 1;
    const own = bytes.subarray(0, body).toString("utf8").trim();
    if (index === 0) header = own;
    if (own !== header) throw new ArgumentError(`${name}, line 1`, own, `${names[0]} begins with ${header}.`);
    joined.push(index === 0 ? bytes : bytes.subarray(body));
    if (bytes.at(-1) !== LINE_FEED) joined.push(Buffer.from([LINE_FEED]));
  }
  return Buffer.concat(joined);
}

/** The first of some names that was seen, in whatever folder and letters. */
function choose(seen: readonly string[], names: readonly string[]): string | undefined {
  const called = (path: string): string => basename(path).toLowerCase();
  const found = names.map((name) => seen.find((path) => called(path) === called(name)));
  return found.find((path) => path !== undefined);
}
