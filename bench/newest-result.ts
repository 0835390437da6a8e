import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The newest result of a kind in a folder; null where there is none. @throws Error that names a file that is no result */
export function newestResult<T extends { kind: string; format: 1; date: string }>(
  folder: string,
  kind: T["kind"],
): T | null {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${kind}-`)) : [];
  const results = files.map((file) => {
    const path = join(folder, file);
    const result: T = JSON.parse(readFileSync(path, "utf8"));
    if (result.kind !== kind || result.format !== 1) throw new Error(`${path} is no result of the kind ${kind}.`);
    return result;
  });
  return results.sort((a, b) => (a.date < b.date ? 1 : -1))[0] ?? null;
}
