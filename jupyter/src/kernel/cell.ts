import { AsyncLocalStorage } from "node:async_hooks";
import type { Failure } from "./failure";

/** Where the messages about one execute request go. */
export interface CellChannel {
  /** @param isError marks text as an error: a headless run fails for it */
  stream(name: "stdout" | "stderr", text: string, isError: boolean): void;
  display(data: Record<string, unknown>, update?: boolean): void;
}

/** One run of one cell, and all asynchronous work that it started. */
export interface Cell {
  /** the number in the cell's brackets */
  count: number;
  source: string;
  channel: CellChannel;
  /** failures so far, in order */
  failures: Failure[];
  /** aborted by Stop, for loops that look at it */
  stop: AbortController;
  /** someone in this cell holds the stop signal and may end by itself */
  stopIsWatched: boolean;
  /** Stop has ended the cell: nothing that it started goes on */
  frozen: boolean;
  /** ends the cell now, whatever it waits for */
  end: () => void;
}

/** Knows in any callback which run of a cell started it. */
export class Cells {
  private readonly all = new Set<Cell>();
  private readonly storage = new AsyncLocalStorage<Cell>();
  /** the cell that is running now */
  running: Cell | null = null;
  /** the cell that ran last */
  last: Cell | null = null;

  /** Makes a cell the running one. */
  begin(cell: Cell): void {
    this.all.add(cell);
    this.running = cell;
    this.last = cell;
  }

  /** Nothing that any cell has left running goes on. */
  freezeAll(): void {
    for (const cell of this.all) cell.frozen = true;
    this.all.clear();
  }

  /** Runs a function as part of a cell. */
  runIn<T>(cell: Cell, body: () => T): T {
    return this.storage.run(cell, body);
  }

  /** The cell whose code called, else the running one, else the last one. */
  current(): Cell | null {
    return this.storage.getStore() ?? this.running ?? this.last;
  }

  /** The cell whose code called; null outside of cells. */
  origin(): Cell | null {
    return this.storage.getStore() ?? null;
  }
}
