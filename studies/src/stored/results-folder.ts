import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { packageRoot, path } from "lai-internal";

/** The folder of the stored results that come with the package. */
export function resultsFolder(): string {
  return join(packageRoot(), "data", "results");
}

/** Names of the studies that have stored results, in order. */
export function storedResults(folder: string = resultsFolder()): string[] {
  if (!existsSync(path("folder", folder))) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => basename(file, ".json"))
    .sort();
}
