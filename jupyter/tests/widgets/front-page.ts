import type { Comm } from "../../src/widgets/front-end";

type Hearing = (data: Record<string, unknown>, buffers: readonly Uint8Array[]) => void;

/** A page without a browser: keeps what is sent to it, and sends as a person's moves do. */
export class FrontPage {
  readonly opened: { target: string; data: Record<string, unknown>; metadata: Record<string, unknown> }[] = [];
  readonly sent: Record<string, unknown>[] = [];
  readonly shown: { data: Record<string, unknown>; isUpdate: boolean }[] = [];
  /** the bytes beside each message, that which opened included */
  readonly buffers: (readonly Uint8Array[])[] = [];
  private readonly receivers: Hearing[] = [];
  private later: Promise<void> = Promise.resolve();

  constructor(private readonly interactive = true) {}

  isInteractive(): boolean {
    return this.interactive;
  }

  openComm(
    target: string,
    data: Record<string, unknown>,
    metadata: Record<string, unknown>,
    onMessage: Hearing,
    buffers: readonly Uint8Array[] = [],
  ): Comm {
    this.opened.push({ target, data, metadata });
    this.buffers.push(buffers);
    this.receivers.push(onMessage);
    return {
      id: `comm-${this.opened.length}`,
      send: (message, bytes = []) => {
        this.sent.push(message);
        this.buffers.push(bytes);
      },
      close: () => {},
    };
  }

  runLater(work: () => unknown): void {
    this.later = this.later.then(async () => {
      await work();
    });
  }

  /** A person moves the control that was shown as the `index`-th. */
  move(index: number, state: Record<string, unknown>): void {
    this.receivers[index]({ method: "update", state }, []);
  }

  /** The module behind the widget that was shown as the `index`-th says something. */
  say(index: number, data: Record<string, unknown>, buffers: readonly Uint8Array[]): void {
    this.receivers[index](data, buffers);
  }

  /** Resolves when all that was asked to run later has run. */
  settled(): Promise<void> {
    return this.later;
  }

  install(): void {
    Object.assign(globalThis, { [Symbol.for("tslab-kernel.frontEnd")]: this });
  }

  static remove(): void {
    Reflect.deleteProperty(globalThis, Symbol.for("tslab-kernel.frontEnd"));
  }
}
