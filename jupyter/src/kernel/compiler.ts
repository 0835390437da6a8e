import Module from "node:module";
import typescript from "typescript";

export type TypeScript = typeof typescript;

/** The compiler that tslab's modules load: a fork of TypeScript 5.0. */
const FORK = "@tslab/typescript-for-tslab";

/**
 * Gives tslab's modules the plain TypeScript in the place of tslab's fork, which is then never loaded: they ask it only to
 * read comments and half-written code. Call it before they are loaded.
 *
 * @param folder tslab's dist folder
 */
export function prepareCompiler(folder: string): TypeScript {
  const file = require.resolve(FORK, { paths: [folder] });
  const module = new Module(file);
  module.filename = file;
  module.loaded = true;
  // marked as tslab's modules read it, so that none of them copies its 2,500 names
  module.exports = Object.create(typescript, { __esModule: { value: true } });
  require.cache[file] = module;
  return typescript;
}
