import { join } from "node:path";
import { packageRoot } from "../../../src/base/files";
import { benchZig, compileForBench } from "../../webassembly";

/** Loops of one "step" of the measure, of 8 x 12 multiply-adds of 4 numbers each. */
export const PEAK_LOOPS = 10_000;
/** Floating-point operations of one such step. */
export const PEAK_FLOPS: number = PEAK_LOOPS * 8 * 12 * 4 * 2;

/** Compiles the loop of multiply-adds into a folder; returns the path of the WebAssembly module, or "" where there is no zig. */
export async function buildPeakModule(folder: string): Promise<string> {
  const zig = benchZig();
  if (zig === null) return "";
  const module = join(folder, "peak.wasm");
  await compileForBench(zig, join(packageRoot(), "bench", "steps", "peak", "multiply-adds.c"), module);
  return module;
}
