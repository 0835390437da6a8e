/** A line to code in the page that shows the notebook: a comm of the Jupyter protocol. */
export interface Comm {
  readonly id: string;
  /** @param buffers bytes that go beside the JSON of `data` */
  send(data: Record<string, unknown>, buffers?: readonly Uint8Array[]): void;
  close(): void;
}

/** What the kernel lends to the code of cells, at `globalThis[Symbol.for("tslab-kernel.frontEnd")]`. */
export interface FrontEnd {
  /** Whether somebody sits in front of the notebook who can move a control; in a headless run nobody does. */
  isInteractive(): boolean;
  /** @param onMessage hears what the page sends */
  openComm(
    target: string,
    data: Record<string, unknown>,
    metadata: Record<string, unknown>,
    onMessage: (data: Record<string, unknown>, buffers: readonly Uint8Array[]) => void,
    buffers?: readonly Uint8Array[],
  ): Comm;
  /** Runs more work of the calling cell as if it were a cell: after those that wait, one at a time, ended by Stop. */
  runLater(work: () => unknown): void;
}

export const FRONT_END = Symbol.for("tslab-kernel.frontEnd");

/** The front end of the kernel that runs this code; null where there is none, as under plain tslab. */
export function frontEnd(): FrontEnd | null {
  return (globalThis as { [FRONT_END]?: FrontEnd })[FRONT_END] ?? null;
}
