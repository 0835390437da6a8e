import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";

/*
 * Several processes may fetch one set at the same time. Each works in a folder of its own beside the set's file, named by
 * when, where and by which process it was made; a folder changes hands only by being renamed, which one process alone can
 * do. So no two ever write the same file. Whoever came later waits for the earlier one, to save the download, not for
 * safety: names are totally ordered, so nobody waits in a circle.
 */

const INTERRUPTED = "interrupted";
/** a folder of another machine without a change for this long is left behind; downloads give up sooner */
const SILENCE_MS = 600_000;
const POLL_MS = 200;

interface Owner {
  name: string;
  pid: number;
  host: string;
}

let made = 0;

/** The part of a download in a work folder. Beside it stands its tag. */
export const partOf = (folder: string): string => join(folder, "download.part");

/** Makes a work folder in the set's folder, holding what an interrupted fetch left behind, if any. */
export function openWorkFolder(parent: string): string {
  mkdirSync(parent, { recursive: true });
  const path = join(parent, `fetching-${String(Date.now()).padStart(15, "0")}-${process.pid}-${made++}-${thisHost()}`);
  const leftBehind = owners(parent).filter((owner) => !isAtWork(parent, owner));
  const candidates = [INTERRUPTED, ...leftBehind.map(({ name }) => name)];
  const taken = candidates.find((name) => existsSync(join(parent, name)) && isRenamed(join(parent, name), path));
  for (const { name } of leftBehind) rmSync(join(parent, name), { recursive: true, force: true });
  if (taken === undefined) mkdirSync(path);
  else utimesSync(path, new Date(), new Date());
  return path;
}

/** Waits as long as a fetch that began earlier is at work; says whether there was one. */
export async function waitForEarlier(parent: string, folder: string, onWait?: () => void): Promise<boolean> {
  const own = basename(folder);
  let waited = false;
  while (owners(parent).some((owner) => owner.name < own && isAtWork(parent, owner))) {
    if (!waited) onWait?.();
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return waited;
}

/** Gives a work folder up: a download that can go on is kept for the next fetch, all else is removed. */
export function closeWorkFolder(parent: string, folder: string): void {
  const canGoOn = existsSync(partOf(folder)) && existsSync(`${partOf(folder)}.tag`);
  if (canGoOn && isRenamed(folder, join(parent, INTERRUPTED))) return;
  rmSync(folder, { recursive: true, force: true });
}

/** Renames a folder, if it is still there and nothing is in the way. */
function isRenamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM") return false;
    throw error;
  }
}

function owners(parent: string): Owner[] {
  return readdirSync(parent).flatMap((name) => {
    const match = /^fetching-\d{15}-(\d+)-\d+-(.+)$/.exec(name);
    return match ? [{ name, pid: Number(match[1]), host: match[2] }] : [];
  });
}

function isAtWork(parent: string, { name, pid, host }: Owner): boolean {
  if (host !== thisHost()) return Date.now() - lastChange(join(parent, name)) < SILENCE_MS;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it runs, under another user
  }
  return existsSync(join(parent, name));
}

/** When a folder or its part was written to last, in milliseconds; 0 where it is gone. */
function lastChange(folder: string): number {
  const times = [folder, partOf(folder)].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times);
}

const thisHost = (): string => hostname().replace(/[^A-Za-z0-9.]/g, "_");
