import type { System } from "./tslab";

/** What cells have beside Node's globals; see questions.ts. As overloads they get on with the browser's, where a package has those. */
const DECLARATIONS = `
/** Asks the person in front of the notebook, and gives the answer; an empty one is \`otherwise\`. */
declare function prompt(message?: string, otherwise?: string): string;
/** Asks the person in front of the notebook for a yes or no. */
declare function confirm(message?: string): boolean;
`;

/** Lets the compiler know them: gives the program's files, with one more that stands on no disk. */
export function withCellGlobals(files: readonly string[], system: System): string[] {
  const name = `${system.getCurrentDirectory()}/tslab-kernel-globals.d.ts`;
  const { readFile, fileExists } = system;
  system.readFile = (path, encoding) => (path === name ? DECLARATIONS : readFile.call(system, path, encoding));
  system.fileExists = (path) => path === name || fileExists.call(system, path);
  return [...files, name];
}
