import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import vm from "node:vm";

/** In the user's own folder: V8 runs what is in it. */
const FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tslab-kernel");

interface CachingModule {
  enableCompileCache?(folder: string): unknown;
  flushCompileCache?(): void;
}

/** How long after a start the cache is written, when the compiler's functions have been used. */
const WRITE_AFTER_MS = 10_000;

let compiler: { script: vm.Script; file: string } | null = null;

/**
 * Keeps what V8 has made of the kernel's modules from one start to the next, which then takes 0.2 s less. Node has this
 * from 22 on; for the compiler, nine megabytes in one file, it is done here on Node 20. Call it before other modules load.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache, flushCompileCache } = Module as unknown as CachingModule;
  if (enableCompileCache !== undefined) enableCompileCache(FOLDER);
  // kernels are ended by signals: not at their exit
  const write = (): void => {
    try {
      if (enableCompileCache !== undefined) flushCompileCache?.();
      else writeCompiler();
    } catch {
      // a home that cannot be written to: the next start takes as long
    }
  };
  setTimeout(write, WRITE_AFTER_MS).unref();
}

/** Loads a module of one large file with what V8 made of it before. */
export function requireCached(file: string): unknown {
  const isLoaded = require.cache[file] !== undefined;
  if (isLoaded || (Module as unknown as CachingModule).enableCompileCache !== undefined) return require(file);
  const module = new Module(file, require.main);
  module.filename = file;
  module.paths = (Module as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(dirname(file));
  require.cache[file] = module;
  const cachedData = readCache(cacheOf(file));
  const script = new vm.Script(Module.wrap(readFileSync(file, "utf8")), { filename: file, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) compiler = { script, file };
  const load = script.runInThisContext() as (...values: unknown[]) => void;
  load.call(module.exports, module.exports, Module.createRequire(file), module, file, dirname(file));
  module.loaded = true;
  return module.exports;
}

function writeCompiler(): void {
  if (compiler === null) return;
  const target = cacheOf(compiler.file);
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  writeFileSync(`${target}.${process.pid}`, compiler.script.createCachedData());
  renameSync(`${target}.${process.pid}`, target); // another kernel may be reading it
  compiler = null;
}

/** V8 itself refuses the cache of another V8; of the source it compares the length alone. */
function cacheOf(file: string): string {
  const { mtimeMs, size } = statSync(file);
  return join(FOLDER, `${file.replace(/[^\w.-]+/g, "-")}-${size}-${Math.round(mtimeMs)}-${process.version}.cache`);
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // the first start
  }
}
