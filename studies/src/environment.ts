import { createHash } from "node:crypto";
import {
  type KernelVariant,
  nativeFile,
  nativeHash,
  RELAXED_SIMD_MODULE,
  SIMD_MODULE,
  usualVariant,
} from "lai-internal";
import { ArgumentError } from "lai-loss";
import { arithmeticFingerprint } from "./arithmetic";
import { numericsFingerprint } from "./numerics";

/**
 * Studies are computed by WebAssembly, as all stored records are, unless LAI_KERNEL says otherwise: who coordinates a study
 * chooses for all its workers, which have the environment of this process. Called before the first training of a study; who
 * only reads results trains with the usual kernel.
 */
export function takeStudyKernel(): void {
  process.env.LAI_KERNEL ||= "wasm";
}

/** What computes a run, as far as its numbers depend on it: runs of equal environments are equal bit by bit. */
export interface Environment {
  /** hash of results, see `numericsFingerprint`; of older records a mark, see OLD_NUMERICS */
  numerics: string | number;
  /** the kernel's variant and the start of the SHA-256 of its module or file, such as "simd 1a2b3c4d"; "tfjs" where there is none */
  kernel: string;
  /** what the processor and Node.js leave open, as `arithmeticFingerprint` sees it: tells whose fault another `numerics` is */
  arithmetic: string;
  /** that share one training step */
  threads: number;
}

/** Marks of records that were stored before numbers were named by their results. They are read and reported, never gone on with. */
const OLD_NUMERICS: ReadonlyMap<unknown, string> = new Map([
  [1, "the first edition: tanh and sigmoid with derivatives that vanished where these are flat"],
]);

let known: Promise<Environment> | undefined;

/** The environment of this process. */
export function environment(): Promise<Environment> {
  known ??= compute();
  return known;
}

async function compute(): Promise<Environment> {
  takeStudyKernel();
  const variant = usualVariant();
  const kernel = variant === undefined ? "tfjs" : kernelName(variant);
  const numerics = await numericsFingerprint(kernel);
  return { numerics, kernel, arithmetic: arithmeticFingerprint(), threads: 1 };
}

/**
 * The environment that stands in a file of stored results.
 *
 * @throws ArgumentError where it is none that this version reads
 */
export function readEnvironment(value: unknown, file: string): Environment {
  const { numerics, kernel, arithmetic, threads } = (value ?? {}) as Partial<Environment>;
  const isNumerics = OLD_NUMERICS.has(numerics) || (typeof numerics === "string" && /^[0-9a-f]{16}$/.test(numerics));
  if (isNumerics && typeof kernel === "string" && typeof arithmetic === "string" && typeof threads === "number")
    return { numerics: numerics!, kernel, arithmetic, threads };
  const old = [...OLD_NUMERICS].map(([mark, meaning]) => `${mark} (${meaning})`).join(", ");
  const remedy = `numerics is a hash of 16 digits or ${old}, beside kernel, arithmetic and threads: bring the file back, or read it with the version that wrote it.`;
  throw new ArgumentError(`${file}: environment`, value, remedy);
}

/** For messages: "numerics 0a1b2c3d4e5f6a7b, kernel simd 1a2b3c4d, arithmetic 5e6f7a8b, 1 thread a run". */
export function showEnvironment({ numerics, kernel, arithmetic, threads }: Environment): string {
  const each = `${threads} ${threads === 1 ? "thread" : "threads"} a run`;
  return `numerics ${numerics}, kernel ${kernel}, arithmetic ${arithmetic}, ${each}`;
}

function kernelName(variant: KernelVariant): string {
  const modules: Partial<Record<KernelVariant, string>> = { simd: SIMD_MODULE, "relaxed-simd": RELAXED_SIMD_MODULE };
  const module = modules[variant];
  const hash = module === undefined ? nativeHash(nativeFile()!) : createHash("sha256").update(module).digest("hex");
  return `${variant} ${hash.slice(0, 8)}`;
}
