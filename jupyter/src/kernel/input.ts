import { AsyncResource } from "node:async_hooks";
import { createRequire } from "node:module";
import { join } from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Cell, Cells } from "./cell";
import { STOP_FLAG, STOP_FUNCTION } from "./instrument";
import { SEEN, STATE_LENGTH } from "./interrupt-state";
import type { Output } from "./output";
import { framesOf, readMessage } from "./wire";

/** Thrown by a question that nobody can answer. */
export class InputError extends Error {
  override readonly name = "InputError";
}

interface Question {
  cell: Cell;
  answer(text: string): void;
}

interface Connection {
  transport: string;
  ip: string;
  stdin_port: number;
  key: string;
}

const LOOK_MS = 100;
const { wait, load } = Atomics;

/** Asks the person in front of the notebook: input_request and input_reply of the protocol. */
export class Input {
  private connection: Connection | null = null;
  private firstSocket: { close(): void } | null = null;
  private port: MessagePort | null = null;
  private questions: Question[] = [];
  private readonly state = new Int32Array(new SharedArrayBuffer(4 * STATE_LENGTH));
  private readonly Worker = Worker;

  /** @param folder tslab's, whose zeromq is taken */
  constructor(
    private readonly cells: Cells,
    private readonly output: Output,
    private readonly folder: string,
  ) {}

  /** @param socket holds the address until the first question */
  connect(connection: Connection, socket: { close(): void }): void {
    this.connection = connection;
    this.firstSocket = socket;
  }

  /** Asks and waits for the answer without an await; Stop ends it. */
  askNow(prompt: string, isPassword = false): string {
    const port = this.ask(prompt, isPassword);
    let answer: string | null = null;
    this.expect(this.cells.current() as Cell, (text) => {
      answer = text;
    });
    const globals = globalThis as unknown as { [STOP_FLAG]: Int32Array; [STOP_FUNCTION](): never };
    while (answer === null) {
      const seen = load(this.state, SEEN);
      const arrived = receiveMessageOnPort(port);
      if (arrived !== undefined) this.take(arrived.message);
      else wait(this.state, SEEN, seen, LOOK_MS);
      if (globals[STOP_FLAG][0]) globals[STOP_FUNCTION]();
    }
    return answer;
  }

  /** Asks, and calls back with the answer. */
  askLater(prompt: string, onAnswer: (text: string) => void): void {
    this.ask(prompt, false);
    this.expect(this.cells.current() as Cell, onAnswer);
  }

  /** Why nobody can be asked now; null where somebody can. */
  whyNot(): InputError | null {
    const cell = this.cells.current();
    if (cell?.options.allowsInput && cell === this.cells.running) return null;
    return new InputError(
      cell?.options.allowsInput
        ? "a question can only be asked while its cell runs."
        : "nobody can be asked here: this run has no front end that takes input. Give the value in the cell, or as a parameter.",
    );
  }

  /** Questions of a cell that has ended get no answer any more. */
  forget(cell: Cell): void {
    this.questions = this.questions.filter((question) => question.cell !== cell);
  }

  close(): void {
    this.port?.close();
  }

  private ask(prompt: string, password: boolean): MessagePort {
    const problem = this.whyNot();
    if (problem !== null) throw problem;
    const { request } = this.cells.current() as Cell;
    this.output.flush();
    this.port ??= this.start();
    this.port.postMessage(framesOf(request, "input_request", { prompt, password }, {}, this.connection!.key));
    return this.port;
  }

  private expect(cell: Cell, answer: (text: string) => void): void {
    // what an answer leads to is the asking cell's work, not that of the one whose question opened the port
    this.questions.push({ cell, answer: AsyncResource.bind(answer) });
  }

  private take(frames: Uint8Array[]): void {
    const { header, content } = readMessage(
      frames.map((frame) => Buffer.from(frame)),
      this.connection!.key,
    );
    if (header.msg_type === "input_reply") this.questions.shift()?.answer(String(content.value));
  }

  private start(): MessagePort {
    const { transport, ip, stdin_port } = this.connection!;
    const { port1, port2 } = new MessageChannel();
    const zeromq = createRequire(join(this.folder, "jupyter.js")).resolve("zeromq");
    const address = `${transport}://${ip}:${stdin_port}`;
    this.firstSocket?.close();
    const worker = new this.Worker(join(__dirname, "input-worker.js"), {
      workerData: { zeromq, address, port: port2, state: this.state },
      transferList: [port2],
    });
    worker.unref();
    port1.on("message", (frames: Uint8Array[]) => this.take(frames));
    port1.unref();
    return port1;
  }
}
