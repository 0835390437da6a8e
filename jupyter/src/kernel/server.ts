import { writeCompiledCode } from "../compiled-code";
import type { Cell, CellChannel } from "./cell";
import type { Comms } from "./comms";
import type { Debug } from "./debug";
import type { Failure } from "./failure";
import { History } from "./history";
import type { Input } from "./input";
import { endKernel } from "./leave";
import type { OwnObjects } from "./own-objects";
import type { CellRunner } from "./runner";
import type { BoundSocket, JupyterHandler, Tslab, ZmqServer } from "./tslab";
import { framesOf, type Message, readMessage, type Socket } from "./wire";

/** What waits for its turn: a cell, or more work of an earlier one. */
interface Job {
  /** true where the cells behind it are not to be run */
  run(): Promise<boolean>;
  /** answers a cell that is not run; more work of an earlier cell waits on */
  abort?: () => void;
}

/** What the server is made of. */
export interface ServerParts {
  tslab: Tslab;
  handler: JupyterHandler;
  runner: CellRunner;
  debug: Debug;
  input: Input;
  comms: Comms;
  ownObjects: OwnObjects;
  configPath: string;
  log: (text: string) => void;
}

type Content = Record<string, unknown>;

/**
 * tslab's sockets, with an own reading and answering of messages: every request gets its reply, between "busy" and "idle".
 * Execute requests wait in a queue; where a cell fails, those behind it are answered "aborted".
 */
export function createServer(parts: ServerParts): ZmqServer {
  const { tslab, handler, runner, debug, input, comms, ownObjects, configPath, log } = parts;
  const setTimeout = globalThis.setTimeout;
  const setImmediate = globalThis.setImmediate;
  const history = new History();

  class KernelServer extends tslab.ZmqServer {
    private readonly queue: Job[] = [];
    private readonly unknownTypes = new Set<string>();
    private runningMessage: Message | null = null;
    private working = false;
    private tellBound: () => void = () => {};
    /** resolves when all sockets are bound: until then zeromq refuses to send, and a message may have come already */
    private readonly bound = new Promise<void>((resolve) => {
      this.tellBound = resolve;
    });

    /** What is answered at once, by type of request without "_request"; null: there is no reply. */
    private readonly answers: Record<
      string,
      (content: Content, message: Message) => Content | null | Promise<Content>
    > = {
      kernel_info: () => handler.handleKernel(),
      is_complete: (content) => handler.handleIsComplete(content as { code: string }),
      inspect: (content) => handler.handleInspect(content as { code: string; cursor_pos: number }),
      complete: (content) => handler.handleComplete(content as { code: string; cursor_pos: number }),
      history: (content) => history.answer(content),
      debug: async (content) => ({ ...(await debug.answer(content)) }),
      comm_info: (content) => comms.info(content),
      shutdown: (content) => handler.handleShutdown(content),
      interrupt: () => {
        runner.interrupt();
        return { status: "ok" };
      },
      comm_open: (content, message) => {
        comms.refuse(content, message);
        return null;
      },
      comm_msg: (content, message) => {
        comms.hear(content, message.buffers);
        return null;
      },
      comm_close: (content) => {
        comms.closed(content);
        return null;
      },
    };

    /**
     * Without limits: by default zeromq drops messages beyond 1,000 that wait to be sent, and zeromq.js refuses to send
     * more than 512 within one turn of the event loop unless it never waits (sendTimeout 0).
     *
     * At once: tslab waits for messages before a socket is bound, and zeromq.js's `bind` refuses to wait for the next one until
     * it has come back from another thread. The first message may come before that, and then was the last that was heard.
     */
    override async bindSocket(socket: BoundSocket, port: number): Promise<void> {
      if ("sendHighWaterMark" in socket) socket.sendHighWaterMark = 0;
      if ("sendTimeout" in socket) socket.sendTimeout = 0;
      const { transport, ip } = this.connInfo;
      try {
        socket.bindSync(`${transport}://${ip}:${port}`);
      } catch (error) {
        throw new Error(`port ${port}: ${error instanceof Error ? error.message : error}`);
      }
    }

    override async init(): Promise<void> {
      await super.init();
      input.connect(this.connInfo, this.stdin);
      comms.connect((...message) => this.publish(...message));
      runner.runLater = (cell, work) => this.enqueue({ run: () => this.runMore(cell, work) });
      this.tellBound();
    }

    override async handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void> {
      await this.bound;
      try {
        await ownObjects.protect(() => this.handle(socket, readMessage(frames, this.connInfo.key)));
      } catch (error) {
        log(`tslab-kernel: a message could not be handled: ${error instanceof Error ? error.message : error}`);
      }
    }

    private async handle(socket: Socket, message: Message): Promise<void> {
      const type = message.header.msg_type;
      if (type === "execute_request") {
        await new Promise<void>((done) => {
          this.enqueue({
            run: () => this.execute(message, socket).finally(() => this.finish(done)),
            abort: () => this.abort(message, socket, done),
          });
        });
      } else {
        this.publishState("busy", message);
        await this.answer(socket, message, type.replace(/_request$/, ""));
      }
      this.publishState("idle", message);
      // while a cell runs, an answered question does not make the kernel idle
      if (this.runningMessage !== null && this.runningMessage !== message)
        this.publishState("busy", this.runningMessage);
      if (type === "shutdown_request") this.close();
    }

    private async answer(socket: Socket, message: Message, name: string): Promise<void> {
      const isRequest = message.header.msg_type.endsWith("_request");
      const reply = (content: Content): void => this.send(socket, message, `${name}_reply`, content);
      if (!Object.hasOwn(this.answers, name)) {
        if (!this.unknownTypes.has(name)) log(`tslab-kernel: ${message.header.msg_type}: a message of unknown type`);
        this.unknownTypes.add(name);
        if (isRequest) reply(errorContent("NotImplemented", `this kernel does not know ${name}_request.`));
        return;
      }
      try {
        const content = await this.answers[name](message.content, message);
        if (content !== null) reply(content);
      } catch (error) {
        log(`tslab-kernel: ${message.header.msg_type}: ${error instanceof Error ? error.stack : error}`);
        const { name: ename, message: evalue } =
          error instanceof Error ? error : { name: "Error", message: String(error) };
        if (isRequest) reply(errorContent(ename, evalue));
      }
    }

    private enqueue(job: Job): void {
      this.queue.push(job);
      if (!this.working) void this.work();
    }

    /** Runs what is in the queue; a job stays in it until it is done. */
    private async work(): Promise<void> {
      this.working = true;
      for (let job = this.queue[0]; job !== undefined; job = this.queue[0]) {
        const failed = await job.run();
        this.queue.shift();
        if (failed) {
          const waiting = this.queue.splice(0);
          for (const { abort } of waiting) abort?.();
          this.queue.push(...waiting.filter(({ abort }) => abort === undefined));
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      this.working = false;
    }

    /** Runs more work of an earlier cell, in whose output it shows what it shows. */
    private async runMore(earlier: Cell, work: () => unknown): Promise<boolean> {
      const { request } = earlier;
      this.runningMessage = request;
      this.publishState("busy", request);
      const failure = await runner.runMore(earlier, work);
      if (failure !== null) this.publish(request, "error", { ...failure });
      this.runningMessage = null;
      this.publishState("idle", request);
      return false;
    }

    /** Answers one request; true where those behind it are to be aborted. */
    private async execute(message: Message, socket: Socket): Promise<boolean> {
      const { code, silent, store_history, stop_on_error, allow_stdin, user_expressions } = message.content;
      const reply = (content: Content): void => this.send(socket, message, "execute_reply", content);
      this.runningMessage = message;
      this.publishState("busy", message);
      if (typeof code !== "string") {
        const failure = failureOfRequest("execute_request: code is missing; give it the text of a cell.");
        reply({ status: "error", ...failure, execution_count: runner.lastCount, payload: [], user_expressions: {} });
        return false;
      }
      const options = {
        silent: silent === true,
        isNumbered: silent !== true && store_history !== false,
        allowsInput: allow_stdin === true,
      };
      const cell: Cell = runner.newCell(code, options, this.channelOf(message), message);
      const count = runner.lastCount;
      if (!options.silent) this.publish(message, "execute_input", { code, execution_count: count });
      const { failure, bundle } = await runner.run(cell);
      if (options.isNumbered) {
        const output = bundle === null ? null : String(bundle.data["text/plain"]);
        history.add({ count, input: code, output });
      }
      if (failure !== null) {
        if (!options.silent) this.publish(message, "error", { ...failure });
        await this.takeArrivedRequests();
      }
      const state = failure === null ? { status: "ok" } : { status: "error", ...failure };
      const expressions = failure === null ? await runner.evaluate(user_expressions, cell) : {};
      reply({ ...state, execution_count: count, user_expressions: expressions, payload: [] });
      return failure !== null && stop_on_error !== false;
    }

    /** Requests that were sent before the failure may still be on their way in while a cell kept the process busy. */
    private async takeArrivedRequests(): Promise<void> {
      for (let known = -1; known !== this.queue.length; ) {
        known = this.queue.length;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    private abort(message: Message, socket: Socket, done: () => void): void {
      this.publishState("busy", message);
      this.send(socket, message, "execute_reply", { status: "aborted" });
      this.finish(done);
    }

    private finish(done: () => void): void {
      this.runningMessage = null;
      done(); // `handle` now says "idle"
    }

    private channelOf(message: Message): CellChannel {
      return {
        stream: (name, text, isError) =>
          this.publish(message, "stream", { name, text }, isError ? { level: "error" } : {}),
        display: (data, update) => this.publish(message, update ? "update_display_data" : "display_data", data),
        result: (bundle, count) => this.publish(message, "execute_result", { ...bundle, execution_count: count }),
      };
    }

    private publishState(state: "busy" | "idle", parent: Message): void {
      this.publish(parent, "status", { execution_state: state });
    }

    private publish(
      parent: Message,
      type: string,
      content: Content,
      metadata: Content = {},
      buffers: readonly Uint8Array[] = [],
    ): void {
      this.iopub.send(framesOf(parent, type, content, metadata, this.connInfo.key, buffers));
    }

    private send(socket: Socket, parent: Message, type: string, content: Content): void {
      socket.send(framesOf(parent, type, content, {}, this.connInfo.key));
    }

    override close(): void {
      input.close();
      super.close();
      setTimeout(() => {
        writeCompiledCode(); // a kernel that ran for seconds only
        endKernel(0);
      }, 50); // the shutdown reply is out by then, whatever the user left running
    }
  }
  return new KernelServer(handler, configPath);
}

function failureOfRequest(evalue: string): Failure {
  return { ename: "ArgumentError", evalue, traceback: [`ArgumentError: ${evalue}`] };
}

function errorContent(ename: string, evalue: string): Content {
  return { status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
