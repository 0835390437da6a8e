import { createHash } from "node:crypto";
import { kernelVariants, RELAXED_SIMD_MODULE, SIMD_MODULE } from "lai-loss/internal";
import { arithmeticFingerprint } from "./arithmetic";

/**
 * Raised by hand whenever a change of the package may change a number of a run: data preparation, losses, training,
 * measures or random draws. Records of other versions are never mixed into a study.
 */
export const NUMERICS_VERSION = 1;

/** What computes a run, as far as its numbers depend on it: runs of equal environments are equal bit by bit. */
export interface Environment {
  numerics: number;
  /** the kernel's variant and the start of its module's SHA-256, such as "simd 1a2b3c4d"; "tfjs" where there is no SIMD */
  kernel: string;
  /** what the processor and Node.js leave open, as `arithmeticFingerprint` sees it */
  arithmetic: string;
  /** that share one training step */
  threads: number;
}

let known: Environment | undefined;

/** The environment of this process. */
export function environment(): Environment {
  const [variant] = kernelVariants();
  known ??= {
    numerics: NUMERICS_VERSION,
    kernel: variant === undefined ? "tfjs" : kernelName(variant),
    arithmetic: arithmeticFingerprint(),
    threads: 1,
  };
  return known;
}

/** For messages: "numerics 1, kernel simd 1a2b3c4d, arithmetic 5e6f7a8b, 1 thread a run". */
export function showEnvironment({ numerics, kernel, arithmetic, threads }: Environment): string {
  const each = `${threads} ${threads === 1 ? "thread" : "threads"} a run`;
  return `numerics ${numerics}, kernel ${kernel}, arithmetic ${arithmetic}, ${each}`;
}

function kernelName(variant: "simd" | "relaxed-simd"): string {
  const module = variant === "simd" ? SIMD_MODULE : RELAXED_SIMD_MODULE;
  return `${variant} ${createHash("sha256").update(module).digest("hex").slice(0, 8)}`;
}
