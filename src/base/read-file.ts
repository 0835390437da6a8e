import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { ArgumentError } from "./check";
import { fileFault } from "./files";

/** Bytes that a file may have, as it is and unpacked, where nothing else is asked for: 1 GB. */
export const MAX_BYTES = 1e9;

/** A single read of Node.js takes less than 2 GiB. */
const BYTES_A_READ = 2 ** 30;

/**
 * The bytes of a regular file, also where a link leads to it. Pipes, devices, sockets and folders are refused unopened.
 *
 * @param maxBytes the most that the file may have
 * @param argument what the path is, for messages
 * @throws ArgumentError where it is no such file, is larger or cannot be read
 */
export function readFileWithin(path: string, maxBytes: number = MAX_BYTES, argument = "path"): Buffer {
  let file: number | undefined;
  try {
    checkRegularFile(path, argument);
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // never waits, should a pipe be there now
    const stats = fstatSync(file);
    checkRegular(stats, path, argument);
    if (stats.size > maxBytes) throw tooLarge(argument, path, `it has ${stats.size} bytes,`, maxBytes);
    const bytes = Buffer.allocUnsafe(stats.size);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, Math.min(BYTES_A_READ, bytes.length - length), length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw refusal(error, path, argument);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** @throws ArgumentError where a path, or what it links to, is not there or no regular file */
export function checkRegularFile(path: string, argument: string): void {
  try {
    checkRegular(statSync(path), path, argument);
  } catch (error) {
    throw refusal(error, path, argument);
  }
}

function refusal(error: unknown, path: string, argument: string): unknown {
  const fault = fileFault(error);
  return fault === undefined ? error : new ArgumentError(argument, path, `${fault}.`);
}

/** The refusal of a file over the limit; `size` says what is, such as "it unpacks to". */
export function tooLarge(argument: string, path: string, size: string, maxBytes: number): ArgumentError {
  const remedy = `${size} more than the limit of ${maxBytes} bytes: a larger maxBytes (--max-bytes) allows it.`;
  return new ArgumentError(argument, path, remedy);
}

function checkRegular(stats: Stats, path: string, argument: string): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw new ArgumentError(argument, path, "this is a folder: name the file in it.");
  const kind = stats.isFIFO() ? "a pipe" : stats.isSocket() ? "a socket" : "a device";
  throw new ArgumentError(argument, path, `this is ${kind}, no regular file: write its content to a file first.`);
}
