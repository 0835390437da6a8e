import { type MethodName, TITLES } from "../choices";
import { SIGMAS, SIZES, type Snapshot, short } from "../messages";
import { Picture } from "./picture";

const WIDTH = SIZES.noise.width;
const [LEFT, FLOOR, TOP] = [34, 232, 10];
/** Where the axis of RMSE may end. */
const ENDS = [1.5, 3, 6, 15];
const DASHES: Readonly<Record<MethodName, readonly number[]>> = {
  plain: [7, 5],
  lai: [],
  oneSided: [2, 6],
  penalty: [11, 5, 2, 5],
};
const px = (sigma: number): number => LEFT + sigma * (WIDTH - LEFT - 12);

/** RMSE on the test rows against the noise on their input, a line for each method. */
export class NoiseFigure {
  readonly picture = new Picture(SIZES.noise);
  /** where the axis ends that is drawn now */
  private end = 0;

  /** Has the axes drawn again with the next lines: after another size or theme. */
  forgetAxes(): void {
    this.end = 0;
  }

  /** Draws the lines of the methods, and marks a level of the noise (an index of SIGMAS) on each. */
  draw(level: number, snapshots: readonly Snapshot[]): void {
    const largest = Math.max(0, ...snapshots.map(({ noiseRmse }) => noiseRmse[SIGMAS.length - 1]));
    const end = ENDS.find((value) => value >= largest) ?? largest;
    if (end !== this.end) this.drawAxes(end);
    const py = (rmse: number): number => FLOOR - Math.min(1, rmse / end) * (FLOOR - TOP);
    const brush = this.picture.brush(1);
    if (!brush) return;
    const { context, colours, line, segment } = brush;
    const at = px(SIGMAS[level]);
    segment(at, TOP, at, FLOOR, { colour: colours.soft, width: 1.2 });
    for (const { method, noiseRmse } of snapshots) {
      const look = { colour: colours.of[method], width: 2.5, dash: DASHES[method] };
      line(
        SIGMAS.length,
        (i) => px(SIGMAS[i]),
        (i) => py(noiseRmse[i]),
        look,
      );
      context.beginPath();
      context.arc(at, py(noiseRmse[level]), 4.5, 0, 2 * Math.PI);
      context.fillStyle = colours.of[method];
      context.fill();
    }
  }

  /** What the picture shows, in words. */
  words(level: number, snapshots: readonly Snapshot[]): string {
    const parts = snapshots.map(({ method, noiseRmse }) => {
      const [clean, noisy, most] = [0, level, SIGMAS.length - 1].map((i) => short(noiseRmse[i]));
      return `${TITLES[method]}: ${clean} without noise, ${noisy} at ${SIGMAS[level]}, ${most} at 1.`;
    });
    return parts.join(" ");
  }

  private drawAxes(end: number): void {
    const brush = this.picture.brush(0);
    if (!brush) return;
    this.end = end;
    const { colours, segment, text } = brush;
    for (let tick = 0; tick <= 3; tick++) {
      const y = FLOOR - (tick / 3) * (FLOOR - TOP);
      segment(LEFT, y, WIDTH, y, { colour: colours.line, width: 1 });
      text(short((tick / 3) * end), LEFT - 6, y + 4, "end");
    }
    for (const sigma of [0, 0.25, 0.5, 0.75, 1]) text(String(sigma), px(sigma), FLOOR + 18, "center");
    text("RMSE", LEFT + 6, TOP + 18);
    text("noise", px(0.62), FLOOR + 18, "center");
  }
}
