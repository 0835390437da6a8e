import { ArgumentError } from "../base/check";

const LINE_FEED = 10;

/**
 * Joins delimited texts of one header to one text, in the order of their names.
 * @throws ArgumentError that names the part whose header differs from the first one's
 */
export function joinParts(names: readonly string[], read: (name: string) => Uint8Array): Buffer {
  const joined: Buffer[] = [];
  let header = "";
  for (const [index, name] of names.entries()) {
    const bytes = Buffer.from(read(name));
    const body = bytes.indexOf(LINE_FEED) + 1;
    const own = bytes.subarray(0, body).toString("utf8").trim();
    if (index === 0) header = own;
    if (own !== header) throw new ArgumentError(`${name}, line 1`, own, `${names[0]} begins with ${header}.`);
    joined.push(index === 0 ? bytes : bytes.subarray(body));
    if (bytes.at(-1) !== LINE_FEED) joined.push(Buffer.from([LINE_FEED]));
  }
  return Buffer.concat(joined);
}
