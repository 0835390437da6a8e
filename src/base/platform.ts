import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";

/*
 * What the core takes from the place that it runs in. platform.browser.ts says the same of a browser: a bundler takes it in
 * place of this file, by the field "browser" of package.json, which lists all such pairs.
 */

/** For messages. */
export const HERE: string = "this Node.js";

/** Whether one training can have several threads. */
export const HAS_THREADS: boolean = true;

/** A setting of the environment; undefined where it is not set, or to nothing. */
export function setting(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** Threads that run at a time on this machine. */
export function cores(): number {
  return availableParallelism();
}

/** Lets everything run that waits: signals, timers, a notebook's Stop, a page's clicks. */
export function nextTurn(): Promise<void> {
  return new Promise(setImmediate);
}

/** 16 hexadecimal digits by which data are known again, from parts one after another: here of their SHA-256. */
export function fingerprint(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}
