import type { Comm } from "../../src/widgets/front-end";

/** A page without a browser: keeps what is sent to it, and sends as a person's moves do. */
export class FrontPage {
  readonly opened: { target: string; data: Record<string, unknown>; metadata: Record<string, unknown> }[] = [];
  readonly sent: Record<string, unknown>[] = [];
  readonly shown: { data: Record<string, unknown>; isUpdate: boolean }[] = [];
  private readonly receivers: ((data: Record<string, unknown>) => void)[] = [];
  private later: Promise<void> = Promise.resolve();

  constructor(private readonly interactive = true) {}

  isInteractive(): boolean {
    return this.interactive;
  }

  openComm(
    target: string,
    data: Record<string, unknown>,
    metadata: Record<string, unknown>,
    onMessage: (data: Record<string, unknown>) => void,
  ): Comm {
    this.opened.push({ target, data, metadata });
    this.receivers.push(onMessage);
    return { id: `comm-${this.opened.length}`, send: (message) => this.sent.push(message), close: () => {} };
  }

  runLater(work: () => unknown): void {
    this.later = this.later.then(async () => {
      await work();
    });
  }

  /** A person moves the control that was shown as the `index`-th. */
  move(index: number, state: Record<string, unknown>): void {
    this.receivers[index]({ method: "update", state });
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
