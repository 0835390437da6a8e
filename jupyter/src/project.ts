import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ArgumentError } from "./argument-error";

/** The folder of this package, tslab-kernel. */
export const KERNEL_PACKAGE: string = findUp(__dirname, "package.json") ?? __dirname;

/** The version in this package's package.json. */
export const KERNEL_VERSION: string = JSON.parse(readFileSync(join(KERNEL_PACKAGE, "package.json"), "utf8")).version;

/** The project that a folder belongs to: the nearest folder with a package.json, else the folder itself. */
export function projectOf(folder: string = process.cwd()): string {
  return findUp(resolve(folder), "package.json") ?? resolve(folder);
}

/** The nearest folder, from one upwards, that holds a name; null where none does. */
function findUp(folder: string, name: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (dirname(at) === at) return null;
  }
}

/** The folder of a project's notebooks: `notebooks` in it where there is one, else the project's own. */
export function notebooksFolder(project: string = projectOf()): string {
  const folder = join(project, "notebooks");
  return existsSync(folder) ? folder : project;
}

/** A project's Python environment: its `.venv`, else the one that is active; null where there is neither. */
export function findEnvironment(project: string = projectOf()): string | null {
  const environments = [join(project, ".venv"), process.env.VIRTUAL_ENV];
  return environments.find((folder) => folder && existsSync(join(folder, "bin", "python"))) ?? null;
}

/**
 * The project's Python environment.
 *
 * @throws ArgumentError with the remedy where there is none
 */
export function pythonEnvironment(project: string = projectOf()): string {
  const environment = findEnvironment(project);
  if (environment !== null) return environment;
  const remedy = existsSync(join(project, "kernel-setup.sh"))
    ? `make it: bash "${join(project, "kernel-setup.sh")}"`
    : `make one: python3 -m venv .venv && .venv/bin/pip install jupyterlab, in ${project}.`;
  throw new ArgumentError("Python environment", "missing", remedy);
}

/** The Python of the project's environment; throws with the remedy where it is missing. */
export function environmentPython(project: string = projectOf()): string {
  return join(pythonEnvironment(project), "bin", "python");
}
