import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Command } from "./contenders";
import type { Answer, Order } from "./worker";

/** The process of one contender: resident from its start to its end, and idle but for the order it works on. */
export class ContenderProcess {
  private readonly child: ChildProcess;
  private waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;
  private early: Answer[] = [];
  private failure: Error | null = null;
  private lastWords = "";

  /** @param cores those that it is held on; empty where it is not held */
  constructor(command: Command, cores: readonly number[]) {
    const own = [command.program, ...command.args];
    const [program, ...args] = cores.length === 0 ? own : ["taskset", "-c", cores.join(","), ...own];
    // in a process group of its own, so that Ctrl-C reaches the benchmark alone, which ends its contenders in order
    this.child = spawn(program, args, { env: { ...process.env, ...command.environment }, detached: true });
    this.child.once("error", (error) => this.fail(error));
    this.child.once("close", (code, signal) => {
      const words = this.lastWords.trim().split("\n").at(-1) ?? "";
      this.fail(new Error(`it ended (${signal ?? `code ${code}`})${words ? `: ${words}` : ""}`));
    });
    this.child.stdin!.on("error", () => {}); // a pipe that broke: "close" tells why
    this.child.stderr!.on("data", (data) => {
      this.lastWords = (this.lastWords + data).slice(-2000);
    });
    createInterface({ input: this.child.stdout! }).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const answer: Answer = JSON.parse(line);
      const { waiting } = this;
      this.waiting = null;
      if (waiting) waiting.resolve(answer);
      else this.early.push(answer);
    });
  }

  /** The next answer; an error in it is thrown. */
  async answer(milliseconds: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        const early = this.early.shift();
        if (early) return resolve(early);
        if (this.failure) return reject(this.failure);
        this.waiting = { resolve, reject };
        timer = setTimeout(() => {
          this.waiting = null;
          this.end();
          reject(new Error(`it did not answer within ${Math.round(milliseconds / 1000)} s`));
        }, milliseconds);
      });
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  async ask(order: Order, milliseconds = 600_000): Promise<Answer> {
    this.child.stdin!.write(`${JSON.stringify(order)}\n`);
    return this.answer(milliseconds);
  }

  end(): void {
    this.child.kill("SIGKILL");
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
  }
}
