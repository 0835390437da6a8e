import { createRequire, syncBuiltinESMExports } from "node:module";
import type { Interface } from "node:readline";
import { Readable } from "node:stream";
import type { Input, InputError } from "./input";

/** How long a reader of process.stdin waits before it asks: time for what only closes after its answer. */
const ASK_AFTER_MS = 50;

interface AskingInterface extends Interface {
  closed: boolean;
}

/**
 * Gives cells the ways of asking that other programs have: `prompt`, `confirm`, readline's `question`, lines of
 * `process.stdin`. They ask the front end; where it takes no input, they fail at once.
 *
 * @param fail ends the running cell: someone waits for lines that will not come
 */
export function installQuestions(input: Input, fail: (error: InputError) => void): void {
  Object.assign(globalThis, {
    prompt: (message = "", otherwise = ""): string => input.askNow(String(message)) || String(otherwise),
    confirm: (message = ""): boolean => /^\s*y(es)?\s*$/i.test(input.askNow(`${message} (y or n) `)),
  });
  const interfaces = new Set<AskingInterface>();
  const stdin = new AskedLines(input, interfaces, fail);
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true, enumerable: true, writable: true });
  const load = createRequire(__filename);
  for (const [name, isPromise] of [
    ["node:readline", false],
    ["node:readline/promises", true],
  ] as const) {
    const module = load(name);
    const { createInterface } = module;
    module.createInterface = (...given: unknown[]): AskingInterface => {
      const face = createInterface(...given);
      if (((given[0] as { input?: unknown } | undefined)?.input ?? given[0]) !== stdin) return face;
      interfaces.add(face);
      face.on("newListener", (event: string) => event === "line" && stdin._read()); // now somebody waits
      face.once("close", () => interfaces.delete(face));
      return asking(face, input, isPromise);
    };
    if (!isPromise) module.promises.createInterface = load("node:readline/promises").createInterface;
  }
  syncBuiltinESMExports();
}

/** An interface whose question goes to the front end. */
function asking(face: AskingInterface, input: Input, isPromise: boolean): AskingInterface {
  const { question } = face;
  const ask = (query: string): Promise<string> =>
    new Promise((resolve, reject) => {
      try {
        input.askLater(query, resolve);
      } catch (error) {
        reject(error);
      }
    });
  const own = (query: string, ...rest: unknown[]): unknown => {
    if (face.closed) return Reflect.apply(question, face, [query, ...rest]); // throws as Node does
    if (isPromise) return ask(String(query));
    const problem = input.whyNot();
    if (problem !== null) throw problem;
    const callback = rest.at(-1);
    return void ask(String(query)).then((text) => typeof callback === "function" && callback(text));
  };
  return Object.assign(face, { question: own });
}

/** process.stdin in a notebook: each line that someone waits for is asked for. */
class AskedLines extends Readable {
  readonly fd = 0;
  readonly isTTY = false;
  private isAsking = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly asker: Input,
    private readonly interfaces: ReadonlySet<AskingInterface>,
    private readonly fail: (error: InputError) => void,
  ) {
    super({ highWaterMark: 1 });
    this.on("newListener", (event) => (event === "readable" || event === "data") && this._read());
  }

  /** Called again where somebody new waits: it is the work of that cell then. */
  override _read(): void {
    if (this.isAsking) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.isWaitedFor()) this.askForLine();
    }, ASK_AFTER_MS);
  }

  /** An interface that only asks questions reads too, but waits for no lines. */
  private isWaitedFor(): boolean {
    if (this.listenerCount("readable") > 0) return true;
    if (this.isPaused()) return false;
    const faces = [...this.interfaces];
    return this.listenerCount("data") > faces.length || faces.some((face) => face.listenerCount("line") > 0);
  }

  private askForLine(): void {
    const problem = this.asker.whyNot();
    if (problem !== null) {
      this.fail(problem);
      return;
    }
    this.isAsking = true;
    this.asker.askLater("", (text) => {
      this.isAsking = false;
      this.push(`${text}\n`);
    });
  }

  setRawMode(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
