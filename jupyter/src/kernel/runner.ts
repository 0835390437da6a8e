import type { Cell, CellChannel, CellOptions, Cells } from "./cell";
import { typescript } from "./compiler";
import { type Bundle, bundleOf } from "./display/bundle";
import { type Failure, failureOf, failureOfConsole, isInterruption, joinFailures, stopped } from "./failure";
import { guarded } from "./guarded";
import type { Input } from "./input";
import { STOP_FLAG } from "./instrument";
import type { Output } from "./output";
import type { OwnObjects } from "./own-objects";
import type { CellSources } from "./sources";
import { describeLateError, type StrayError } from "./stray";
import type { Executor } from "./tslab";
import type { Message } from "./wire";

/** How long a cell that watches the stop signal may take to return by itself, and a listener of SIGINT to return. */
const GRACE_MS = 2000;

/** How a cell ended: its failure, or the looks of its last expression's value where that is to be shown. */
export interface Outcome {
  failure: Failure | null;
  bundle: Bundle | null;
}

/** Runs cells one at a time and says how each ended. */
export class CellRunner {
  private count = 0;
  private readonly strayBetweenCells: StrayError[] = [];
  // not the ones that a cell replaces, or that a stopped cell holds back
  private readonly setTimeout = setTimeout;
  private readonly setImmediate = setImmediate;

  constructor(
    private readonly executor: Executor,
    private readonly cells: Cells,
    private readonly output: Output,
    private readonly input: Input,
    private readonly sources: CellSources,
    private readonly ownObjects: OwnObjects,
  ) {}

  /** Has work of an earlier cell run behind the cells that wait; the server, which has the queue, sets it. */
  runLater: (cell: Cell, work: () => unknown) => void = () => {};

  /** The number of the last cell that has one. */
  get lastCount(): number {
    return this.count;
  }

  /** A new run of a cell, with the next number. */
  newCell(source: string, options: CellOptions, channel: CellChannel, request: Message): Cell {
    return {
      count: options.isNumbered ? ++this.count : 0,
      source,
      options,
      channel: options.silent ? SILENT : channel,
      request,
      failures: [],
      stop: new AbortController(),
      stopIsWatched: false,
      sigintIsTold: false,
      frozen: false,
      end: () => {},
    };
  }

  /** Runs a cell to its end, and shows its value. */
  run(cell: Cell): Promise<Outcome> {
    const stray = this.strayBetweenCells.splice(0);
    return this.runToEnd(cell, () => this.executor.execute(cell.source), stray);
  }

  /** Runs more work of an earlier cell as a run of its own, which Stop ends as it ends a cell; gives its failure. */
  async runMore(earlier: Cell, work: () => unknown): Promise<Failure | null> {
    const options = { ...earlier.options, isNumbered: false };
    const cell = this.newCell(earlier.source, options, earlier.channel, earlier.request);
    cell.count = earlier.count;
    const run = async (): Promise<boolean> => {
      this.ownObjects.enterCell();
      try {
        await work();
        return true;
      } catch (thrown) {
        if (isInterruption([thrown])) cell.stop.abort();
        if (!cell.stop.signal.aborted) throw thrown;
        return false;
      }
    };
    return (await this.runToEnd(cell, run, [])).failure;
  }

  /** @param stray what earlier cells left failing: the cell fails for it, and is not run */
  private async runToEnd(cell: Cell, run: () => Promise<boolean>, stray: readonly StrayError[]): Promise<Outcome> {
    this.cells.begin(cell);
    try {
      if (stray.length > 0) return failed(joinFailures(stray.map(describeLateError)));
      const ok = await this.untilEnd(cell, run);
      this.endUseOf(cell);
      if (cell.stop.signal.aborted) return failed(stopped(ok));
      await new Promise((resolve) => this.setImmediate(resolve)); // rejections of the cell's last promises are reported by now
      if (!ok && cell.failures.length === 0) cell.failures.push(failureOf("the cell failed without a message"));
      const bundle = cell.failures.length === 0 ? await this.bundleOfResult(cell) : null;
      if (cell.stop.signal.aborted) return failed(stopped(false));
      if (cell.failures.length === 0) return { failure: null, bundle };
    } catch (thrown) {
      if (isInterruption([thrown])) return failed(stopped(true)); // while its value was looked at
      cell.failures.push(this.describe(thrown));
    } finally {
      this.endUseOf(cell);
      this.input.forget(cell);
      this.output.flush();
      this.cells.running = null;
    }
    return failed(joinFailures(cell.failures));
  }

  /** Takes back what the cell has replaced of JavaScript, and tells it. */
  private endUseOf(cell: Cell): void {
    const lost = this.ownObjects.endCell();
    if (lost !== null) this.output.write("stderr", lost, cell, false);
  }

  /** The values of an execute_request's user_expressions, in the form of the protocol. */
  async evaluate(expressions: unknown, beside: Cell): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(expressions ?? {})) {
      const options = { silent: true, isNumbered: false, allowsInput: false };
      const cell = this.newCell(`(${expression}\n)`, options, beside.channel, beside.request);
      const { failure, bundle } = await this.run(cell);
      const value = bundle ?? { data: { "text/plain": "undefined" }, metadata: {} };
      values[name] = failure === null ? { status: "ok", ...value } : { status: "error", ...failure };
    }
    return values;
  }

  /** Resolves when the cell has run, or when it is ended. */
  private untilEnd(cell: Cell, run: () => Promise<boolean>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      cell.end = () => {
        cell.frozen = true;
        // a cell that has returned by itself in the meantime must not take the next one with it
        if (this.cells.running === cell) this.executor.interrupt();
        resolve(false);
      };
      const execute = async (): Promise<void> => {
        try {
          resolve(await run());
        } catch (error) {
          reject(error);
        }
      };
      this.setImmediate(() => void this.cells.runIn(cell, execute));
    });
  }

  /** Shows the value of the last expression, unless it is undefined or a semicolon stands behind it. */
  private async bundleOfResult(cell: Cell): Promise<Bundle | null> {
    if (cell.result === undefined || cell.result.value === undefined || endsWithSemicolon(cell.source)) return null;
    const { value } = cell.result;
    const bundle = await this.cells.runIn(cell, () => Promise.race([bundleOf(value), endOf(cell)]));
    if (bundle === null) return null;
    this.output.flush();
    cell.channel.result(bundle, cell.count);
    return bundle;
  }

  /**
   * Stop: aborts the running cell's signal and ends the cell, at once or, where the cell watches the signal, when it has
   * not returned in two seconds or at the second Stop. Between cells, whatever cells have left running is held back.
   */
  interrupt(): void {
    this.ownObjects.protect(() => this.stop());
  }

  private stop(): void {
    const cell = this.cells.running;
    const about = cell ?? this.cells.last;
    if (about !== null) this.tellSigintListeners(about);
    if (cell === null) {
      this.cells.freezeAll();
      return;
    }
    const again = cell.stop.signal.aborted;
    cell.stop.abort();
    process.emit("kernel:interrupt" as never);
    if (again || !cell.stopIsWatched) cell.end();
    else this.setTimeout.call(globalThis, cell.end, GRACE_MS);
  }

  /** Listeners of SIGINT that cells have added hear of Stop; Node does not call them here (see stray.ts). */
  private tellSigintListeners(cell: Cell): void {
    if (cell.sigintIsTold) return;
    cell.sigintIsTold = true;
    (globalThis as unknown as { [STOP_FLAG]: Int32Array })[STOP_FLAG][0] = 0; // the cell's loops have ended: listeners run
    for (const listener of process.rawListeners("SIGINT")) {
      try {
        guarded(() => Reflect.apply(listener, process, ["SIGINT", 2]), GRACE_MS);
      } catch (thrown) {
        this.output.write("stderr", `${this.describe(thrown).traceback.join("\n")}\n`, cell, false);
      }
    }
  }

  /** The running cell's stop signal. */
  stopSignal(): AbortSignal {
    const cell = this.cells.current();
    if (cell === null) return new AbortController().signal;
    cell.stopIsWatched = true;
    return cell.stop.signal;
  }

  /** Takes the value of a cell's last expression, in the box in which tslab's executor would print it. */
  takeResult(result: { value: unknown }): void {
    const cell = this.cells.current();
    if (cell !== null) cell.result = result;
  }

  /** Takes what tslab's executor prints about a failing cell. */
  consoleError(values: readonly unknown[]): void {
    this.ownObjects.protect(() => this.takeConsoleError(values));
  }

  private takeConsoleError(values: readonly unknown[]): void {
    const cell = this.cells.current();
    if (cell === null || cell.frozen) return;
    if (isInterruption(values)) {
      this.tellSigintListeners(cell);
      cell.stop.abort();
      cell.frozen = true;
      return;
    }
    const excerpt = (line: number): string[] => this.sources.excerptOfText(cell.source, line);
    cell.failures.push(failureOfConsole(values, this.translate, excerpt));
  }

  /** Ends the cell whose code calls, as failed; a later one is failed where that cell has ended. */
  fail(error: Error): void {
    this.ownObjects.protect(() => this.endAsFailed(error));
  }

  private endAsFailed(error: Error): void {
    const failure = this.describe(error);
    const origin = this.cells.current();
    if (origin === null || origin !== this.cells.running) {
      if (origin !== null) origin.frozen = true;
      this.strayError({ failure, origin });
      return;
    }
    origin.failures.push(failure);
    origin.end();
  }

  /** A stray error fails the running cell; between cells it is shown at once and fails the next one. */
  strayError(error: StrayError): void {
    this.ownObjects.protect(() => this.takeStrayError(error));
  }

  private takeStrayError(error: StrayError): void {
    const { running } = this.cells;
    if (running !== null) {
      const isOwn = error.origin === null || error.origin === running;
      running.failures.push(isOwn ? error.failure : describeLateError(error));
      return;
    }
    this.strayBetweenCells.push(error);
    this.output.write("stderr", `${error.failure.traceback.join("\n")}\n`, error.origin ?? this.cells.last, true);
    this.output.flush();
  }

  /** Describes a thrown value, with the places in cells that it comes from. */
  readonly describe = (thrown: unknown): Failure => this.ownObjects.protect(() => failureOf(thrown, this.translate));

  private readonly translate = (frames: readonly string[]): string[] =>
    this.sources.withExcerpt(this.sources.translate(frames));
}

const SILENT: CellChannel = { stream() {}, display() {}, result() {} };

function failed(failure: Failure): Outcome {
  return { failure, bundle: null };
}

/** A semicolon behind the last expression says that its value is not to be shown. */
function endsWithSemicolon(source: string): boolean {
  const ts = typescript();
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, false);
  return file.statements.at(-1)?.getText(file).endsWith(";") ?? true;
}

/** Resolves when Stop comes. */
function endOf(cell: Cell): Promise<null> {
  return new Promise((resolve) => cell.stop.signal.addEventListener("abort", () => resolve(null)));
}
