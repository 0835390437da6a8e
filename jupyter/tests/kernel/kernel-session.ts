import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { environmentPython, findEnvironment } from "../../src/project";

/** The repository, whose .venv and packages the kernel is tested with. */
export const repository: string = lockedFolder(__dirname);

const KERNEL_PACKAGE = join(repository, "jupyter");

/** The kernel's program, from the compiled sources. */
export const launcher: string = join(KERNEL_PACKAGE, "build", "src", "kernel", "launcher.js");

/** The folder of package-lock.json: the root's tests compile this file into a folder of their own. */
function lockedFolder(folder: string): string {
  return existsSync(join(folder, "package-lock.json")) ? folder : lockedFolder(dirname(folder));
}

/** Why tests with a real kernel are skipped; false where they run. */
export const withoutKernel: string | false =
  findEnvironment(repository) === null ? "there is no .venv here: run bash kernel-setup.sh" : false;

/** How long a kernel may take over anything: a bound for what hangs, not a measure of speed, on machines however busy. */
const PATIENCE_MS = 120_000;

interface Event {
  channel: "iopub" | "shell" | "control" | "stdin" | "driver";
  type: string;
  parent?: string;
  content: Record<string, unknown>;
  /** bytes beside it, in hexadecimal digits */
  buffers?: string[];
  id?: string;
  alive?: boolean;
}

/** All that one cell said, in order. */
export interface CellResult {
  status: string;
  reply: Record<string, unknown>;
  /** messages on iopub other than status and execute_input */
  outputs: { type: string; content: Record<string, unknown>; buffers?: string[] }[];
  /** what was printed, and behind it the value of the last expression as a line of text */
  stdout: string;
  stderr: string;
  /** the value of the last expression, by MIME type; null where none was shown */
  result: Record<string, unknown> | null;
  error: { ename: string; evalue: string; traceback: string[] } | null;
}

interface ExecuteOptions {
  stop_on_error?: boolean;
  silent?: boolean;
  store_history?: boolean;
  allow_stdin?: boolean;
  user_expressions?: Record<string, string>;
}

/** A kernel that all tests of a file share, each of which leaves it well; `first` is a cell that it runs before them. */
export function sharedKernel(first = ""): KernelSession {
  const kernel = new KernelSession();
  before(async () => {
    if (withoutKernel) return;
    await kernel.open();
    if (first !== "") await kernel.execute(first);
  });
  after(() => kernel.close());
  return kernel;
}

/** A real kernel, started from the compiled sources by jupyter_client and driven over the protocol. */
export class KernelSession {
  private readonly events: Event[] = [];
  private readonly waiting = new Set<() => void>();
  private commands: Promise<unknown> = Promise.resolve();
  private ended = false;
  /** what the kernel and the driver wrote to their terminal */
  log = "";

  private driver: ChildProcess | null = null;

  static async start(folder: string = repository, program: string = launcher): Promise<KernelSession> {
    const session = new KernelSession();
    await session.open(folder, program);
    return session;
  }

  async open(folder: string = repository, program: string = launcher): Promise<void> {
    const script = join(KERNEL_PACKAGE, "tests", "kernel", "drive_kernel.py");
    this.driver = spawn(environmentPython(repository), [script, program, process.execPath, folder]);
    createInterface({ input: this.driver.stdout! }).on("line", (line) => this.take(JSON.parse(line)));
    this.driver.stderr!.on("data", (chunk) => {
      this.log += chunk;
    });
    this.driver.on("close", () => {
      this.ended = true;
      for (const check of this.waiting) check();
    });
    await this.until(() => this.events.some((event) => event.type === "ready"), PATIENCE_MS, "the kernel to start");
  }

  /** Sends a cell without waiting for it; `finish` waits. */
  async send(code: string, options: ExecuteOptions = {}): Promise<string> {
    return (await this.command({ operation: "execute", code, allow_stdin: false, ...options })).id as string;
  }

  /** Sends any message, as a front end may. */
  async sendMessage(
    type: string,
    content: Record<string, unknown>,
    channel: "shell" | "control" = "shell",
    buffers: readonly string[] = [],
  ): Promise<string> {
    return (await this.command({ operation: "message", type, content, channel, buffers })).id as string;
  }

  /** Sends a message with a signature of another key. */
  async sendForged(type: string, content: Record<string, unknown>): Promise<void> {
    await this.command({ operation: "message", type, content, channel: "shell", forged: true });
  }

  /** Sends a request and waits for its reply's content. */
  async request(
    type: string,
    content: Record<string, unknown> = {},
    channel: "shell" | "control" = "shell",
  ): Promise<Record<string, unknown> & { replyType: string }> {
    const id = await this.sendMessage(type, content, channel);
    const find = (): Event | undefined => this.events.find((event) => event.channel === channel && event.parent === id);
    await this.until(() => find() !== undefined, PATIENCE_MS, `the reply to ${type}`);
    const { content: found, type: replyType } = find() as Event;
    return { ...found, replyType };
  }

  /** Waits until a cell asks, answers it, and returns what was asked. */
  async answer(id: string, value: string, number = 1): Promise<Record<string, unknown>> {
    const asked = (): Event[] => this.events.filter((event) => event.channel === "stdin" && event.parent === id);
    await this.until(() => asked().length >= number, PATIENCE_MS, "a question");
    await this.command({ operation: "input", value });
    return asked()[number - 1].content;
  }

  /** How often a cell has asked so far. */
  questionsOf(id: string): number {
    return this.events.filter((event) => event.channel === "stdin" && event.parent === id).length;
  }

  /** The states that the kernel told about a message. */
  statesOf(id: string): unknown[] {
    return this.events
      .filter((event) => event.type === "status" && event.parent === id)
      .map((event) => event.content.execution_state);
  }

  /** Waits for a cell's reply and for its "idle". */
  async finish(id: string, timeout = PATIENCE_MS): Promise<CellResult> {
    const reply = await this.reply(id, timeout);
    const isIdle = (event: Event): boolean =>
      event.parent === id && event.type === "status" && event.content.execution_state === "idle";
    await this.until(() => this.events.some(isIdle), timeout, "idle");
    const outputs = this.outputsOf(id);
    const text = (name: string): string =>
      outputs
        .filter((output) => output.type === "stream" && output.content.name === name)
        .map((output) => output.content.text)
        .join("");
    const shown = outputs.find((output) => output.type === "execute_result")?.content.data ?? null;
    const result = shown as CellResult["result"];
    const error = outputs.find((output) => output.type === "error")?.content ?? null;
    return {
      status: reply.status as string,
      reply,
      outputs,
      stdout: text("stdout") + (result === null ? "" : `${result["text/plain"]}\n`),
      stderr: text("stderr"),
      result,
      error: error as CellResult["error"],
    };
  }

  async execute(code: string, timeout = PATIENCE_MS): Promise<CellResult> {
    return this.finish(await this.send(code), timeout);
  }

  /** What a cell has sent so far. */
  outputsOf(id: string): CellResult["outputs"] {
    return this.events
      .filter((event) => event.channel === "iopub" && event.parent === id)
      .filter((event) => event.type !== "status" && event.type !== "execute_input")
      .map(({ type, content, buffers = [] }) => ({ type, content, ...(buffers.length > 0 ? { buffers } : {}) }));
  }

  /** Waits until a cell has printed a text. */
  async printed(id: string, text: string, timeout = PATIENCE_MS): Promise<void> {
    const seen = (): boolean => JSON.stringify(this.outputsOf(id)).includes(text);
    await this.until(seen, timeout, `the output ${text}`);
  }

  async ask(operation: "complete" | "inspect", code: string, position = code.length): Promise<Record<string, unknown>> {
    const { id } = await this.command({ operation, code, cursor_pos: position });
    return this.reply(id as string, PATIENCE_MS);
  }

  async interrupt(): Promise<void> {
    await this.command({ operation: "interrupt" });
  }

  async restart(): Promise<void> {
    await this.command({ operation: "restart" });
  }

  async isAlive(): Promise<boolean> {
    return (await this.command({ operation: "alive" })).alive === true;
  }

  async close(): Promise<void> {
    if (this.driver === null) return;
    this.driver.stdin!.end();
    await this.until(() => this.ended, PATIENCE_MS, "the driver to end");
  }

  private async reply(id: string, timeout: number): Promise<Record<string, unknown>> {
    const find = (): Event | undefined => this.events.find((event) => event.channel === "shell" && event.parent === id);
    await this.until(() => find() !== undefined, timeout, "the reply");
    return (find() as Event).content;
  }

  /** Commands are answered in order, one at a time. */
  private command(request: Record<string, unknown>): Promise<Event> {
    const next = this.commands.then(async () => {
      if (this.driver === null) throw new Error("the kernel of this session was never opened.");
      const known = this.events.length;
      const isDone = (event: Event): boolean => event.channel === "driver" && event.type === "done";
      this.driver.stdin!.write(`${JSON.stringify(request)}\n`);
      await this.until(() => this.events.slice(known).some(isDone), PATIENCE_MS, "the driver");
      return this.events.slice(known).find(isDone) as Event;
    });
    this.commands = next.catch(() => undefined);
    return next;
  }

  private take(event: Event): void {
    this.events.push(event);
    for (const check of this.waiting) check();
  }

  private until(condition: () => boolean, timeout: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error?: Error): void => {
        clearTimeout(timer);
        this.waiting.delete(check);
        if (error) reject(error);
        else resolve();
      };
      const check = (): void => {
        if (condition()) finish();
        else if (this.ended) finish(new Error(`the driver ended while waiting for ${what}:\n${this.log}`));
      };
      const timer = setTimeout(() => finish(new Error(`no sign of ${what} in ${timeout} ms\n${this.log}`)), timeout);
      this.waiting.add(check);
      check();
    });
  }
}
