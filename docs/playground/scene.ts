import { askedSlope, METHODS, type MethodName, TITLES } from "./choices";
import type { Samples } from "./data-sets";
import { FitFigure } from "./figures/fit";
import { SlopeHistogram, slopeRange } from "./figures/histogram";
import { NoiseFigure } from "./figures/noise";
import type { Picture } from "./figures/picture";
import { type Cells, type Colours, type FromWorker, type PictureName, type Snapshot, short } from "./messages";
import { projectionsAt } from "./projections";

/** All that is shown of the networks: it holds the newest snapshot of each method, draws it, and puts it into numbers and words. */
export class Scene {
  private readonly fits = METHODS.map((method) => new FitFigure(method));
  private readonly histograms = METHODS.map((method) => new SlopeHistogram(method));
  private readonly noise = new NoiseFigure();
  private readonly snapshots = new Map<MethodName, Snapshot>();
  private samples: Pick<Samples, "x" | "y"> = { x: new Float32Array(), y: new Float32Array() };
  private sample = 0;
  private level = 0;
  /** of the marks at the slope that is asked for */
  lambda = 1;

  picture(name: PictureName): Picture {
    return this.figures().find(([own]) => own === name)![1];
  }

  setColours(colours: Colours): void {
    for (const [, picture] of this.figures()) picture.setColours(colours);
    this.drawAll();
  }

  /** Shows other samples, one of them looked at; what was trained on the earlier ones is gone. */
  setSamples(samples: Samples): void {
    this.samples = samples;
    this.snapshots.clear();
    this.sample = Math.floor(0.3 * samples.rows);
    for (const fit of this.fits) fit.drawSamples(samples.x, samples.y);
  }

  /** Shows networks after some epochs, all at once: each change of a picture costs the browser a frame. */
  add(snapshots: readonly Snapshot[]): void {
    for (const snapshot of snapshots) this.snapshots.set(snapshot.method, snapshot);
    for (const { method } of snapshots) this.drawMethod(method);
    this.noise.draw(this.level, this.all());
  }

  setSample(index: number): void {
    this.sample = index;
    for (const method of METHODS) this.drawFit(method);
  }

  /** Looks at the sample that is nearest to a place in the picture; whether it is another one. */
  point(x: number, y: number): boolean {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.samples.x.length; i++) {
      const distance = (this.samples.x[i] - x) ** 2 + (this.samples.y[i] - y) ** 2;
      if (distance < least) [nearest, least] = [i, distance];
    }
    if (nearest === this.sample) return false;
    this.setSample(nearest);
    return true;
  }

  setLevel(level: number): void {
    this.level = level;
    this.noise.draw(level, this.all());
  }

  /** Draws all anew: for another size or other colours. */
  drawAll(): void {
    this.noise.forgetAxes();
    for (const fit of this.fits) fit.drawSamples(this.samples.x, this.samples.y);
    for (const method of METHODS) this.drawMethod(method);
    this.noise.draw(this.level, this.all());
  }

  numbers(): Extract<FromWorker, { type: "numbers" }> {
    const atSample: Cells = {};
    const measured: Cells = {};
    for (const { method, predictions, slopes, noiseRmse, meanSlope } of this.all()) {
      const [i, { x, y }] = [this.sample, this.samples];
      const { error, sine, cosine } = projectionsAt(x[i], y[i], predictions[i], slopes[i]);
      const values = [Math.abs(slopes[i]), error, sine, cosine].map(short);
      atSample[method] = [...values, sine > cosine ? "sine" : "cosine"];
      const rmse = [noiseRmse[0], noiseRmse[this.level]].map(short);
      measured[method] = [...rmse, short(meanSlope), this.wish(method) ?? "none"];
    }
    const epoch = Math.min(...this.all().map((snapshot) => snapshot.epoch));
    return { type: "numbers", epoch, sample: this.sample, atSample, measured };
  }

  /** What each picture shows, in words. */
  words(): Partial<Record<PictureName, string>> {
    const words: Partial<Record<PictureName, string>> = { noise: this.noise.words(this.level, this.all()) };
    for (const [i, method] of METHODS.entries()) {
      const snapshot = this.snapshots.get(method);
      if (!snapshot) continue;
      words[`fit ${method}`] = this.fits[i].words(snapshot);
      words[`histogram ${method}`] = this.histograms[i].words(snapshot, this.lambda);
    }
    return words;
  }

  /** What came out, in a sentence. */
  summary(): string {
    const parts = this.all().map(({ method, meanSlope }) => {
      const wish = this.wish(method)?.replace("≤", "at most");
      return `${TITLES[method]}: mean slope ${short(meanSlope)}${wish === undefined ? "" : `, asked for ${wish}`}`;
    });
    return `${parts.join("; ")}.`;
  }

  private wish(method: MethodName): string | undefined {
    const asked = askedSlope(method, this.lambda);
    return asked === undefined ? undefined : `${method === "oneSided" ? "≤ " : ""}${short(asked)}`;
  }

  private drawMethod(method: MethodName): void {
    const snapshot = this.snapshots.get(method);
    if (!snapshot) return;
    this.drawFit(method);
    const range = slopeRange(this.all(), Math.sqrt(this.lambda));
    this.histograms[METHODS.indexOf(method)].draw(snapshot, range, this.lambda);
  }

  private drawFit(method: MethodName): void {
    const snapshot = this.snapshots.get(method);
    if (snapshot) this.fits[METHODS.indexOf(method)].drawFit(snapshot, this.sample);
  }

  private all(): Snapshot[] {
    return METHODS.flatMap((method) => this.snapshots.get(method) ?? []);
  }

  private figures(): [PictureName, Picture][] {
    return [
      ...this.fits.map(({ method, picture }): [PictureName, Picture] => [`fit ${method}`, picture]),
      ...this.histograms.map(({ method, picture }): [PictureName, Picture] => [`histogram ${method}`, picture]),
      ["noise", this.noise.picture],
    ];
  }
}
