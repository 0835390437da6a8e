/** Compiled kernels and their memories: one module a variant and process, one memory an engine, used again when free. */
import { ArgumentError, checkChoice } from "../../../base/check";
import { HERE, setting } from "../../../base/platform";
import { RELAXED_SIMD_MODULE, SHARED, SIMD_MODULE } from "./modules";

/** The part of the WebAssembly interface that is used here; TypeScript declares it only together with the whole DOM. */
export interface WasmMemory {
  /** a shared one grows in place; in a browser it is not shared, and growing takes it away from the arrays on it */
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
};

/** "relaxed-simd" multiplies and adds in one rounding and is faster; Node 20 runs "simd" only. */
const WASM_VARIANTS = ["relaxed-simd", "simd"] as const;
export type WasmVariant = (typeof WASM_VARIANTS)[number];
/** The native kernel, see native/README.md, by the instruction set that it is compiled for. */
const NATIVE_LEVELS = ["avx512", "avx2", "sse42", "neon"] as const;
export type NativeVariant = `native-${(typeof NATIVE_LEVELS)[number]}`;
export type KernelVariant = WasmVariant | NativeVariant;
/** A variant, or the fastest of a kind. */
export type KernelChoice = KernelVariant | "wasm" | "native";

/** The functions of native/webassembly.c. `network` is the address of a record; booleans are 0 or 1. */
export interface KernelExports {
  transposeWeights(network: number): void;
  forward(network: number, first: number, last: number, inputGradients: number, training: number): void;
  backward(network: number, first: number, last: number, tangents: number): void;
  clearGradients(network: number): void;
  clearPadding(network: number): void;
  addTo(target: number, source: number, bytes: number): void;
  sumOfSquares(values: number, bytes: number): number;
  adam(
    weights: number,
    gradients: number,
    firstMoments: number,
    secondMoments: number,
    bytes: number,
    scale: number,
    rest1: number,
    rest2: number,
    decay: number,
    rate: number,
    epsilon: number,
  ): void;
}

export interface KernelInstance {
  variant: KernelVariant;
  memory: WasmMemory;
  exports: KernelExports;
}

const PAGE = 65536;
/** What 32-bit addresses reach. */
export const MAX_MEMORY_BYTES: number = PAGE * PAGE;
/** Free instances that are kept: enough for engines made one after another; larger ones go back to the system. */
const KEPT_INSTANCES = 4;
const KEPT_BYTES = 64 * 2 ** 20;

const modules = new Map<WasmVariant, object | null>();
const free: KernelInstance[] = [];

/** The compiled module, or null where the variant does not run here. */
function moduleOf(variant: WasmVariant): object | null {
  let module = modules.get(variant);
  if (module === undefined) {
    const text = atob(variant === "simd" ? SIMD_MODULE : RELAXED_SIMD_MODULE);
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    module = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
    modules.set(variant, module);
  }
  return module;
}

const DESCRIPTIONS: Readonly<Record<KernelVariant, string>> = {
  "native-avx512": "native AVX-512",
  "native-avx2": "native AVX2",
  "native-sse42": "native SSE4.2",
  "native-neon": "native NEON",
  "relaxed-simd": "WebAssembly relaxed SIMD",
  simd: "WebAssembly SIMD",
};

/** For the user to see, such as "native AVX2". */
export function describeVariant(variant: KernelVariant): string {
  return DESCRIPTIONS[variant];
}

/** The WebAssembly variants that run here, the fastest first: what is compared bit by bit with stored numbers takes these. */
export function wasmVariants(): WasmVariant[] {
  return WASM_VARIANTS.filter((variant) => moduleOf(variant) !== null);
}

/** Loaded when it is first asked for: importing the package computes nothing. */
function native(): typeof import("./native") {
  return require("./native");
}

function nativeVariants(): NativeVariant[] {
  const levels = native().nativeLevels();
  return NATIVE_LEVELS.filter((level) => levels.includes(level)).map((level) => `native-${level}` as const);
}

/** No wider than WebAssembly, and not faster at all sizes: it computes where it is asked for, or WebAssembly does not. */
const isNarrow = (variant: NativeVariant): boolean => variant === "native-sse42";

/** All variants that run here, the one that is usually taken first. */
export function kernelVariants(): KernelVariant[] {
  const native = nativeVariants();
  return [...native.filter((variant) => !isNarrow(variant)), ...wasmVariants(), ...native.filter(isNarrow)];
}

/** Of a kind, or of a variant alone. */
function variantsOf(choice: KernelChoice): KernelVariant[] {
  if (choice === "wasm") return wasmVariants();
  if (choice === "native") return nativeVariants();
  return kernelVariants().filter((variant) => variant === choice);
}

/** What the environment says: LAI_KERNEL, which processes and threads that are started from here have too. */
function wish(): KernelChoice | undefined {
  const value = setting("LAI_KERNEL");
  const choices = ["wasm", "native", ...WASM_VARIANTS, ...NATIVE_LEVELS.map((level) => `native-${level}`)];
  if (value === undefined || choices.includes(value)) return value as KernelChoice | undefined;
  throw new ArgumentError("LAI_KERNEL", value, `set it to one of ${choices.join(", ")}, or to nothing.`);
}

/**
 * The variant that is taken where none is asked for; undefined where none does. A wish that cannot
 * be met, such as LAI_KERNEL=native without a native kernel, is passed over.
 */
export function usualVariant(): KernelVariant | undefined {
  const choice = wish();
  const wished = choice === undefined ? [] : variantsOf(choice);
  if (wished.length > 0 || choice === "wasm") return wished[0];
  const [native] = nativeVariants(); // one by one: finding out about a variant takes its time
  return native === undefined || isNarrow(native) ? (wasmVariants()[0] ?? native) : native;
}

/** The variant asked for, or the usual one. */
export function chooseVariant(choice?: KernelChoice): KernelVariant {
  const variant = choice === undefined ? usualVariant() : variantsOf(choice)[0];
  return variant ?? checkChoice("variant", choice as KernelVariant, kernelVariants());
}

/** A kernel on a memory that exists already. */
export function instantiate(variant: KernelVariant, memory: WasmMemory): KernelInstance {
  if (variant !== "simd" && variant !== "relaxed-simd")
    return { variant, memory, exports: native().nativeExports(variant.slice("native-".length), memory) };
  const module = moduleOf(variant);
  if (!module) throw new Error(`The ${variant} kernel does not run in ${HERE}.`);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { variant, memory, exports: instance.exports as KernelExports };
}

/** A kernel with at least so many bytes of memory, all zero: one given back before, or a new one. */
export function takeKernel(variant: KernelVariant, bytes: number): KernelInstance {
  const at = free.findIndex((kernel) => kernel.variant === variant);
  if (at >= 0) {
    const [kernel] = free.splice(at, 1);
    new Uint8Array(kernel.memory.buffer).fill(0);
    growMemory(kernel.memory, bytes);
    return kernel;
  }
  const initial = Math.max(1, Math.ceil(bytes / PAGE));
  const limits = SHARED ? { initial, maximum: PAGE, shared: true } : { initial };
  return instantiate(variant, new WebAssembly.Memory(limits));
}

/** Grows to at least so many bytes. Views made before do not see what is new, or anything where the memory is not shared. */
export function growMemory(memory: WasmMemory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
}

/** Gives a kernel back. Nothing may use it or its memory afterwards. */
export function returnKernel(kernel: KernelInstance): void {
  if (free.length < KEPT_INSTANCES && kernel.memory.buffer.byteLength <= KEPT_BYTES) free.push(kernel);
}
