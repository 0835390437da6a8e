/** The native kernel, which native/ compiles for a processor: where its file is, whether it may be used, and its functions on a memory. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, packageVersion } from "../../../base/files";
import type { KernelExports, WasmMemory } from "./instance";
import { checkNativeFile } from "./native-check";

/** LAI_ABI in native/addon.c: raised when records, addresses or the functions' arguments change. */
const NATIVE_ABI = 2;

/** The functions of native/addon.c: those of the WebAssembly kernel, with the memory as a first argument. */
type NativeFunctions = {
  [name in keyof KernelExports]: (memory: Uint8Array, ...numbers: Parameters<KernelExports[name]>) => number;
};

interface NativeModule {
  version: string;
  abi: number;
  /** those that this processor runs */
  levels: Record<string, NativeFunctions>;
}

/** The module in use, and its file; null where there is none that may be used. */
let known: { file: string; module: NativeModule } | null | undefined;

/** Loads a file without a check of what it computes. A file that is no module of this process ends it at worst. */
function loadNative(file: string): NativeModule {
  const loaded: Partial<NativeModule> = require(file);
  if (loaded.abi !== NATIVE_ABI || loaded.version !== packageVersion()) {
    const found = `version ${loaded.version}, ABI ${loaded.abi}`;
    throw new Error(`it is ${found}; this package takes version ${packageVersion()}, ABI ${NATIVE_ABI}`);
  }
  return loaded as NativeModule;
}

/** Where a file may be: LAI_NATIVE, then this clone's build, then the package for this platform. The first is taken. */
function findNative(): string | null {
  const platform = `${process.platform}-${process.arch}`;
  if (process.env.LAI_NATIVE) return process.env.LAI_NATIVE;
  const built = join(packageRoot(), "native", "build", platform, "lai-native.node");
  if (existsSync(built)) return built;
  try {
    return require.resolve(`lai-loss-native-${platform}/lai-native.node`);
  } catch {
    return null;
  }
}

/** Takes a file from now on that has been checked, in this process or by the one that started it. */
export function trustNative(file: string): void {
  known = { file, module: loadNative(file) };
}

/** The file in use, to be given to other threads; null where there is none. */
export function nativeFile(): string | null {
  return current()?.file ?? null;
}

/**
 * The instruction sets that may be used here, the fastest first, such as "avx2". Looks for the file once a process, and says so
 * where it is no good.
 */
export function nativeLevels(): string[] {
  return Object.keys(current()?.module.levels ?? {});
}

function current(): typeof known {
  if (known !== undefined) return known;
  known = null;
  const file = findNative();
  if (file === null) {
    if (process.env.LAI_KERNEL?.startsWith("native")) tell("there is no native kernel here, WebAssembly computes");
    return known;
  }
  try {
    checkNativeFile(file);
    trustNative(file);
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    tell(`the native kernel ${file} is passed over, WebAssembly computes: ${reason}`);
  }
  return known;
}

function tell(what: string): void {
  process.stderr.write(`lai-loss: ${what}\n`);
}

/** The functions for an instruction set on a memory. The file checks each address against the memory's size at the call. */
export function nativeExports(level: string, memory: WasmMemory): KernelExports {
  const functions = current()?.module.levels[level];
  if (!functions) throw new Error(`The native kernel for ${level} does not run here.`);
  let bytes = new Uint8Array(memory.buffer);
  const all = (): Uint8Array => {
    const { buffer } = memory;
    if (bytes.buffer !== buffer) bytes = new Uint8Array(buffer); // the memory has grown
    return bytes;
  };
  return {
    transposeWeights: (network) => functions.transposeWeights(all(), network),
    forward: (network, first, last, inputGradients, training) =>
      functions.forward(all(), network, first, last, inputGradients, training),
    backward: (network, first, last, tangents) => functions.backward(all(), network, first, last, tangents),
    clearGradients: (network) => functions.clearGradients(all(), network),
    clearPadding: (network) => functions.clearPadding(all(), network),
    addTo: (target, source, size) => functions.addTo(all(), target, source, size),
    sumOfSquares: (values, size) => functions.sumOfSquares(all(), values, size),
    adam: (weights, gradients, first, second, size, scale, rest1, rest2, decay, rate, epsilon) =>
      functions.adam(all(), weights, gradients, first, second, size, scale, rest1, rest2, decay, rate, epsilon),
  };
}
