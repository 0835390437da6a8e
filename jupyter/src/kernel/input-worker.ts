/**
 * Runs in a worker thread of the kernel from the first question on, and holds the socket for questions: the main thread can
 * then wait for an answer without an await, as `prompt` does.
 */
import { type MessagePort, workerData } from "node:worker_threads";
import { SEEN } from "./interrupt-state";

interface Router extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: (Buffer | string)[]): Promise<void>;
}

const { zeromq, address, port, state } = workerData as {
  zeromq: string;
  address: string;
  port: MessagePort;
  state: Int32Array;
};

const RETRY_MS = 20;

/** The main thread's socket may still hold the address, and the front end needs a moment to find the new one there. */
async function untilDone(step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE" && code !== "EHOSTUNREACH") throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function serve(): Promise<void> {
  const socket: Router = new (require(zeromq).Router)({ mandatory: true, linger: 0 });
  await untilDone(() => socket.bind(address));
  port.on("message", (frames: (Uint8Array | string)[]) => {
    const sent = frames.map((frame) => (typeof frame === "string" ? frame : Buffer.from(frame)));
    void untilDone(() => socket.send(sent));
  });
  for await (const frames of socket) {
    port.postMessage(frames.map((frame) => new Uint8Array(frame)));
    Atomics.add(state, SEEN, 1);
    Atomics.notify(state, SEEN);
  }
}

void serve();
