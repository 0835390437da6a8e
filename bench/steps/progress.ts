/** Tells on standard error what goes on: one line that is written over on a terminal, else a line for each new thing. */
export class Progress {
  private readonly start = performance.now();
  private last = "";

  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** @param detail shown on a terminal alone, where it changes often */
  tell(what: string, detail = ""): void {
    const seconds = Math.floor(this.seconds);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K[${clock}] ${what}${detail && `, ${detail}`}`);
    else if (what !== this.last) process.stderr.write(`[${clock}] ${what}\n`);
    this.last = what;
  }

  /** Leaves the line clean. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
