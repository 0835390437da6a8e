import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../src/base/files";
import { benchPython } from "./bench-python";

/** The command of the zig that bench/setup.sh brings; null where it was not run. */
export function benchZig(): string[] | null {
  const python = benchPython();
  return python === null ? null : [python, "-m", "ziglang"];
}

/** Compiles a C file as the kernel is, with relaxed SIMD, into a WebAssembly module on a memory that it is given. */
export async function compileForBench(zig: readonly string[], source: string, module: string): Promise<void> {
  const { compileModule } = await import(pathToFileURL(join(packageRoot(), "native", "webassembly.mjs")).href);
  writeFileSync(module, await compileModule(source, { features: ["simd128", "relaxed_simd"], zig }));
}
