import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Compiles AssemblyScript with relaxed SIMD into a WebAssembly module. */
export async function compileAssembly(source: string, module: string): Promise<void> {
  const compiler = join(dirname(require.resolve("assemblyscript/package.json")), "bin", "asc.js");
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--initialMemory", "64"];
  const features = ["--enable", "simd", "--enable", "relaxed-simd"];
  const argv = [compiler, source, "--outFile", module, "--noColors", ...flags, ...features];
  await promisify(execFile)(process.execPath, argv);
}
