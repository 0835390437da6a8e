import { visibleLine, visibleText } from "./visible-text";

/** The last line of a terminal, written over by what runs now with its seconds. Where there is no terminal it is not shown. */
export class StatusLine {
  private text = "";
  private since = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly stream: NodeJS.WriteStream = process.stdout) {
    this.timer = setInterval(() => this.draw(), 1000);
    this.timer.unref();
  }

  /** Says what runs from now on. */
  show(text: string): void {
    this.text = visibleLine(text);
    this.since = performance.now();
    this.draw();
  }

  /** Prints a line above it, which stays. */
  print(line: string): void {
    this.clear();
    this.stream.write(`${visibleText(line)}\n`);
    this.draw();
  }

  /** Takes it away. */
  end(): void {
    clearInterval(this.timer);
    this.clear();
    this.text = "";
  }

  private draw(): void {
    if (!this.stream.isTTY || this.text === "") return;
    const seconds = `  ${Math.round((performance.now() - this.since) / 1000)} s`;
    this.clear();
    this.stream.write(this.text.slice(0, this.stream.columns - seconds.length - 1) + seconds);
  }

  private clear(): void {
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
  }
}
