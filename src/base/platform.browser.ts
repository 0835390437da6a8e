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

/**
 * Two multiplying hashes of 32 bits, mixed as MurmurHash3 ends (Appleby 2011): it tells data apart, no more is asked of it. The
 * browser's own crypto.subtle answers later, and not at all where the page came by plain http.
 */
export function fingerprint(parts: Iterable<string | Uint8Array>): string {
  let [a, b] = [0x85ebca6b, 0xc2b2ae35];
  for (const part of parts) {
    for (const byte of typeof part === "string" ? new TextEncoder().encode(part) : part) {
      a = Math.imul(a ^ byte, 0x9e3779b1);
      b = Math.imul(b ^ byte, 0x5f356495);
    }
  }
  const mixed = [a ^ (b >>> 13), b ^ (a >>> 16)].map((word) => Math.imul(word ^ (word >>> 15), 0x85ebca6b));
  return mixed.map((word) => ((word ^ (word >>> 13)) >>> 0).toString(16).padStart(8, "0")).join("");
}
