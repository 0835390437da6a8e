import type { Cell, CellChannel } from "./cell";
import type { CellRunner } from "./runner";
import type { Tslab, ZmqMessage, ZmqServer } from "./tslab";

interface Request {
  message: ZmqMessage;
  socket: unknown;
  done: () => void;
}

/**
 * tslab's server with an own queue of execute requests: a failing cell sends the protocol's `error` message and a full
 * reply, and the requests that were waiting behind it are answered "aborted".
 */
export function createServer(
  tslab: Tslab,
  handler: ConstructorParameters<Tslab["ZmqServer"]>[0],
  runner: CellRunner,
  configPath: string,
  log: (text: string) => void,
): ZmqServer {
  class KernelServer extends tslab.ZmqServer {
    private readonly queue: Request[] = [];
    private runningMessage: ZmqMessage | null = null;
    private working = false;

    /**
     * Without limits: by default zeromq drops messages beyond 1,000 that wait to be sent, and zeromq.js refuses to send
     * more than 512 within one turn of the event loop unless it never waits (sendTimeout 0).
     */
    override bindSocket(socket: { sendHighWaterMark?: number; sendTimeout?: number }, port: number): Promise<void> {
      if ("sendHighWaterMark" in socket) socket.sendHighWaterMark = 0;
      if ("sendTimeout" in socket) socket.sendTimeout = 0;
      return super.bindSocket(socket, port);
    }

    override async handleShellMessage(socket: unknown, ...frames: Buffer[]): Promise<void> {
      try {
        await super.handleShellMessage(socket, ...frames);
      } catch (error) {
        log(`tslab-kernel: a message could not be handled: ${error instanceof Error ? error.stack : error}`);
      }
    }

    /** A waiting cell is not "busy" yet; while a cell runs, an answered question does not make the kernel "idle". */
    override publishStatus(status: string, parent: ZmqMessage): void {
      if (parent.header.msg_type === "execute_request" && status === "busy") return;
      super.publishStatus(status, parent);
      if (status === "idle" && this.runningMessage !== null && this.runningMessage !== parent)
        super.publishStatus("busy", this.runningMessage);
    }

    override handleExecute(socket: unknown, message: ZmqMessage): Promise<void> {
      return new Promise((done) => {
        this.queue.push({ message, socket, done });
        if (!this.working) void this.work();
      });
    }

    /** Runs what is in the queue; a request stays in it until it is answered. */
    private async work(): Promise<void> {
      this.working = true;
      for (let request = this.queue[0]; request !== undefined; request = this.queue[0]) {
        const failed = await this.execute(request);
        this.finish(request);
        if (failed) for (const waiting of this.queue.slice(1)) this.abort(waiting);
        this.queue.splice(0, failed ? this.queue.length : 1);
        await new Promise((resolve) => setImmediate(resolve));
      }
      this.working = false;
    }

    /** Answers one request; true where those behind it are to be aborted. */
    private async execute({ message, socket }: Request): Promise<boolean> {
      const { code, silent, stop_on_error: stopOnError } = message.content as Record<string, unknown>;
      this.runningMessage = message;
      super.publishStatus("busy", message);
      const cell: Cell = runner.newCell(String(code), this.channelOf(message));
      if (silent !== true) this.publish(message, "execute_input", { code, execution_count: cell.count });
      const failure = await runner.run(cell);
      if (failure !== null) {
        this.publish(message, "error", { ...failure });
        await this.takeArrivedRequests();
      }
      const state = failure === null ? { status: "ok", user_expressions: {} } : { status: "error", ...failure };
      this.reply(message, socket, { ...state, execution_count: cell.count, payload: [] });
      return failure !== null && stopOnError !== false;
    }

    /** Requests that were sent before the failure may still be on their way in while a cell kept the process busy. */
    private async takeArrivedRequests(): Promise<void> {
      for (let known = -1; known !== this.queue.length; ) {
        known = this.queue.length;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    private abort(request: Request): void {
      super.publishStatus("busy", request.message);
      this.reply(request.message, request.socket, { status: "aborted" });
      this.finish(request);
    }

    private finish(request: Request): void {
      this.runningMessage = null;
      request.done(); // tslab's handleShellMessage now says "idle"
    }

    private reply(message: ZmqMessage, socket: unknown, content: Record<string, unknown>): void {
      const reply = message.createReply();
      reply.header.msg_type = "execute_reply";
      reply.content = content;
      reply.signAndSend(this.connInfo.key, socket);
    }

    private publish(
      parent: ZmqMessage,
      type: string,
      content: Record<string, unknown>,
      metadata: Record<string, unknown> = {},
    ): void {
      const message = parent.createReply();
      message.metadata = metadata;
      message.header.msg_type = type;
      message.content = content;
      message.signAndSend(this.connInfo.key, this.iopub);
    }

    private channelOf(message: ZmqMessage): CellChannel {
      return {
        stream: (name, text, isError) =>
          this.publish(message, "stream", { name, text }, isError ? { level: "error" } : {}),
        display: (data, update) => this.publish(message, update ? "update_display_data" : "display_data", data),
      };
    }

    override close(): void {
      super.close();
      setTimeout(() => process.exit(0), 50); // the shutdown reply is out by then, whatever the user left running
    }
  }
  return new KernelServer(handler, configPath);
}
