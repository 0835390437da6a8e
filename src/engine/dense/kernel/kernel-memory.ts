/** The memory of one network: where everything is, and views on it that stay right when it grows. */
import { ArgumentError } from "../../../base/check";
import { type FixedAddresses, fixedAddresses, type RowAddresses, rowAddresses, writeRecords } from "./addresses";
import {
  growMemory,
  type KernelInstance,
  type KernelVariant,
  MAX_MEMORY_BYTES,
  returnKernel,
  takeKernel,
} from "./instance";
import { type NetworkLayout, packParameters, padToFour, unpackParameters } from "./layout";

/** The blocks that have one number a parameter. */
export type ParameterBlock = "parameters" | "firstMoments" | "secondMoments" | "gradients";

export class KernelMemory {
  readonly fixed: FixedAddresses;
  readonly kernel: KernelInstance;
  /** all of the memory; another object after it has grown */
  floats: Float32Array;
  rows: RowAddresses;
  /** rows that fit in */
  capacity = 0;

  constructor(
    readonly layout: NetworkLayout,
    variant: KernelVariant,
    threads: number,
  ) {
    this.fixed = fixedAddresses(layout, threads);
    this.rows = rowAddresses(layout, this.fixed, 0);
    if (this.rows.end > MAX_MEMORY_BYTES)
      throw tooLarge("model", `a network of ${layout.parameters} weights`, this.rows.end);
    this.kernel = takeKernel(variant, this.rows.end);
    this.floats = new Float32Array(this.kernel.memory.buffer);
    this.reserve(4);
  }

  /** Makes room for so many rows. Returns true where arrays of rows moved: what they held is gone. */
  reserve(count: number): boolean {
    const capacity = padToFour(count);
    if (capacity <= this.capacity) return false;
    const rows = rowAddresses(this.layout, this.fixed, capacity);
    if (rows.end > MAX_MEMORY_BYTES) throw tooLarge("batch.rows", count, rows.end);
    growMemory(this.kernel.memory, rows.end);
    const { buffer } = this.kernel.memory;
    this.floats = new Float32Array(buffer);
    this.floats.fill(0, this.fixed.end / 4, rows.end / 4);
    this.rows = rows;
    this.capacity = capacity;
    writeRecords(new Uint32Array(buffer), this.floats, this.layout, this.fixed, rows);
    return true;
  }

  view(address: number, length: number): Float32Array {
    return this.floats.subarray(address / 4, address / 4 + length);
  }

  private block(name: ParameterBlock): Float32Array {
    const address = name === "gradients" ? this.fixed.threads[0].gradients : this.fixed[name];
    return this.view(address, this.layout.parameters);
  }

  /** One array a weight, copied out. */
  read(name: ParameterBlock): Float32Array[] {
    return unpackParameters(this.layout, this.block(name));
  }

  /** Copies one array a weight in. Their lengths are checked by the caller. */
  write(name: ParameterBlock, arrays: readonly Float32Array[]): void {
    packParameters(this.layout, arrays, this.block(name));
  }

  /** Weights and moments, which lie one after another. */
  state(): Float32Array {
    const { parameters, secondMoments } = this.fixed;
    return this.view(parameters, (secondMoments - parameters) / 4 + this.layout.parameters);
  }

  release(): void {
    returnKernel(this.kernel);
  }
}

function tooLarge(argument: string, value: unknown, bytes: number): ArgumentError {
  const gigabytes = (bytes / 2 ** 30).toFixed(1);
  const remedy = `needs ${gigabytes} GiB, and WebAssembly has 4; use smaller batches, fewer units, or the tape engine.`;
  return new ArgumentError(argument, value, remedy);
}
