import { existsSync, readFileSync } from "node:fs";
import Module from "node:module";
import { dirname, join, sep } from "node:path";
import { typescript } from "./compiler";
import { instrumentLibrary } from "./instrument";

interface Compiler {
  _compile(content: string, filename: string, ...rest: unknown[]): unknown;
}

/**
 * Lets Stop end a package's own synchronous work also behind an await, where Node cannot interrupt: the loops of its modules
 * look at the stop flag. A package asks for it in its package.json, with the folders whose functions compute for long without
 * an await: `"tslab-kernel": { "stoppable": ["dist/measure"] }`. Others are left as they are: each file costs 3 ms to load.
 */
export function letStopReachPackages(): void {
  const compiler = (Module as unknown as { prototype: Compiler }).prototype;
  const compile = compiler._compile;
  const known = new Map<string, boolean>();
  compiler._compile = function (this: Module, content, filename, ...rest) {
    const isAsked = isStoppable(dirname(filename), known);
    return Reflect.apply(compile, this, [
      isAsked ? instrumentLibrary(typescript(), content) : content,
      filename,
      ...rest,
    ]);
  };
}

/** Whether the package of a folder with modules asks for it. */
function isStoppable(folder: string, known: Map<string, boolean>): boolean {
  const found = known.get(folder);
  if (found !== undefined) return found;
  let root = folder;
  while (!existsSync(join(root, "package.json")) && dirname(root) !== root) root = dirname(root);
  const asked = stoppableFolders(join(root, "package.json"));
  const isAsked = asked.some((name) => `${folder}${sep}`.startsWith(join(root, name) + sep));
  known.set(folder, isAsked);
  return isAsked;
}

function stoppableFolders(manifest: string): string[] {
  try {
    return JSON.parse(readFileSync(manifest, "utf8"))["tslab-kernel"]?.stoppable ?? [];
  } catch {
    return []; // no package.json, or one that is not ours to judge
  }
}
