import { withCellGlobals } from "./cell-globals";
import type { System, TypeScriptForTslab } from "./tslab";

const COMPILER = "@tslab/typescript-for-tslab";

/**
 * The TypeScript compiler that tslab's converter will load, with what it needs to stay alive beside a changing folder.
 * Call it before the converter is loaded.
 *
 * @param folder tslab's dist folder
 */
export function prepareCompiler(folder: string): TypeScriptForTslab {
  const file = require.resolve(COMPILER, { paths: [folder] });
  const typescript: TypeScriptForTslab = require(file);
  const { createWatchCompilerHost } = typescript;
  const prepared = {
    ...typescript,
    createWatchCompilerHost: (files: unknown, options: unknown, system: System, ...rest: unknown[]) =>
      (createWatchCompilerHost as (...values: unknown[]) => unknown)(
        withCellGlobals(files as string[], system),
        options,
        oneTimerForAll(system),
        ...rest,
      ),
  } as TypeScriptForTslab;
  require.cache[file]!.exports = prepared;
  return prepared;
}

type Callback = () => void;

/**
 * tslab's converter knows one timer, of the program's update, and throws at a second: the compiler sets another when
 * packages appear or go in a node_modules folder that it watches. Here all that wait share tslab's one timer.
 */
export function oneTimerForAll(system: System): System {
  const { setTimeout, clearTimeout } = system;
  const waiting = new Map<object, Callback>();
  let shared: unknown = null;
  const runAll = (): void => {
    for (const [timer, callback] of waiting) {
      waiting.delete(timer);
      callback(); // may set timers, which this loop meets too
    }
    shared = null;
  };
  system.setTimeout = (callback: Callback) => {
    const timer = {};
    waiting.set(timer, callback);
    shared ??= setTimeout!(runAll, 0);
    return timer;
  };
  system.clearTimeout = (timer: object) => {
    waiting.delete(timer);
    if (waiting.size > 0 || shared === null) return;
    clearTimeout!(shared);
    shared = null;
  };
  return system;
}
