import type { StudyProgress } from "../study/progress";

/** Milliseconds between two looks on a terminal, and in a log. */
const ON_TERMINAL = 200;
const IN_LOG = 30_000;

/** One line on stderr that says how far a study is; in a log, a new line every half minute. */
export class ProgressLine {
  private shown = Number.NEGATIVE_INFINITY;
  private latest: StudyProgress | null = null;

  constructor(private readonly name: string) {}

  show(progress: StudyProgress): void {
    this.latest = progress;
    const now = performance.now();
    if (now - this.shown < (process.stderr.isTTY ? ON_TERMINAL : IN_LOG)) return;
    this.shown = now;
    this.write(progress);
  }

  /** Shows the last state and leaves the line. */
  end(): void {
    if (this.latest) this.write(this.latest);
    if (process.stderr.isTTY) process.stderr.write("\n");
  }

  private write(progress: StudyProgress): void {
    const text = `${this.name}: ${describeProgress(progress)}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }
}

/** Such as "120 of 900 runs, 0 failed, 85 a minute, about 9 min left". */
export function describeProgress({ done, runs, failed, now, perMinute, secondsLeft }: StudyProgress): string {
  const failures = failed === 0 ? "" : `, ${failed} failed`;
  const rate = now === 0 ? "" : `, ${perMinute.toPrecision(3)} a minute`;
  const left = secondsLeft === null || done === runs ? "" : `, about ${duration(secondsLeft)} left`;
  return `${done} of ${runs} runs${failures}${rate}${left}`;
}

/** A time for people: "40 s", "12 min", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
