import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ArgumentError } from "../base/check";
import { packageRoot } from "../base/files";
import type { CatalogueEntry } from "./catalogue";

/** The folder that downloads are kept in: LAI_CACHE_DIR, or lai-loss in the user's cache folder. */
export function cacheFolder(): string {
  if (process.env.LAI_CACHE_DIR) return process.env.LAI_CACHE_DIR;
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "lai-loss");
}

/**
 * Where a set lies on this machine: in the package, in LAI_DATA_DIR or in the cache, in this order; or nowhere. Of a set in
 * parts that are all there, the first.
 */
export function locate(entry: CatalogueEntry): string | undefined {
  if (entry.embedded) return join(packageRoot(), "data", entry.embedded);
  const folders: string[] = [];
  const own = process.env.LAI_DATA_DIR;
  if (own) {
    if (!isFolder(own))
      throw new ArgumentError("LAI_DATA_DIR", own, "there is no such folder: set it to your data's folder.");
    folders.push(own, join(own, entry.id));
  }
  folders.push(join(cacheFolder(), entry.id));
  for (const folder of folders) {
    // in a folder that is shared by several sets, a general name such as train.csv says nothing
    const names = folder === own ? entry.files.filter((name) => !GENERAL_NAMES.has(name)) : entry.files;
    const isHere = (name: string): boolean =>
      statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true;
    const found = names.find(isHere);
    if (found !== undefined) return join(folder, found);
    if (entry.parts?.every(isHere)) return join(folder, entry.parts[0]);
  }
  return undefined;
}

const GENERAL_NAMES = new Set(["train.csv", "test.csv", "data.csv"]);

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
