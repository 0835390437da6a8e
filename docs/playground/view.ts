import { METHODS, type MethodName, TITLES } from "./choices";
import { Frames } from "./frames";
import { type Cells, type Colours, EPOCHS, type PictureName, REACH, SIZES, type ToWorker } from "./messages";
import { PictureFrame } from "./picture-frame";
import { ValuesTable } from "./values-table";

const AT_SAMPLE = ["slope k", "error e", "e·sin t", "e·cos t", "the larger"];
const MEASURED = ["RMSE, clean", "RMSE, noisy", "mean slope", "asked"];

/** What the page shows beside its controls: the pictures' places, and the tables. */
export class View {
  private readonly frames = new Frames();
  private readonly pictures: PictureFrame[] = [];
  private readonly atSample = new ValuesTable(element("at-sample"), AT_SAMPLE);
  private readonly measured = new ValuesTable(element("measured"), MEASURED);

  constructor(tell: (message: ToWorker, transfer?: Transferable[]) => void) {
    for (const method of METHODS) {
      const panel = document.createElement("div");
      panel.className = "panel";
      panel.append(titleOf(method));
      element("fits").append(panel);
      const title = TITLES[method];
      const fit = new PictureFrame(panel, `fit ${method}`, SIZES.fit, `${title}: samples and fit`, tell);
      const slopes = `${title}: histogram of slopes`;
      this.pictures.push(fit, new PictureFrame(panel, `histogram ${method}`, SIZES.histogram, slopes, tell));
      fit.element.classList.add("fit");
      let place = { left: 0, top: 0, width: 1 }; // in the page: to ask for it at each move would lay the page out each time
      fit.element
        .addEventListener("pointerenter", () => {
          const { left, top, width } = fit.element.getBoundingClientRect();
          place = { left: left + scrollX, top: top + scrollY, width };
        });
      fit.element
        .addEventListener("pointermove", ({ pageX, pageY }) => {
          const scale = (2 * REACH) / place.width;
          tell({ type: "point", x: (pageX - place.left) * scale - REACH, y: REACH - (pageY - place.top) * scale });
        });
    }
    const title = "RMSE on test rows against input noise";
    this.pictures.push(new PictureFrame(element("noise-figure"), "noise", SIZES.noise, title, tell));
  }

  showNumbers(epoch: number, atSample: Cells, measured: Cells): void {
    for (const method of METHODS) {
      const [row, other] = [atSample[method], measured[method]];
      if (row) this.frames.ask(`${method} at the sample`, () => this.atSample.set(method, row));
      if (other) this.frames.ask(`${method} measured`, () => this.measured.set(method, other));
    }
    this.frames.ask("epoch", () => {
      element<HTMLProgressElement>("progress").value = epoch;
      write("epochs", `epoch ${epoch} of ${EPOCHS}`);
    });
  }

  say(pictures: Partial<Record<PictureName, string>>): void {
    this.frames.ask("words", () => {
      for (const frame of this.pictures) {
        const words = pictures[frame.picture];
        if (words) frame.say(words);
      }
    });
  }
}

function titleOf(method: MethodName): HTMLElement {
  const title = document.createElement("h3");
  title.className = `title ${method}`;
  title.textContent = TITLES[method];
  return title;
}

/** The colours of the theme that is shown now. */
export function themeColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: read("text"),
    soft: read("soft"),
    line: read("line"),
    sine: read("sine"),
    cosine: read("cosine"),
    of: { plain: read("plain"), lai: read("lai"), oneSided: read("one-sided"), penalty: read("penalty") },
  };
}

/** An element of index.html. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Writes a text over where it is another one: the same text again would cost the page a layout. */
export function write(id: string, text: string): void {
  const target = element(id);
  if (target.textContent !== text) target.textContent = text;
}
