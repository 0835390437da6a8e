import type { PictureName, ToWorker } from "./messages";

/**
 * A picture's place in the page: a canvas, which the worker draws on. To a screen reader it is a picture with a title and, once
 * the networks rest, what it shows in words.
 */
export class PictureFrame {
  readonly element = document.createElement("div");

  constructor(
    parent: Element,
    readonly picture: PictureName,
    size: { width: number; height: number },
    private readonly title: string,
    tell: (message: ToWorker, transfer?: Transferable[]) => void,
  ) {
    this.element.className = "picture";
    this.element.setAttribute("role", "img");
    this.element.style.aspectRatio = `${size.width} / ${size.height}`;
    this.say("Nothing is trained yet.");
    const element = document.createElement("canvas");
    this.element.append(element);
    parent.append(this.element);
    const canvas = element.transferControlToOffscreen();
    tell({ type: "picture", picture, canvas }, [canvas]);
    new ResizeObserver(([{ contentRect }]) => {
      tell({ type: "resize", picture, scale: (contentRect.width / size.width) * devicePixelRatio });
    }).observe(this.element);
  }

  /** Says in words what the picture shows. */
  say(words: string): void {
    this.element.setAttribute("aria-label", `${this.title}. ${words}`);
  }
}
