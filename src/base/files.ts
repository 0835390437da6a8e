import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes a file whole or not at all: to a temporary name beside it, then renamed. Makes the folder where it is missing. */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
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

/** The version in the package's own package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version;
}
