import type { MethodName } from "../choices";
import { GRID, REACH, SIZES, type Snapshot, short } from "../messages";
import { projectionsAt } from "../projections";
import { type Brush, type Look, Picture } from "./picture";

const UNIT = SIZES.fit.width / (2 * REACH);
const TANGENTS = 9;
const px = (x: number): number => (x + REACH) * UNIT;
const py = (y: number): number => (REACH - y) * UNIT;

/**
 * The samples, a method's fit, its tangents, and the error triangle at one sample. Both axes have the same unit, so that right
 * angles are right.
 */
export class FitFigure {
  readonly picture = new Picture(SIZES.fit);
  private x: Float32Array = new Float32Array();
  private y: Float32Array = new Float32Array();

  constructor(readonly method: MethodName) {}

  /** Draws the samples, which no training changes; the fit goes until it is drawn again. */
  drawSamples(x: Float32Array, y: Float32Array): void {
    this.x = x;
    this.y = y;
    const brush = this.picture.brush(0);
    if (!brush) return;
    const { context, colours, segment, text } = brush;
    segment(px(-REACH), py(0), px(REACH), py(0), { colour: colours.line, width: 1 });
    segment(px(0), py(-REACH), px(0), py(REACH), { colour: colours.line, width: 1 });
    context.fillStyle = colours.soft;
    context.globalAlpha = 0.5;
    for (let i = 0; i < x.length; i++) context.fillRect(px(x[i]) - 1.6, py(y[i]) - 1.6, 3.2, 3.2);
    context.globalAlpha = 1;
    for (const tick of [-2, 2]) {
      text(String(tick), px(tick), py(0) + 14, "center");
      text(String(tick), px(0) - 5, py(tick) + 4, "end");
    }
    this.picture.brush(1);
  }

  /** Draws the fit after an epoch, tangents at samples spread evenly over the rows, and the error triangle at one sample. */
  drawFit({ curve, predictions, slopes }: Snapshot, sample: number): void {
    const brush = this.picture.brush(1);
    if (!brush) return;
    const { colours } = brush;
    const own = colours.of[this.method];
    brush.line(
      GRID.length,
      (i) => px(GRID[i]),
      (i) => py(curve[i]),
      { colour: own, width: 3 },
    );
    for (let t = 0; t < TANGENTS; t++) {
      const i = Math.floor(((t + 0.5) / TANGENTS) * this.x.length);
      this.along(brush, this.x[i], predictions[i], slopes[i], 0.42, { colour: colours.text, width: 1.6 });
    }
    if (sample < this.x.length) this.triangle(brush, sample, predictions[sample], slopes[sample]);
  }

  /** What the picture shows, in words. */
  words({ epoch, meanSlope, noiseRmse }: Snapshot): string {
    const outside = this.x.reduce(
      (count, x, i) => count + Number(Math.max(Math.abs(x), Math.abs(this.y[i])) > REACH),
      0,
    );
    const apart = outside > 0 ? ` ${outside} of them lie outside of the picture.` : "";
    const measured = `the mean slope is ${short(meanSlope)} and the RMSE on test rows ${short(noiseRmse[0])}`;
    return `${this.x.length} samples.${apart} After ${epoch} epochs ${measured}.`;
  }

  private triangle(brush: Brush, sample: number, prediction: number, slope: number): void {
    const [x, y] = [this.x[sample], this.y[sample]];
    const { sine, cosine, foot } = projectionsAt(x, y, prediction, slope);
    const { context, colours, segment } = brush;
    this.along(brush, x, prediction, slope, 1.3, { colour: colours.of[this.method], width: 1.4, dash: [1, 4] });
    segment(px(x), py(prediction), px(x), py(y), { colour: colours.text, width: 1.6, dash: [5, 4] });
    const width = (isLarger: boolean): number => (isLarger ? 5 : 2);
    segment(px(x), py(prediction), px(foot.x), py(foot.y), { colour: colours.sine, width: width(sine > cosine) });
    segment(px(foot.x), py(foot.y), px(x), py(y), { colour: colours.cosine, width: width(sine <= cosine) });
    context.beginPath();
    context.arc(px(x), py(y), 4, 0, 2 * Math.PI);
    context.strokeStyle = colours.text;
    context.lineWidth = 2;
    context.setLineDash([]);
    context.stroke();
  }

  /** A piece of the tangent at a sample, of a length to both sides. */
  private along({ segment }: Brush, x: number, prediction: number, slope: number, reach: number, look: Look): void {
    const step = reach / Math.hypot(1, slope);
    segment(px(x - step), py(prediction - step * slope), px(x + step), py(prediction + step * slope), look);
  }
}
