import { visibleLine } from "lai-internal";
import type { StudyProgress } from "../progress";
import type { StudyWorkerProgress } from "../queue/queue-worker";

/** Milliseconds between two looks on a terminal, and in a log. */
const ON_TERMINAL = 200;
const IN_LOG = 30_000;

/** One line on stderr that says how far something is; in a log, a new line every half minute. */
export class ProgressLine {
  private shown = Number.NEGATIVE_INFINITY;
  private note: string | null = null;
  private latest = "";
  private written = "";

  constructor(private readonly name: string) {}

  /** @param note a part that is shown at once when it changes */
  show(text: string, note: string | null = null): void {
    this.latest = text;
    const now = performance.now();
    const isNews = note !== this.note;
    this.note = note;
    if (!isNews && now - this.shown < (process.stderr.isTTY ? ON_TERMINAL : IN_LOG)) return;
    this.shown = now;
    this.write();
  }

  /** Shows the last state and leaves the line. */
  end(): void {
    this.write();
    if (process.stderr.isTTY) process.stderr.write("\n");
  }

  private write(): void {
    if (this.latest === this.written) return;
    this.written = this.latest;
    const text = visibleLine(`${this.name}: ${this.latest}`);
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }
}

/** Such as "120 of 900 runs, 2 failed, 85 a minute, about 9 min left; 3 workers, 6 threads". */
export function describeProgress(progress: StudyProgress): string {
  const { done, runs, failed, now, perMinute, secondsLeft, note } = progress;
  const failures = failed === 0 ? "" : `, ${failed} failed`;
  const rate = now === 0 ? "" : `, ${perMinute.toPrecision(3)} a minute`;
  const left = secondsLeft === null || done === runs ? "" : `, about ${duration(secondsLeft)} left`;
  return `${done} of ${runs} runs${failures}${rate}${left}${note === null ? "" : `; ${note}`}`;
}

/** Such as "120 runs done, 2 of them failed, 85 a minute; for diamonds". */
export function describeWorker(progress: StudyWorkerProgress): string {
  const { done, failed, perMinute, studies, connected, trouble } = progress;
  const failures = failed === 0 ? "" : `, ${failed} of them failed`;
  const rate = done === 0 ? "" : `, ${perMinute.toPrecision(3)} a minute`;
  const whose = studies.length === 0 ? "no study asks for runs" : `for ${studies.join(", ")}`;
  const state = connected ? whose : "the queue does not answer, trying again";
  return `${done} runs done${failures}${rate}; ${state}${trouble === null ? "" : ` (${trouble})`}`;
}

/** A time for people: "40 s", "12 min", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
