import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Thrown where a file could not be written. What stands under its name is whole, as it was before or as it was to be. */
export class FileWriteError extends Error {
  override readonly name: string = "FileWriteError";
  /** of the operating system, such as "ENOSPC" */
  readonly code: string;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    const code = String(cause.code);
    const fault = fileFault(cause);
    super(`${path} could not be written: ${fault ? `${fault} (${code})` : cause.message}.`, { cause });
    this.code = code;
  }
}

/**
 * Writes a file whole or not at all, whatever happens: when this returns, the content is on the disk under its name; when it
 * throws, or the process or the machine stops, what stood there before is, or the whole of the new. Makes the folder where
 * it is missing. A process that is killed can leave a file `NAME.UUID.tmp` beside it.
 *
 * @throws FileWriteError
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    flush(temporary);
    renameSync(temporary, path);
    flushFolder(dirname(path));
  } catch (error) {
    removeTemporary(temporary);
    throw typeof (error as NodeJS.ErrnoException).code === "string" ? new FileWriteError(path, error as Error) : error;
  }
}

/** Whether a name is that of a file which a killed process left in the middle of writing another, and of which. */
export function targetOfTemporary(name: string): string | null {
  return /^(.+)\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.exec(name)?.[1] ?? null;
}

/** Waits until a file's content, or a folder's list of names, is on the disk. */
function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function flushFolder(folder: string): void {
  try {
    flush(folder);
  } catch (error) {
    // some file systems cannot do it, and order renames by themselves
    if (!["EINVAL", "ENOTSUP", "EISDIR", "EPERM"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

function removeTemporary(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // why the writing failed says more than why its rest stays
  }
}

/** The folder that downloads are kept in: LAI_CACHE_DIR, or lai-loss in the user's cache folder. */
export function cacheFolder(): string {
  return process.env.LAI_CACHE_DIR || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "lai-loss");
}

/** The folder of the lai-loss package that this code runs from (the one with its package.json). */
export function packageRoot(): string {
  let folder = __dirname;
  for (;;) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "lai-loss") return folder;
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`package.json of lai-loss: not found above ${__dirname}. Install the package again.`);
    folder = parent;
  }
}

export function packageVersion(): string {
  return JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EEXIST: "a file stands where a folder is needed: give another name",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "this is a folder: name the file in it",
  EACCES: "this user may not read or write it: change its permissions, or give another place",
  EPERM: "this user may not read or write it: change its permissions, or give another place",
  EROFS: "its disk can be read only: give a place on another one",
  ENOSPC: "the disk is full: make room",
  EDQUOT: "the disk is full for this user: make room",
  EFBIG: "it is larger than its disk allows: give a place on another one",
  EMFILE: "too many files are open: close some, or raise their number (ulimit -n)",
  ENFILE: "too many files are open on this machine: close some",
  ELOOP: "its links lead to one another: name the file itself",
  ENAMETOOLONG: "its name is too long: give a shorter one",
  EIO: "its disk cannot be read or written: look after the disk",
};

/** What an error of the file system says, in words with a remedy; undefined for any other error. */
export function fileFault(error: unknown): string | undefined {
  return WORDS[(error as NodeJS.ErrnoException | null)?.code ?? ""];
}
