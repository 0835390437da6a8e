/** See platform.ts: the same for a page or a worker of a browser. */

export const HERE: string = "this browser";

/** Threads would need worker scripts of their own and a page with isolation headers. */
export const HAS_THREADS: boolean = false;

/** A page has no environment. */
export function setting(_name: string): undefined {
  return undefined;
}

export function cores(): number {
  return 1;
}

/** The part of a browser's port that is used here; the types here are Node's. */
interface Port {
  onmessage: () => void;
  postMessage(message: null): void;
  close(): void;
}

/** By a message: timers wait 4 ms at least, and a second where the page is in the background. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel() as unknown as Record<"port1" | "port2", Port>;
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

const PRIMES: readonly number[] = Array.from({ length: 312 }, (_, i) => i).filter(
  (n) => n > 1 && !Array.from({ length: n }, (_, i) => i).some((divisor) => divisor > 1 && n % divisor === 0),
);
/** The first 32 bits behind the point. */
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32);
const FIRST_STATE = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND_CONSTANTS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const BLOCK = 64;

/** FIPS 180-4. The browser's own (crypto.subtle) answers later, and not at all where the page came by plain http. */
export function sha256(parts: Iterable<string | Uint8Array>): string {
  const state = Int32Array.from(FIRST_STATE, (word) => word | 0);
  const block = new Uint8Array(BLOCK);
  let length = 0;
  const add = (bytes: Uint8Array): void => {
    for (let from = 0; from < bytes.length; ) {
      const at = length % BLOCK;
      const taken = bytes.subarray(from, from + BLOCK - at);
      block.set(taken, at);
      from += taken.length;
      length += taken.length;
      if (length % BLOCK === 0) addBlock(state, block);
    }
  };
  for (const part of parts) add(typeof part === "string" ? new TextEncoder().encode(part) : part);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setBigUint64(0, BigInt(length) * 8n);
  add(Uint8Array.of(0x80));
  add(new Uint8Array((2 * BLOCK - 8 - (length % BLOCK)) % BLOCK));
  add(new Uint8Array(bits.buffer));
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const words = new Int32Array(BLOCK);
const rotated = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function addBlock(state: Int32Array, block: Uint8Array): void {
  const view = new DataView(block.buffer);
  for (let t = 0; t < 16; t++) words[t] = view.getInt32(4 * t);
  for (let t = 16; t < BLOCK; t++) {
    const [far, near] = [words[t - 15], words[t - 2]];
    const sigma0 = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
    const sigma1 = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
    words[t] = words[t - 16] + sigma0 + words[t - 7] + sigma1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < BLOCK; t++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + sum1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t] + words[t]) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const second = sum0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] += word;
}
