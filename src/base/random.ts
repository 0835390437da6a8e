import { checkNumber, fields, list, nullable, number, type Rule, text, where } from "./check";

/**
 * The one source of randomness: every draw of the package comes from a seed and a named stream, so that methods which
 * share a seed share their splits, initial weights, batches and noise, whatever else they draw.
 */

/** What is needed to go on drawing where a generator stopped. Plain JSON. */
export interface RandomState {
  words: [number, number, number, number];
  spareNormal: number | null;
}

const SHUFFLED = where(
  (items) => Array.isArray(items) || items instanceof Uint32Array,
  "give a list, or a Uint32Array.",
);

const STATE: Rule<RandomState> = fields<RandomState>({
  words: list(number({ integer: true }), { length: 4 }),
  spareNormal: nullable(number()),
});

/** A seeded generator: xoshiro128** (Blackman & Vigna 2018), its state filled by splitmix32 from seed and stream. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private spareNormal: number | null = null;

  /**
   * @param seed any whole number of at most 2^53 in size
   * @param stream name of the purpose, such as "split" or "weights"; other names give independent draws
   */
  constructor(seed: number, stream = "") {
    checkNumber("seed", seed, { integer: true });
    text("stream", stream);
    let hash = 0x811c9dc5; // FNV-1a over the stream's name
    for (let i = 0; i < stream.length; i++) hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
    let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1) ^ Math.imul(hash, 0x85ebca6b)) | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15); // signed: numbers below 2^31 in size stay small integers, which are fast
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next() | 1; // never the all-zero state
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const scrambled = Math.imul(this.b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** A number in [0, 1), with 53 random bits. */
  uniform(): number {
    return (this.uint32() * 2 ** 21 + (this.uint32() >>> 11)) / 2 ** 53;
  }

  /** A whole number in [0, bound), without bias (Lemire 2019, with rejection); bound is at least 1 and below 2^32. */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound >= 2 ** 32)
      checkNumber("bound", bound, { min: 1, max: 2 ** 32 - 1, integer: true });
    for (;;) {
      const word = this.uint32();
      // words below 2^32 mod bound are rejected, so those from bound on are not; the quotient of two numbers below 2^32 is
      // exact in its whole part, and some times faster than word % bound
      if (word >= bound || word >= 2 ** 32 % bound) return word - ((word / bound) >>> 0) * bound;
    }
  }

  /** A standard normal number (Marsaglia's polar method). */
  normal(): number {
    if (this.spareNormal !== null) {
      const spare = this.spareNormal;
      this.spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        this.spareNormal = v * scale;
        return u * scale;
      }
    }
  }

  /** Shuffles in place (Fisher-Yates); returns its argument. */
  shuffle<T extends Uint32Array | unknown[]>(items: T): T {
    const order = SHUFFLED("items", items) as unknown[];
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return items;
  }

  /** The numbers 0 to length - 1 in random order. */
  permutation(length: number): Uint32Array {
    const order = new Uint32Array(checkNumber("length", length, { min: 0, max: 2 ** 31, integer: true }));
    for (let i = 0; i < length; i++) order[i] = i;
    return this.shuffle(order);
  }

  /** The state after the draws so far. */
  getState(): RandomState {
    return { words: [this.a, this.b, this.c, this.d], spareNormal: this.spareNormal };
  }

  /** Goes on from a state that `getState` gave. */
  setState(state: RandomState): void {
    const [a, b, c, d] = STATE("state", state).words;
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    this.d = d | 0;
    this.spareNormal = state.spareNormal;
  }
}
