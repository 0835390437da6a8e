import { existsSync } from "node:fs";
import Module from "node:module";
import { basename, delimiter, dirname, join } from "node:path";
import { KERNEL_PACKAGE } from "../project";
import type { TypeScript } from "./compiler";

/** Whether a package, by name, is one beside the kernel; the answers until `lookForPackagesAgain`. */
const isElsewhere = new Map<string, boolean>();

/** Forgets where packages were found: some may have come or gone. */
export function lookForPackagesAgain(): void {
  isElsewhere.clear();
}

/**
 * Lets notebooks in any folder import what is installed beside this kernel, by name: where the notebook's folder and those
 * above it do not have a package, the one beside the kernel is taken, for types and at run time. Notebooks below the
 * project that holds the kernel find its packages by themselves.
 *
 * @param folder the notebook's
 * @param libraries the node_modules folder that the kernel is installed in
 */
export function reachPackagesBeside(
  typescript: TypeScript,
  folder: string = process.cwd(),
  libraries: string | null = librariesBeside(),
): void {
  if (libraries === null || `${folder}/`.startsWith(`${dirname(libraries)}/`)) return;
  process.env.NODE_PATH = [process.env.NODE_PATH, libraries].filter(Boolean).join(delimiter);
  (Module as unknown as { _initPaths(): void })._initPaths(); // node reads NODE_PATH at its start, and here again
  redirectCompiler(typescript.sys, folder, libraries);
}

/** The node_modules folder that this kernel is found in: the one that it is installed into, or a workspace's root's. */
function librariesBeside(): string | null {
  if (basename(dirname(KERNEL_PACKAGE)) === "node_modules") return dirname(KERNEL_PACKAGE);
  for (let at = KERNEL_PACKAGE; ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules", "tslab-kernel"))) return join(at, "node_modules");
    if (dirname(at) === at) return null;
  }
}

/** The compiler looks for a package in FOLDER/node_modules: it is shown those of `libraries` there. */
function redirectCompiler(sys: TypeScript["sys"], folder: string, libraries: string): void {
  const seenAs = `${folder.replaceAll("\\", "/")}/node_modules/`;
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
  // the folder itself may not be there
  sys.directoryExists = (path) => `${path}/` === seenAs || directoryExists(redirect(path));
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
