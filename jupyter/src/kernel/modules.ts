import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { defineGlobals } from "./globals";
import { IMPORT, IMPORT_LATER, LOADED, LOADING, META, NAMES, names, REACHED, REQUIRE, reached } from "./names";

type Require = (specifier: string) => unknown;
/** Names in cells with what they stand for in a module: "default", "*" for the whole, or a name. */
type Wanted = Record<string, string>;

type Loader = (specifier: string, options?: object) => Promise<object>;

/** Which modules only `import` can load, seen from a folder, and how it loads them. */
export class EsModules {
  private readonly requireFrom: NodeJS.Require;
  private loader: Loader | null = null;

  constructor(private readonly folder: string) {
    this.requireFrom = createRequire(join(folder, "cell.js"));
  }

  /** Modules of the notebook's own folder are given to cells by tslab's `require`, unless they are told apart by name. */
  has(specifier: string): boolean {
    if (/^(data|https?|file):/.test(specifier)) return true;
    if (Module.isBuiltin(specifier)) return false;
    // an .mts is given as any .ts is
    if (/^\.{0,2}\//.test(specifier))
      return extname(specifier) === ".mjs" && existsSync(resolve(this.folder, specifier));
    try {
      return isEsModule(this.requireFrom.resolve(specifier));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED"; // it has `import` alone
    }
  }

  import(specifier: string, options?: object): Promise<object> {
    let target = specifier;
    try {
      // a package beside the kernel is found by require alone
      if (!/^[.\w-]+:/.test(specifier)) target = pathToFileURL(this.requireFrom.resolve(specifier)).href;
    } catch {
      // not for require: import knows it by its name
    }
    this.loader ??= loaderFrom(join(this.folder, "cell.js"));
    return this.loader(target, options);
  }
}

/** JavaScript's `import`, as seen from a file. */
function loaderFrom(filename: string): Loader {
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new vm.Script("(specifier, options) => import(specifier, options)", {
    filename,
    importModuleDynamically,
  });
  return script.runInThisContext();
}

/** The folder's own modules that are being loaded. */
const loading = new Map<string, NodeJS.Module>();

/** Modules that import each other: one that comes back to itself gets what it has exported so far, as from Node. */
function isLoading(module: NodeJS.Module): boolean {
  const known = loading.get(module.filename);
  if (known !== undefined) module.exports = known.exports;
  else loading.set(module.filename, module);
  return known !== undefined;
}

/** Defines what cells' JavaScript calls. */
export function installModules(folder: string): void {
  const modules = new EsModules(folder);
  defineGlobals({
    [NAMES]: names,
    [REACHED]: reached,
    [REQUIRE]: (require: Require, specifier: string, wanted: Wanted) => define(require(specifier), wanted),
    [IMPORT]: async (specifier: string, wanted: Wanted, options?: object) =>
      define(await modules.import(specifier, options), wanted),
    [IMPORT_LATER]: async (require: Require, given: unknown, options?: object) => {
      const specifier = String(given);
      return modules.has(specifier) ? modules.import(specifier, options) : asNamespace(require(specifier));
    },
    [LOADING]: isLoading,
    [LOADED]: (module: NodeJS.Module) => loading.delete(module.filename),
    [META]: { url: pathToFileURL(join(folder, "cell.ts")).href, dirname: folder, filename: join(folder, "cell.ts") },
  });
}

/** Lets names in cells stand for parts of a module, as it changes them. */
function define(module: unknown, wanted: Wanted): void {
  for (const [name, part] of Object.entries(wanted)) {
    const found =
      part === "*"
        ? () => asNamespace(module)
        : part === "default" && !isEsShaped(module)
          ? () => module
          : () => (module as Record<string, unknown>)[part];
    Object.defineProperty(names, name, {
      get: found,
      set: (value) =>
        Object.defineProperty(names, name, { value, writable: true, enumerable: true, configurable: true }),
      enumerable: true,
      configurable: true,
    });
  }
}

const namespaces = new WeakMap<object, object>();

/** A CommonJS module as `import * as` sees it. */
function asNamespace(module: unknown): object {
  if (isEsShaped(module)) return module as object;
  if (module === null || (typeof module !== "object" && typeof module !== "function"))
    return Object.freeze({ default: module });
  const known = namespaces.get(module);
  if (known !== undefined) return known;
  const namespace = { default: module };
  for (const name of Object.getOwnPropertyNames(module)) {
    if (name === "default") continue;
    const get = (): unknown => (module as Record<string, unknown>)[name];
    Object.defineProperty(namespace, name, { get, enumerable: true });
  }
  namespaces.set(module, namespace);
  return namespace;
}

function isEsShaped(module: unknown): boolean {
  const shaped = module as { __esModule?: boolean; [Symbol.toStringTag]?: string } | null | undefined;
  return shaped?.__esModule === true || shaped?.[Symbol.toStringTag] === "Module";
}

function isEsModule(file: string): boolean {
  const extension = extname(file);
  if (extension !== ".js") return extension === ".mjs";
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
  }
  return false;
}
