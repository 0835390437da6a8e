import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import vm from "node:vm";

/** In the user's own folder: V8 runs what is in it. */
const FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tslab-kernel");

interface CachingModule {
  enableCompileCache?(folder: string): unknown;
  flushCompileCache?(): void;
}

/** How long after a script was first run what V8 made of it is written, when its functions have been used. */
const WRITE_AFTER_MS = 10_000;

/** How long what was written is kept: of packages that are gone, nothing says so. */
const KEPT_MS = 60 * 24 * 3600_000;

/** The names of the global object before cells add their own: what is kept of a script is that of one list of parameters. */
export const FIRST_GLOBALS: readonly string[] = Object.getOwnPropertyNames(globalThis);

const wait = setTimeout; // before cells may name something else so
let isKept = false;
const unwritten: { script: vm.Script; cache: Cache }[] = [];

/** Names of files in the folder. */
interface Cache {
  name: string;
  /** how those begin, and end, that were made of earlier states of the same script by the same Node */
  begin: string;
  end: string;
}

/**
 * From now on what V8 makes of the program's modules, and of scripts by `compileScript`, is kept for the next start. Node has
 * this for modules from 22 on; for the compiler, nine megabytes in one file, it is done here on Node 20. The kernel calls
 * it, before other modules load; a program that only draws figures writes nothing into the user's folder.
 */
export function keepCompiledCode(): void {
  isKept = true;
  (Module as unknown as CachingModule).enableCompileCache?.(FOLDER);
  writeLater(); // kernels are ended by signals: not at their exit
}

/** Writes what V8 has made so far, where it was not read. */
export function writeCompiledCode(): void {
  try {
    (Module as unknown as CachingModule).flushCompileCache?.();
    for (const { script, cache } of unwritten.splice(0)) write(script, cache);
  } catch {
    // a home that cannot be written to: the next start takes as long
  }
}

/** Loads a module of one large file with what V8 made of it before. */
export function requireCached(file: string): unknown {
  const isLoaded = require.cache[file] !== undefined;
  if (isLoaded || (Module as unknown as CachingModule).enableCompileCache !== undefined) return require(file);
  const module = new Module(file, require.main);
  module.filename = file;
  module.paths = (Module as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(dirname(file));
  require.cache[file] = module;
  const names = ["exports", "require", "module", "__filename", "__dirname"];
  const load = compileScript(file, names);
  load.call(module.exports, module.exports, Module.createRequire(file), module, file, dirname(file));
  module.loaded = true;
  return module.exports;
}

/** The script in a file as a function with parameters of these names. */
export function compileScript(file: string, names: readonly string[]): (...values: unknown[]) => void {
  const source = `(function (${names.join(", ")}) {${readFileSync(file, "utf8")}\n})`;
  const cache = isKept ? cacheOf(file, names) : null;
  const cachedData = cache === null ? undefined : read(cache);
  const script = new vm.Script(source, { filename: file, cachedData });
  if (cache !== null && script.cachedDataRejected !== false) {
    unwritten.push({ script, cache });
    writeLater();
  }
  return script.runInThisContext();
}

function writeLater(): void {
  wait(writeCompiledCode, WRITE_AFTER_MS).unref();
}

function write(script: vm.Script, { name, begin, end }: Cache): void {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const path = join(FOLDER, name);
  writeFileSync(`${path}.${process.pid}`, script.createCachedData());
  renameSync(`${path}.${process.pid}`, path); // another kernel may be reading it
  for (const other of readdirSync(FOLDER)) {
    if (other === name || !/\.cache(\.\d+)?$/.test(other)) continue;
    const isEarlier = other.startsWith(begin) && other.endsWith(end);
    const { mtimeMs } = statSync(join(FOLDER, other));
    if (isEarlier || Date.now() - mtimeMs > KEPT_MS) rmSync(join(FOLDER, other), { force: true });
  }
}

/** V8 itself refuses the cache of another V8; of the source it compares the length alone. */
function cacheOf(file: string, names: readonly string[]): Cache {
  const { mtimeMs, size } = statSync(file);
  const begin = `${basename(file)}-${hash(file)}-`;
  const end = `-${process.version}.cache`;
  return { name: `${begin}${hash([size, mtimeMs, ...names].join())}${end}`, begin, end };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function read({ name }: Cache): Buffer | undefined {
  try {
    return readFileSync(join(FOLDER, name));
  } catch {
    return undefined; // the first start
  }
}
