import { askedSlope, type MethodName } from "../choices";
import { SIZES, type Snapshot, short } from "../messages";
import { Picture } from "./picture";

const { width: WIDTH, height: HEIGHT } = SIZES.histogram;
const [FLOOR, TOP] = [78, 8];
const BINS = 30;
/** Where the axis of slopes may end. */
const ENDS = [1, 2, 3, 5, 10, 20, 50];

/** The end of the axis of slopes that all methods share: round, and above nearly all slopes. */
export function slopeRange(snapshots: readonly Snapshot[], asked: number): number {
  const high = snapshots.map(({ slopes }) => slopes.map(Math.abs).sort()[Math.floor(0.98 * slopes.length)]);
  const needed = Math.max(1.2 * asked, ...high);
  return ENDS.find((end) => end >= needed) ?? 100;
}

/** How often which slope occurs, the slope that was asked for (dashed), and the mean (below the axis). */
export class SlopeHistogram {
  readonly picture = new Picture(SIZES.histogram);

  constructor(readonly method: MethodName) {}

  /** Draws the slopes on an axis from 0 to `range`; those above it are counted in the last bar. */
  draw({ slopes, meanSlope }: Snapshot, range: number, lambda: number): void {
    const brush = this.picture.brush(1);
    if (!brush) return;
    const { context, colours, segment, text } = brush;
    const counts = new Uint32Array(BINS);
    for (const slope of slopes) counts[Math.min(BINS - 1, Math.floor((Math.abs(slope) / range) * BINS))]++;
    const highest = Math.max(...counts);
    const width = WIDTH / BINS;
    context.fillStyle = colours.of[this.method];
    for (const [bin, count] of counts.entries()) {
      const height = ((FLOOR - TOP) * count) / highest;
      if (count > 0) context.fillRect(bin * width + 0.5, FLOOR - height, width - 1, height);
    }
    const px = (slope: number): number => (Math.min(slope, range) / range) * WIDTH;
    segment(0, FLOOR, WIDTH, FLOOR, { colour: colours.line, width: 1 });
    segment(px(meanSlope), FLOOR + 2, px(meanSlope), FLOOR + 8, { colour: colours.text, width: 4 });
    const asked = askedSlope(this.method, lambda);
    if (asked !== undefined) segment(px(asked), 1, px(asked), FLOOR, { colour: colours.text, width: 2, dash: [5, 4] });
    text("slope 0", 0, HEIGHT - 4);
    text(String(range / 2), WIDTH / 2, HEIGHT - 4, "center");
    text(String(range), WIDTH, HEIGHT - 4, "end");
  }

  /** What the picture shows, in words. */
  words({ slopes, meanSlope }: Snapshot, lambda: number): string {
    const sorted = slopes.map(Math.abs).sort();
    const at = (share: number): string => short(sorted[Math.floor(share * (sorted.length - 1))]);
    const asked = askedSlope(this.method, lambda);
    const bound = this.method === "oneSided" ? "at most " : "";
    const wish = asked === undefined ? "No slope is asked for." : `Asked for: ${bound}${short(asked)}.`;
    const middle = `half of the slopes lie from ${at(0.25)} to ${at(0.75)}, the largest is ${at(1)}`;
    return `Mean slope ${short(meanSlope)}; ${middle}. ${wish}`;
  }
}
