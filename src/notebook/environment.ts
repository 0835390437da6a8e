import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../base/files";

/** The folder of the notebooks that come with the package. */
export function notebooksFolder(): string {
  return join(packageRoot(), "notebooks");
}

/** The Python environment that kernel-setup.sh makes; null where there is none. */
export function findEnvironment(): string | null {
  const environment = join(packageRoot(), ".venv");
  return existsSync(join(environment, "bin", "python")) ? environment : null;
}

/** The Python of the environment; throws with the remedy where it is missing. */
export function environmentPython(): string {
  const environment = findEnvironment();
  if (environment === null)
    throw new Error(
      `.venv: no Python environment in ${packageRoot()}. Make it: bash "${join(packageRoot(), "kernel-setup.sh")}"`,
    );
  return join(environment, "bin", "python");
}
