import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../../src/base/files";

/** Loops of one "step" of the measure, of 8 x 12 multiply-adds of 4 numbers each. */
export const PEAK_LOOPS = 10_000;
/** Floating-point operations of one such step. */
export const PEAK_FLOPS: number = PEAK_LOOPS * 8 * 12 * 4 * 2;

/** Compiles the loop of multiply-adds into a folder; returns the path of the WebAssembly module. */
export async function buildPeakModule(folder: string): Promise<string> {
  const compiler = join(dirname(require.resolve("assemblyscript/package.json")), "bin", "asc.js");
  const source = join(packageRoot(), "bench", "steps", "peak", "assembly", "index.ts");
  const module = join(folder, "peak.wasm");
  const flags = ["-O3", "--runtime", "stub", "--enable", "simd", "--enable", "relaxed-simd"];
  await promisify(execFile)(process.execPath, [compiler, source, "--outFile", module, "--noColors", ...flags]);
  return module;
}
