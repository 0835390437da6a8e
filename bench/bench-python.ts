import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/files";

/** The Python that bench/setup.sh makes, with all that it brings; null where it was not run. */
export function benchPython(): string | null {
  const python = join(packageRoot(), "bench", ".venv", "bin", "python");
  return existsSync(python) ? python : null;
}
