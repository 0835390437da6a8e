import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import type { Bundle } from "./display/bundle";
import type { Failure } from "./failure";
import type { Message } from "./wire";

/** Where the messages about one execute request go. */
export interface CellChannel {
  /** @param isError marks text as an error: a headless run fails for it */
  stream(name: "stdout" | "stderr", text: string, isError: boolean): void;
  display(data: Record<string, unknown>, update?: boolean): void;
  /** @param count the number in the cell's brackets */
  result(bundle: Bundle, count: number): void;
}

/** How a cell is to be run: of an execute_request, or of an expression that is evaluated beside it. */
export interface CellOptions {
  /** nothing of it is told, and it has no number */
  silent: boolean;
  /** it gets a number and a place in the history */
  isNumbered: boolean;
  /** whether the front end answers questions (input_request) */
  allowsInput: boolean;
}

/** One run of one cell, and all asynchronous work that it started. */
export interface Cell {
  /** the number in the cell's brackets; 0 where it has none */
  count: number;
  source: string;
  options: CellOptions;
  channel: CellChannel;
  /** the request that it answers */
  request: Message;
  /** the value of its last expression */
  result?: { value: unknown };
  /** failures so far, in order */
  failures: Failure[];
  /** aborted by Stop, for loops that look at it */
  stop: AbortController;
  /** someone in this cell holds the stop signal and may end by itself */
  stopIsWatched: boolean;
  /** the listeners of SIGINT in cells have been told of its Stop */
  sigintIsTold: boolean;
  /** the cell was ended (by Stop, process.exit): nothing that it started goes on */
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
    // Node writes the cell into what it starts, such as a socket's handle; who prints that sees no more than this
    Object.defineProperty(cell, inspect.custom, { value: () => `cell [${cell.count}]` });
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
