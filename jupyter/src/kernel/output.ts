import type { DisplayOptions } from "../display";
import type { Cell, Cells } from "./cell";
import { type Bundle, bundleOf, bundleOfForms } from "./display/bundle";
import { PLOTLY_MIME } from "./display/figure";

const FLUSH_AFTER_MS = 50;
const FLUSH_AT_CHARACTERS = 32 * 1024;
/** How many texts in a row are sent at once: the last words before memory runs out, or a long loop, are seen. */
const MOST_AT_ONCE = 8;

/**
 * Sends what cells print, in order and without loss. The first texts of a cell, and after a silence, are sent at once; then text is gathered
 * and sent when the stream or the cell changes, after 50 ms, at 32 Ki characters, or when the cell displays something or
 * ends. 3,000 lines are then a few dozen messages.
 */
export class Output {
  private text = "";
  private name: "stdout" | "stderr" = "stdout";
  private isError = false;
  private inConsoleError = false;
  private cell: Cell | null = null;
  private timer: NodeJS.Timeout | null = null;
  private atOnce = 0;
  private lastToSend: Cell | null = null;
  private lastSent = 0;
  private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  private readonly startTimer = setTimeout; // not the one that a cell replaces, or that a stopped cell holds back
  private readonly stopTimer = clearTimeout;
  private readonly now = performance.now.bind(performance);

  constructor(private readonly cells: Cells) {}

  /** Replaces process.stdout.write and process.stderr.write; marks what console.error prints. */
  install(): void {
    const consoleError = console.error;
    console.error = (...values: unknown[]): void => {
      this.inConsoleError = true;
      try {
        consoleError(...values);
      } finally {
        this.inConsoleError = false;
      }
    };
    for (const name of ["stdout", "stderr"] as const) {
      process[name].write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
        const text = typeof chunk === "string" ? chunk : this.decoders[name].decode(chunk, { stream: true });
        this.write(name, text, this.cells.current(), name === "stderr" && this.inConsoleError);
        const callback = rest.find((value) => typeof value === "function") as (() => void) | undefined;
        if (callback) process.nextTick(callback);
        return true;
      };
    }
  }

  write(name: "stdout" | "stderr", text: string, cell: Cell | null, isError: boolean): void {
    if (text === "" || cell === null) return;
    if (this.text !== "" && (this.name !== name || this.cell !== cell || this.isError !== isError)) this.flush();
    this.name = name;
    this.isError = isError;
    this.cell = cell;
    this.text += text;
    if (this.text.length >= FLUSH_AT_CHARACTERS || this.isDue(cell)) this.flush();
    else if (this.timer === null) this.timer = this.startTimer(() => this.flush(), FLUSH_AFTER_MS);
  }

  /** Whether text is sent at once: a few times as a cell begins or after a silence, else when it has waited. */
  private isDue(cell: Cell): boolean {
    const silence = this.now() - this.lastSent;
    if (silence > FLUSH_AFTER_MS || cell !== this.lastToSend) this.atOnce = 0;
    this.lastToSend = cell;
    return this.atOnce++ < MOST_AT_ONCE;
  }

  /** Shows or updates a rich output, after everything that was printed before it. */
  display(data: Record<string, unknown>, update?: boolean): void {
    this.flush();
    this.cells.current()?.channel.display(data, update);
  }

  /** Shows a value as the last expression of a cell is shown; at once, unless the value takes its time about its looks. */
  async show(value: unknown, { raw, display_id, update }: DisplayOptions): Promise<void> {
    const cell = this.cells.current();
    const send = ({ data, metadata }: Bundle): void => {
      this.flush();
      cell?.channel.display({ data, metadata, transient: display_id === undefined ? {} : { display_id } }, update);
    };
    const looks = raw ? bundleOfForms(value) : bundleOf(value);
    const bundle = looks instanceof Promise ? await looks : looks;
    // plotly's renderer in JupyterLab draws once and takes no update: behind another form it begins anew
    if (update && PLOTLY_MIME in bundle.data) send({ data: { "text/plain": "" }, metadata: {} });
    send(bundle);
  }

  flush(): void {
    if (this.timer !== null) this.stopTimer(this.timer);
    this.timer = null;
    const { text, cell } = this;
    this.text = "";
    this.cell = null;
    if (text === "") return;
    this.lastSent = this.now();
    cell?.channel.stream(this.name, text, this.isError);
  }
}
