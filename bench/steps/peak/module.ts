import { join } from "node:path";
import { packageRoot } from "../../../src/base/files";
import { compileAssembly } from "../../assembly";

/** Loops of one "step" of the measure, of 8 x 12 multiply-adds of 4 numbers each. */
export const PEAK_LOOPS = 10_000;
/** Floating-point operations of one such step. */
export const PEAK_FLOPS: number = PEAK_LOOPS * 8 * 12 * 4 * 2;

/** Compiles the loop of multiply-adds into a folder; returns the path of the WebAssembly module. */
export async function buildPeakModule(folder: string): Promise<string> {
  const module = join(folder, "peak.wasm");
  await compileAssembly(join(packageRoot(), "bench", "steps", "peak", "assembly", "index.ts"), module);
  return module;
}
