import { randomUUID } from "node:crypto";
import { sep } from "node:path";

/** One output of a cell in several forms, by MIME type: a front end shows the richest form that it knows. */
export type DisplayBundle = Record<string, unknown>;

type WriteDisplayData = (
  content: { data: DisplayBundle; metadata: object; transient: { display_id?: string } },
  update?: boolean,
) => void;

const HOOK_FILE = ["tslab", "dist", "jupyter.js"].join(sep);

/**
 * What tslab's own display functions write through: `lastWriteDisplayData` of the tslab that runs this process. It is looked
 * for among the loaded modules, so that it is found wherever tslab is installed, and a tslab that does not run is not loaded.
 */
function writeHook(): WriteDisplayData | undefined {
  for (const [file, module] of Object.entries(require.cache)) {
    if (file.endsWith(`${sep}${HOOK_FILE}`) && module?.exports.lastWriteDisplayData)
      return module.exports.lastWriteDisplayData;
  }
  return undefined;
}

/** Whether this code runs in a cell of a tslab kernel. */
export function inNotebook(): boolean {
  return writeHook() !== undefined;
}

/** Thrown where something is to be shown outside of a notebook. */
export class NotInNotebookError extends Error {
  override readonly name: string = "NotInNotebookError";
}

/**
 * Shows one output in the running cell.
 *
 * @param instead what to call outside of a notebook, for the error's remedy
 * @throws NotInNotebookError outside of a tslab kernel
 */
export function displayBundle(data: DisplayBundle, instead: string): void {
  const write = writeHook();
  if (!write)
    throw new NotInNotebookError(`Nothing can be shown here, this is not a cell of a tslab kernel: ${instead}`);
  write({ data, metadata: {}, transient: {} });
}

/** An output that is written over in place. In a front end it is one output, however often it changes. */
export class LiveDisplay {
  private readonly id: string = randomUUID();
  private shown = false;
  // the hook of the cell that made it: later cells must not take its output over
  private readonly write: WriteDisplayData | undefined = writeHook();

  /** Whether there is a notebook to show it. */
  get visible(): boolean {
    return this.write !== undefined;
  }

  show(data: DisplayBundle): void {
    this.write?.({ data, metadata: {}, transient: { display_id: this.id } }, this.shown);
    this.shown = true;
  }
}

/** Where the kernel puts the function that gives the signal. */
const PROVIDER = Symbol.for("tslab-kernel.stopSignal");

/**
 * The signal that Jupyter's Stop button aborts, a fresh one for each run of a cell:
 * `await train(model, data, { signal: notebookStopSignal() })`. A cell that asked for it has two seconds after Stop to
 * return by itself, and then keeps the variables that it declares. Outside of the kernel the signal never aborts.
 *
 * Stop also ends cells that do not ask for it, but for one call inside native code or another library behind an await (a
 * polars query: the cell ends when it returns), and work outside of the cell's own thread (worker threads, child processes):
 * end that when the signal aborts.
 */
export function notebookStopSignal(): AbortSignal {
  const provider = (globalThis as Record<symbol, unknown>)[PROVIDER] as (() => AbortSignal) | undefined;
  return provider === undefined ? new AbortController().signal : provider();
}
