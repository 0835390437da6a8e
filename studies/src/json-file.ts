import { ArgumentError, parseJson, readFileWithin } from "lai-internal";
import type { z } from "zod";

/** Bytes that a JSON file of ours may have. */
const MAX_JSON_BYTES = 1e8;

/**
 * Reads a JSON file, with or without a byte order mark, and checks its shape.
 *
 * @param remedy what to do where it is not what it should be
 * @param argument what the file is, for messages
 * @throws ArgumentError with the file, the first fault in it and the remedy
 */
export function readJsonFile<T>(path: string, schema: z.ZodType<T>, remedy: string, argument = "file"): T {
  const bytes = readFileWithin(path, MAX_JSON_BYTES, argument);
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const value = parseJson(bytes.toString(isUtf16 ? "utf16le" : "utf8"), `${argument} ${path}`, remedy);
  return checkShape(schema, value, path, remedy);
}

/** Checks a value by a schema; the first fault becomes an ArgumentError with its path, what is there and what is allowed. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown, path: string, remedy?: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const keys = issue.code === "unrecognized_keys" ? issue.path.concat(issue.keys[0]) : issue.path;
  const found = keys.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const shown = Array.isArray(found) && issue.code === "too_big" ? `a list of ${found.length}` : found;
  const advice = remedy === undefined ? "" : `; ${remedy}`;
  throw new ArgumentError([path, ...keys].map(String).join("."), shown, `${issue.message}${advice}.`);
}
