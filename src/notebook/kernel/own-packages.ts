import { existsSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { basename, delimiter, dirname, join } from "node:path";
import { packageRoot } from "../../base/files";
import type { TypeScriptForTslab } from "./tslab";

/**
 * Lets notebooks in any folder import lai-loss, and what is installed with it, by name: where the notebook's folder and
 * those above it do not have a package, the one beside lai-loss is taken, for types and at run time. Notebooks that find
 * lai-loss by themselves are left alone.
 * @param folder the notebook's
 * @param libraries a node_modules folder that holds lai-loss; defaults to this installation's
 */
export function reachOwnPackages(
  typescript: TypeScriptForTslab,
  folder: string = process.cwd(),
  libraries: string | null = ownLibraries(),
): void {
  if (libraries === null || findsItself(folder)) return;
  process.env.NODE_PATH = [process.env.NODE_PATH, libraries].filter(Boolean).join(delimiter);
  (Module as unknown as { _initPaths(): void })._initPaths(); // node reads NODE_PATH at its start, and here again
  redirectCompiler(typescript.sys, folder, libraries);
}

function findsItself(folder: string): boolean {
  try {
    createRequire(join(folder, "notebook.js")).resolve("lai-loss");
    return true;
  } catch {
    return false;
  }
}

/** The node_modules folder with lai-loss in it: inside of the repository, or the one that it is installed into. */
function ownLibraries(): string | null {
  const root = packageRoot();
  const inside = join(root, "node_modules");
  if (existsSync(join(inside, "lai-loss"))) return inside;
  return basename(dirname(root)) === "node_modules" ? dirname(root) : null;
}

/** The compiler looks for a package in FOLDER/node_modules: it is shown those of `libraries` there. */
function redirectCompiler(sys: TypeScriptForTslab["sys"], folder: string, libraries: string): void {
  const seenAs = `${folder.replaceAll("\\", "/")}/node_modules/`;
  const isElsewhere = new Map<string, boolean>();
  const redirect = (path: string): string => {
    if (!path.startsWith(seenAs)) return path;
    const inside = path.slice(seenAs.length);
    const [scope, name] = inside.split("/");
    const id = scope.startsWith("@") && name ? `${scope}/${name}` : scope;
    let elsewhere = isElsewhere.get(id);
    if (elsewhere === undefined) {
      elsewhere = !isAbove(folder, id) && existsSync(join(libraries, id));
      isElsewhere.set(id, elsewhere);
    }
    return elsewhere ? join(libraries, inside) : path;
  };
  const { fileExists, directoryExists, getDirectories, readFile, readDirectory, realpath } = sys;
  sys.fileExists = (path) => fileExists(redirect(path));
  sys.directoryExists = (path) => directoryExists(redirect(path));
  sys.getDirectories = (path) => getDirectories(redirect(path));
  sys.readFile = (path, encoding) => readFile(redirect(path), encoding);
  sys.readDirectory = (path, ...rest) => readDirectory(redirect(path), ...rest);
  if (realpath) sys.realpath = (path) => realpath(redirect(path));
}

/** Whether a folder or one above it has the package installed. */
function isAbove(folder: string, id: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules", id))) return true;
    if (dirname(at) === at) return false;
  }
}
