import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's, or the one named by LAI_FIREFOX. */
const PROGRAM = process.env.LAI_FIREFOX ?? "/usr/bin/firefox-esr";
const START_MS = 60_000;

/** What is used here of the WebSocket that Node.js has from version 22 on (20: with --experimental-websocket). */
interface Socket {
  onopen: () => void;
  onmessage: (event: { data: string }) => void;
  send(text: string): void;
  close(): void;
}
const { WebSocket } = globalThis as unknown as { WebSocket?: new (address: string) => Socket };

function missing(): string | false {
  if (process.env.CI) return "not run in CI";
  if (!existsSync(PROGRAM)) return `there is no browser at ${PROGRAM}: apt install firefox-esr, or set LAI_FIREFOX`;
  return WebSocket ? false : "this Node.js has no WebSocket: take 22, or NODE_OPTIONS=--experimental-websocket";
}

/** Why tests in Firefox are skipped; false where they run. */
export const withoutFirefox: string | false = missing();

interface Answer {
  id?: number;
  type: string;
  message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each command has an answer of its own
  result?: any;
}

/** A tab of Debian's Firefox without a window, by WebDriver BiDi: playwright-core drives only builds of its own. */
export class FirefoxPage {
  private count = 0;
  private context = "";
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  private constructor(
    private readonly process: ChildProcess,
    private readonly profile: string,
    private readonly socket: Socket,
  ) {
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(data) as Answer;
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    };
  }

  static async open(address: string): Promise<FirefoxPage> {
    const profile = mkdtempSync(join(tmpdir(), "lai-firefox-"));
    const flags = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
    const firefox = spawn(PROGRAM, flags, { stdio: ["ignore", "ignore", "pipe"] });
    const place = await new Promise<string>((resolve, reject) => {
      let said = "";
      const timer = setTimeout(() => reject(new Error(`Firefox did not start:\n${said}`)), START_MS);
      firefox.stderr!.on("data", (chunk) => {
        said += chunk;
        const [, found] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      });
    });
    const socket = new WebSocket!(`${place}/session`);
    await new Promise<void>((resolve) => {
      socket.onopen = resolve;
    });
    const page = new FirefoxPage(firefox, profile, socket);
    await page.send("session.new", { capabilities: {} });
    const { contexts } = await page.send("browsingContext.getTree", {});
    page.context = contexts[0].context;
    await page.send("browsingContext.navigate", { context: page.context, url: address, wait: "complete" });
    return page;
  }

  /** The value of an expression in the page; a promise is awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.send("script.evaluate", {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
      target: { context: this.context },
      awaitPromise: true,
    });
    if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
    return JSON.parse(answer.result.value);
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string, ms = 90_000): Promise<void> {
    for (const deadline = Date.now() + ms; Date.now() < deadline; ) {
      if (await this.evaluate(`Boolean(${expression})`)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`It did not come to be: ${expression}`);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("close", resolve));
    this.socket.close();
    this.process.kill("SIGTERM");
    await ended;
    rmSync(this.profile, { recursive: true, force: true });
  }

  private async send(method: string, params: object): Promise<NonNullable<Answer["result"]>> {
    this.count++;
    const id = this.count;
    const answer = await new Promise<Answer>((resolve) => {
      this.waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    this.waiting.delete(id);
    if (answer.type === "error") throw new Error(`${method}: ${answer.message}`);
    return answer.result;
  }
}
