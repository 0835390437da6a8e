import { askedSlope, METHODS, type MethodName, TITLES } from "./choices";
import { FitFigure } from "./figures/fit";
import { SlopeHistogram, slopeRange } from "./figures/histogram";
import { NoiseFigure } from "./figures/noise";
import { forgetColours, short } from "./figures/picture";
import { Frames } from "./frames";
import { EPOCHS, type Snapshot } from "./messages";
import { projectionsAt } from "./projections";
import { ValuesTable } from "./values-table";

/** Numbers that run need not run faster than eyes read. */
const NUMBERS_EVERY_MS = 200;

/** All that is drawn: it holds the newest snapshot of each method, and draws it when there is time. */
export class View {
  private readonly frames = new Frames();
  private readonly fits: FitFigure[] = [];
  private readonly histograms: SlopeHistogram[] = [];
  private readonly noise: NoiseFigure;
  private readonly atSample: ValuesTable;
  private readonly measured: ValuesTable;
  private readonly snapshots = new Map<MethodName, Snapshot>();
  private numbersShown = 0;
  private x: Float32Array = new Float32Array();
  private y: Float32Array = new Float32Array();
  /** of the figures' marks; set before what is drawn with it */
  lambda = 1;
  private sample = 0;
  private level = 0;

  constructor(onSample: (index: number) => void) {
    const point = (x: number, y: number): void => {
      const nearest = this.nearest(x, y);
      if (nearest !== this.sample) onSample(nearest);
    };
    for (const method of METHODS) {
      const panel = document.createElement("div");
      panel.className = "panel";
      const title = document.createElement("h3");
      title.className = `title ${method}`;
      title.textContent = TITLES[method];
      panel.append(title);
      element("fits").append(panel);
      this.fits.push(new FitFigure(panel, method, () => this.askResized(method), point));
      this.histograms.push(new SlopeHistogram(panel, method, () => this.askHistogram(method)));
    }
    this.noise = new NoiseFigure(element("noise-figure"), () => this.askNoise());
    const tableOf = (id: string): HTMLTableElement => element(id) as HTMLTableElement;
    this.atSample = new ValuesTable(tableOf("at-sample"), ["slope k", "error e", "e·sin t", "e·cos t", "the larger"]);
    this.measured = new ValuesTable(tableOf("measured"), ["RMSE, clean", "RMSE, noisy", "mean slope", "asked"]);
  }

  get rows(): number {
    return this.x.length;
  }

  /** Shows other samples; what was trained on the earlier ones is gone. */
  setData(x: Float32Array, y: Float32Array): void {
    this.x = x;
    this.y = y;
    this.snapshots.clear();
    this.askSamples();
  }

  /** Shows a method's network after an epoch. */
  add(snapshot: Snapshot): void {
    const { method, epoch } = snapshot;
    this.snapshots.set(method, snapshot);
    this.askFit(method);
    this.askHistogram(method);
    this.askNoise();
    if (epoch === EPOCHS || performance.now() - this.numbersShown > NUMBERS_EVERY_MS) this.askNumbers();
  }

  /** Shows the error triangle at another sample. */
  setSample(index: number): void {
    this.sample = index;
    for (const method of METHODS) this.askFit(method, { urgent: true });
    this.askNumbers();
  }

  /** Shows the errors at another level of noise, an index of SIGMAS. */
  setNoise(index: number): void {
    this.level = index;
    this.askNoise({ urgent: true });
    this.askNumbers();
    this.frames.ask("say noise", () => this.noise.say(index, this.all()));
  }

  /** Draws all anew, in the colours of another theme. */
  setTheme(): void {
    forgetColours();
    this.noise.forgetAxes();
    this.askSamples();
    for (const method of METHODS) {
      this.askFit(method);
      this.askHistogram(method);
    }
    this.askNoise();
  }

  /** Says what each picture shows, for those who do not see it: where the networks rest, not at every epoch. */
  say(): void {
    for (const [i, method] of METHODS.entries()) {
      const snapshot = this.snapshots.get(method);
      if (!snapshot) continue;
      this.frames.ask(`say ${method}`, () => {
        this.fits[i].say(snapshot);
        this.histograms[i].say(snapshot, this.lambda);
      });
    }
    this.frames.ask("say noise", () => this.noise.say(this.level, this.all()));
  }

  /** What came out, in a sentence. */
  summary(): string {
    const parts = this.all().map(({ method, meanSlope }) => {
      const asked = askedSlope(method, this.lambda);
      const wish = asked === undefined ? "" : `, asked for ${method === "oneSided" ? "at most " : ""}${short(asked)}`;
      return `${TITLES[method]}: mean slope ${short(meanSlope)}${wish}`;
    });
    return `${parts.join("; ")}.`;
  }

  private all(): Snapshot[] {
    return [...this.snapshots.values()];
  }

  private askSamples(): void {
    for (const method of METHODS) this.askSamplesOf(method);
  }

  private askSamplesOf(method: MethodName): void {
    const fit = this.fits[METHODS.indexOf(method)];
    this.frames.ask(`samples ${method}`, () => fit.drawSamples(this.x, this.y));
  }

  private askResized(method: MethodName): void {
    this.askSamplesOf(method);
    this.askFit(method);
  }

  private askFit(method: MethodName, when = {}): void {
    const fit = this.fits[METHODS.indexOf(method)];
    this.withSnapshot(`fit ${method}`, method, (snapshot) => fit.drawFit(snapshot, this.sample), when);
  }

  private askHistogram(method: MethodName): void {
    const histogram = this.histograms[METHODS.indexOf(method)];
    this.withSnapshot(`histogram ${method}`, method, (snapshot) => {
      histogram.draw(snapshot, slopeRange(this.all(), Math.sqrt(this.lambda)), this.lambda);
    });
  }

  private askNoise(when = {}): void {
    this.frames.ask("noise", () => this.noise.draw(this.level, this.all()), when);
  }

  private askNumbers(): void {
    this.numbersShown = performance.now();
    this.frames.ask("numbers", () => {
      for (const snapshot of this.all()) {
        this.showAtSample(snapshot);
        this.showMeasured(snapshot);
      }
      this.showEpochs();
    });
  }

  /** Asks for a task with the snapshot that is the newest when its turn comes; without one there is nothing to draw. */
  private withSnapshot(name: string, method: MethodName, task: (snapshot: Snapshot) => void, when = {}): void {
    const withNewest = (): void => {
      const snapshot = this.snapshots.get(method);
      if (snapshot) task(snapshot);
    };
    this.frames.ask(name, withNewest, when);
  }

  private showAtSample({ method, predictions, slopes }: Snapshot): void {
    const i = this.sample;
    if (i >= this.rows) return;
    const { error, sine, cosine } = projectionsAt(this.x[i], this.y[i], predictions[i], slopes[i]);
    const values = [Math.abs(slopes[i]), error, sine, cosine].map(short);
    this.atSample.set(method, [...values, sine > cosine ? "sine" : "cosine"]);
  }

  private showMeasured({ method, noiseRmse, meanSlope }: Snapshot): void {
    const asked = askedSlope(method, this.lambda);
    const wish = asked === undefined ? "none" : `${method === "oneSided" ? "≤ " : ""}${short(asked)}`;
    this.measured.set(method, [short(noiseRmse[0]), short(noiseRmse[this.level]), short(meanSlope), wish]);
  }

  private showEpochs(): void {
    if (this.snapshots.size === 0) return;
    const least = Math.min(...this.all().map(({ epoch }) => epoch));
    (element("progress") as HTMLProgressElement).value = least;
    element("epochs").textContent = `epoch ${least} of ${EPOCHS}`;
  }

  /** The sample that is nearest to a place in the picture. */
  private nearest(x: number, y: number): number {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.rows; i++) {
      const distance = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  }
}

/** An element of index.html. */
export function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}
