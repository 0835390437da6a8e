import type { Cell, CellChannel, Cells } from "./cell";
import { type Failure, failureOf, failureOfConsole, isInterruption, joinFailures } from "./failure";
import type { Output } from "./output";
import type { CellSources } from "./sources";
import type { StrayError } from "./stray";
import type { Executor } from "./tslab";

/** How long a cell that watches the stop signal may take to return by itself. */
const GRACE_MS = 2000;

/** Runs cells one at a time and says how each ended. */
export class CellRunner {
  private count = 0;
  private readonly strayBetweenCells: StrayError[] = [];
  private readonly setTimeout = setTimeout; // not the one that a stopped cell holds back

  constructor(
    private readonly executor: Executor,
    private readonly cells: Cells,
    private readonly output: Output,
    private readonly sources: CellSources,
  ) {}

  /** A new run of a cell, with the next number. */
  newCell(source: string, channel: CellChannel): Cell {
    return {
      count: ++this.count,
      source,
      channel,
      failures: [],
      stop: new AbortController(),
      stopIsWatched: false,
      frozen: false,
      end: () => {},
    };
  }

  /** Runs a cell to its end; null means that it went well. */
  async run(cell: Cell): Promise<Failure | null> {
    this.cells.begin(cell);
    try {
      const stray = this.strayBetweenCells.splice(0);
      if (stray.length > 0) return joinFailures(stray.map(describeLateError));
      const ok = await this.untilEnd(cell);
      if (cell.stop.signal.aborted) return stopped(ok);
      await new Promise((resolve) => setImmediate(resolve)); // rejections of the cell's last promises are reported by now
      if (!ok && cell.failures.length === 0) cell.failures.push(failureOf("the cell failed without a message"));
    } catch (thrown) {
      cell.failures.push(this.describe(thrown));
    } finally {
      this.cells.running = null;
      this.output.flush();
    }
    return cell.failures.length > 0 ? joinFailures(cell.failures) : null;
  }

  /** Resolves when the cell has run, or when it is ended. */
  private untilEnd(cell: Cell): Promise<boolean> {
    return new Promise((resolve, reject) => {
      cell.end = () => {
        cell.frozen = true;
        // a cell that has returned by itself in the meantime must not take the next one with it
        if (this.cells.running === cell) this.executor.interrupt();
        resolve(false);
      };
      setImmediate(() => this.cells.runIn(cell, () => this.executor.execute(cell.source).then(resolve, reject)));
    });
  }

  /**
   * Stop: aborts the running cell's signal and ends the cell, at once or, where the cell watches the signal, when it has
   * not returned in two seconds or at the second Stop. Between cells, whatever cells have left running is held back.
   */
  interrupt(): void {
    const cell = this.cells.running;
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

  /** The running cell's stop signal. */
  stopSignal(): AbortSignal {
    const cell = this.cells.current();
    if (cell === null) return new AbortController().signal;
    cell.stopIsWatched = true;
    return cell.stop.signal;
  }

  /** Takes what tslab's executor prints about a failing cell. */
  consoleError(values: readonly unknown[]): void {
    const cell = this.cells.current();
    if (cell === null) return;
    if (isInterruption(values)) {
      cell.stop.abort();
      cell.frozen = true;
      return;
    }
    const excerpt = (line: number): string[] => this.sources.excerptOfText(cell.source, line);
    cell.failures.push(failureOfConsole(values, this.translate, excerpt));
  }

  /** A stray error fails the running cell; between cells it is shown at once and fails the next one. */
  strayError(error: StrayError): void {
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
  readonly describe = (thrown: unknown): Failure => failureOf(thrown, this.translate);

  private readonly translate = (frames: readonly string[]): string[] => this.sources.translate(frames);
}

/** How a cell that was stopped is told of. */
function stopped(returned: boolean): Failure {
  const evalue = returned
    ? "the cell ended by itself after Stop, and its variables are kept."
    : "by Stop; the variables of earlier cells are kept, and those that this cell had declared by then.";
  return { ename: "Stopped", evalue, traceback: [`Stopped: ${evalue}`] };
}

function describeLateError(error: StrayError): Failure {
  const from = error.origin === null ? "an earlier cell" : `cell [${error.origin.count}]`;
  const note =
    `This error comes from work that ${from} left running without awaiting it. ` +
    "The cell here was stopped for it: mend or await that work, then run this cell again.";
  return { ...error.failure, traceback: [...error.failure.traceback, "", note] };
}
