import { randomUUID } from "node:crypto";
import type { Comm } from "../widgets/front-end";
import type { Cell, Cells } from "./cell";
import type { Message } from "./wire";

type Content = Record<string, unknown>;

type Hearing = (data: Content, buffers: readonly Uint8Array[]) => void;

interface OpenComm {
  target: string;
  cell: Cell;
  onMessage: Hearing;
}

/** Sends a message about a request to the page. */
export type Publish = (
  parent: Message,
  type: string,
  content: Content,
  metadata?: Content,
  buffers?: readonly Uint8Array[],
) => void;

/** The lines to code in the page that cells have opened: comms, which widgets speak through. */
export class Comms {
  private readonly open = new Map<string, OpenComm>();
  private publish: Publish = () => {};

  constructor(private readonly cells: Cells) {}

  /** Comms of the page's own begin with its first message; from then on this sends. */
  connect(publish: Publish): void {
    this.publish = publish;
  }

  /** Opens one, which belongs to the calling cell. */
  openComm(
    target: string,
    data: Content,
    metadata: Content,
    onMessage: Hearing,
    buffers: readonly Uint8Array[] = [],
  ): Comm {
    const cell = this.cells.current();
    if (cell === null) throw new Error("a comm is opened by a cell.");
    const id = randomUUID();
    const send = (type: string, content: Content, about?: Content, bytes?: readonly Uint8Array[]): void => {
      if (this.open.has(id)) this.publish(cell.request, type, { comm_id: id, ...content }, about, bytes);
    };
    this.open.set(id, { target, cell, onMessage });
    send("comm_open", { target_name: target, data }, metadata, buffers);
    return {
      id,
      send: (message, bytes) => send("comm_msg", { data: message }, {}, bytes),
      close: () => {
        send("comm_close", { data: {} });
        this.open.delete(id);
      },
    };
  }

  /** The page opens one: no code of the kernel's side waits for it, so it is closed again. */
  refuse({ comm_id }: Content, message: Message): void {
    this.publish(message, "comm_close", { comm_id, data: {} });
  }

  /** A message of the page, heard as a part of the cell that opened the comm. */
  hear({ comm_id, data }: Content, buffers: readonly Uint8Array[]): void {
    const comm = this.open.get(comm_id as string);
    if (comm !== undefined) this.cells.runIn(comm.cell, () => comm.onMessage(data as Content, buffers));
  }

  closed({ comm_id }: Content): void {
    this.open.delete(comm_id as string);
  }

  /** What `comm_info_request` asks for: those that are open, of one target or of all. */
  info({ target_name }: Content): Content {
    const all = [...this.open].filter(([, { target }]) => target_name === undefined || target === target_name);
    return { status: "ok", comms: Object.fromEntries(all.map(([id, { target }]) => [id, { target_name: target }])) };
  }
}
