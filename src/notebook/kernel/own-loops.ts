import Module from "node:module";
import { join, sep } from "node:path";
import { packageRoot } from "../../base/files";
import { instrumentLibrary } from "./instrument";
import type { TypeScriptForTslab } from "./tslab";

interface Compiler {
  _compile(content: string, filename: string, ...rest: unknown[]): unknown;
}

/** The rooms whose functions compute for long without an await. Others are left as they are: each file costs 3 ms to load. */
const ROOMS = ["measure", "study"];

/**
 * Lets Stop end lai-loss's own synchronous work (an attack on a whole test set takes a while) also behind an await, where
 * Node cannot interrupt: the loops of its modules look at the stop flag from when a notebook loads them.
 *
 * @param folder the folder of the compiled rooms; defaults to the package's
 */
export function letStopReachOwnLoops(
  typescript: TypeScriptForTslab,
  folder: string = join(packageRoot(), "dist"),
): void {
  const compiler = (Module as unknown as { prototype: Compiler }).prototype;
  const compile = compiler._compile;
  const rooms = ROOMS.map((room) => join(folder, room) + sep);
  compiler._compile = function (this: Module, content, filename, ...rest) {
    const isOwn = rooms.some((room) => filename.startsWith(room));
    return Reflect.apply(compile, this, [isOwn ? instrumentLibrary(typescript, content) : content, filename, ...rest]);
  };
}
