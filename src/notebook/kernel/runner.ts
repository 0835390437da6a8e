import type { Cell, CellChannel, Cells } from "./cell";
import { type Failure, failureOf, failureOfConsole, joinFailures } from "./failure";
import type { Output } from "./output";
import type { StrayError } from "./stray";
import type { Executor } from "./tslab";

/** Runs cells one at a time and says how each ended. */
export class CellRunner {
  private count = 0;
  private readonly strayBetweenCells: StrayError[] = [];

  constructor(
    private readonly executor: Executor,
    private readonly cells: Cells,
    private readonly output: Output,
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
    };
  }

  /** Runs a cell to its end; null means that it went well. */
  async run(cell: Cell): Promise<Failure | null> {
    this.cells.running = cell;
    this.cells.last = cell;
    try {
      const stray = this.strayBetweenCells.splice(0);
      if (stray.length > 0) return joinFailures(stray.map(describeLateError));
      const ok = await this.cells.runIn(cell, () => this.executor.execute(cell.source));
      await new Promise((resolve) => setImmediate(resolve)); // rejections of the cell's last promises are reported by now
      if (!ok && cell.failures.length === 0) cell.failures.push(failureOf("the cell failed without a message"));
    } catch (thrown) {
      cell.failures.push(failureOf(thrown));
    } finally {
      this.cells.running = null;
      this.output.flush();
    }
    return cell.failures.length > 0 ? joinFailures(cell.failures) : null;
  }

  /** Takes what tslab's executor prints about a failing cell. */
  consoleError(values: readonly unknown[]): void {
    this.cells.current()?.failures.push(failureOfConsole(values));
  }

  /** A stray error fails the running cell; between cells it is shown at once and fails the next one. */
  strayError(error: StrayError): void {
    if (this.cells.running !== null) {
      this.cells.running.failures.push(
        error.origin === null || error.origin === this.cells.running ? error.failure : describeLateError(error),
      );
      return;
    }
    this.strayBetweenCells.push(error);
    this.output.write("stderr", `${error.failure.traceback.join("\n")}\n`, error.origin ?? this.cells.last);
    this.output.flush();
  }
}

function describeLateError(error: StrayError): Failure {
  const from = error.origin === null ? "an earlier cell" : `cell [${error.origin.count}]`;
  const note =
    `This error comes from work that ${from} left running without awaiting it. ` +
    "The cell here was stopped for it: mend or await that work, then run this cell again.";
  return { ...error.failure, traceback: [...error.failure.traceback, "", note] };
}
