import { readFileSync } from "node:fs";
import Module from "node:module";
import { requireCached } from "../compiled-code";

export type TypeScript = typeof import("typescript");

/** The compiler that tslab's modules load: a fork of TypeScript 5.0. */
const FORK = "@tslab/typescript-for-tslab";

let loaded: TypeScript | null = null;

/** The TypeScript compiler, loaded when it is first asked for: a kernel answers its first messages before. */
export function typescript(): TypeScript {
  loaded ??= requireCached(require.resolve("typescript")) as TypeScript;
  return loaded;
}

/** Its version, without loading it. */
export function compilerVersion(): string {
  return JSON.parse(readFileSync(require.resolve("typescript/package.json"), "utf8")).version;
}

/**
 * Gives tslab's modules the plain TypeScript in the place of tslab's fork, which is then never loaded: they ask it only to
 * read comments and half-written code. Call it before they are loaded.
 *
 * @param folder tslab's dist folder
 */
export function prepareCompiler(folder: string): void {
  const file = require.resolve(FORK, { paths: [folder] });
  const module = new Module(file);
  module.filename = file;
  module.loaded = true;
  // marked as tslab's modules read it, so that none copies all names; of `sys` they only write a setting, as they load
  const own: Record<string, unknown> = { __esModule: true, sys: {} };
  module.exports = new Proxy(own, {
    get: (_, name: string) => (name in own ? own[name] : typescript()[name as keyof TypeScript]),
  });
  require.cache[file] = module;
}
