import type { MethodName } from "../choices";

/** The colours of the theme, as style.css names them. */
export interface Colours {
  text: string;
  soft: string;
  line: string;
  sine: string;
  cosine: string;
  of: Readonly<Record<MethodName, string>>;
}

let colours: Colours | undefined;

function readColours(): Colours {
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

/** Has the colours read again: for another theme. */
export function forgetColours(): void {
  colours = undefined;
}

/** A brush on a cleared layer, in the picture's own units. */
export interface Brush {
  context: CanvasRenderingContext2D;
  colours: Colours;
  /** strokes a line through points given in turn by their coordinates */
  line(count: number, x: (i: number) => number, y: (i: number) => number, look: Look): void;
  segment(x1: number, y1: number, x2: number, y2: number, look: Look): void;
  text(text: string, x: number, y: number, align?: CanvasTextAlign): void;
}

export interface Look {
  colour: string;
  width: number;
  dash?: readonly number[];
}

/**
 * A figure drawn on canvas layers, which cost the page neither style nor layout: what changes rarely lies under what changes
 * often. To a screen reader it is one picture with a title and a summary.
 */
export class Picture {
  readonly frame = document.createElement("div");
  private readonly layers: CanvasRenderingContext2D[] = [];
  private scale = 1;

  constructor(
    parent: Element,
    private readonly size: { width: number; height: number },
    private readonly title: string,
    /** told when the picture has another size on the screen: then all is to be drawn again */
    onResize: () => void,
  ) {
    this.frame.className = "picture";
    this.frame.setAttribute("role", "img");
    this.frame.style.aspectRatio = `${size.width} / ${size.height}`;
    this.say("Nothing is trained yet.");
    for (let layer = 0; layer < 2; layer++) {
      const canvas = document.createElement("canvas");
      this.frame.append(canvas);
      this.layers.push(canvas.getContext("2d")!);
    }
    parent.append(this.frame);
    new ResizeObserver(([{ contentRect }]) => {
      this.scale = (contentRect.width / size.width) * devicePixelRatio;
      for (const { canvas } of this.layers) {
        canvas.width = Math.round(size.width * this.scale);
        canvas.height = Math.round(size.height * this.scale);
      }
      onResize();
    }).observe(this.frame);
  }

  /** Says in words what the picture shows. */
  say(summary: string): void {
    this.frame.setAttribute("aria-label", `${this.title}. ${summary}`);
  }

  /** Clears a layer, 0 below and 1 above, and gives a brush for it. */
  brush(layer: 0 | 1): Brush {
    const context = this.layers[layer];
    colours ??= readColours();
    const theme = colours;
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    context.lineCap = "round";
    context.font = "12px system-ui, sans-serif";
    const stroke = ({ colour, width, dash = [] }: Look): void => {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.setLineDash(dash as number[]);
      context.stroke();
    };
    return {
      context,
      colours: theme,
      line(count, x, y, look) {
        context.beginPath();
        for (let i = 0; i < count; i++) context.lineTo(x(i), y(i));
        stroke(look);
      },
      segment(x1, y1, x2, y2, look) {
        context.beginPath();
        context.moveTo(x1, y1);
        context.lineTo(x2, y2);
        stroke(look);
      },
      text(text, x, y, align = "start") {
        context.fillStyle = theme.soft;
        context.textAlign = align;
        context.fillText(text, x, y);
      },
    };
  }
}

/** A number for people: two digits after the point. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2).replace("-0.00", "0.00");
}
