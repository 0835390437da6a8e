/** How the threads of one training tell each other what to do: a few words at the start of their shared memory. */
import { SIGNAL_BYTES } from "./addresses";
import type { PhaseWork } from "./phases";

/** Places of the words. */
const TURN = 0; // raised by one for each order
const DONE = 1; // threads that finished the order, or are ready for the first
const FAILED = 2;
const ORDER = 3; // place in ORDERS, then its three numbers
const GRADIENT_ROWS = 4;
const ROWS = 5;
const THREADS = 6;

const ORDERS = ["forward", "backward", "quit"] as const;

/** What all threads are told at once. A thread whose number is not below `threads` has nothing to do. */
export interface Order extends Omit<PhaseWork, "phase"> {
  order: (typeof ORDERS)[number];
  threads: number;
}

/** Times that a word is read before the thread sleeps: some tens of microseconds, less than being woken takes. */
const SPIN_LIMIT = 20_000;

export class Signals {
  private readonly words: Int32Array;
  private turn = 0;

  constructor(buffer: ArrayBufferLike) {
    this.words = new Int32Array(buffer, 0, SIGNAL_BYTES / 4);
  }

  /** Main thread: gives an order to all others. */
  give(work: PhaseWork | null, threads: number): void {
    this.words[ORDER] = ORDERS.indexOf(work?.phase ?? "quit");
    this.words[GRADIENT_ROWS] = work?.gradientRows ?? 0;
    this.words[ROWS] = work?.rows ?? 0;
    this.words[THREADS] = threads;
    Atomics.store(this.words, DONE, 0);
    Atomics.add(this.words, TURN, 1);
    Atomics.notify(this.words, TURN);
  }

  /** Main thread: waits until so many others are done. False where one failed or the time is over. */
  awaitDone(count: number, milliseconds: number): boolean {
    const deadline = Date.now() + milliseconds;
    for (let spins = 0; ; spins++) {
      const done = Atomics.load(this.words, DONE);
      if (Atomics.load(this.words, FAILED) !== 0) return false;
      if (done === count) return true;
      if (spins < SPIN_LIMIT) continue;
      const left = deadline - Date.now();
      if (left <= 0 || Atomics.wait(this.words, DONE, done, left) === "timed-out") return false;
    }
  }

  /** Other threads: the next order. */
  awaitOrder(): Order {
    for (let spins = 0; Atomics.load(this.words, TURN) === this.turn; spins++) {
      if (spins >= SPIN_LIMIT) Atomics.wait(this.words, TURN, this.turn);
    }
    this.turn += 1;
    return {
      order: ORDERS[this.words[ORDER]],
      gradientRows: this.words[GRADIENT_ROWS],
      rows: this.words[ROWS],
      threads: this.words[THREADS],
    };
  }

  /** Other threads: says that they are ready, or done with their order. */
  done(): void {
    Atomics.add(this.words, DONE, 1);
    Atomics.notify(this.words, DONE);
  }

  /** Other threads: says that they cannot go on. */
  failed(): void {
    Atomics.store(this.words, FAILED, 1);
    Atomics.add(this.words, DONE, 1);
    Atomics.notify(this.words, DONE);
  }
}
