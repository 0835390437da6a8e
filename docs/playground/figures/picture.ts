import type { Colours } from "../messages";

/** How a line looks. */
export interface Look {
  colour: string;
  width: number;
  dash?: readonly number[];
}

/** A brush on a cleared layer, in the picture's own units. */
export interface Brush {
  context: OffscreenCanvasRenderingContext2D;
  colours: Colours;
  /** strokes a line through points given in turn by their coordinates */
  line(count: number, x: (i: number) => number, y: (i: number) => number, look: Look): void;
  segment(x1: number, y1: number, x2: number, y2: number, look: Look): void;
  text(text: string, x: number, y: number, align?: CanvasTextAlign): void;
}

/**
 * A picture in the page, drawn from the worker, of two layers: what changes rarely lies under what changes often. The lower one
 * is a canvas of the worker's alone, as each canvas of a page costs the page's thread time in every frame.
 */
export class Picture {
  private contexts: OffscreenCanvasRenderingContext2D[] = [];
  private scale = 0;
  private colours: Colours | undefined;

  constructor(private readonly size: { width: number; height: number }) {}

  setCanvas(canvas: OffscreenCanvas): void {
    this.contexts = [new OffscreenCanvas(1, 1), canvas].map((layer) => layer.getContext("2d")!);
  }

  setColours(colours: Colours): void {
    this.colours = colours;
  }

  /** Another size on the screen; what was drawn is lost. */
  resize(scale: number): void {
    this.scale = scale;
    for (const { canvas } of this.contexts) {
      canvas.width = Math.round(this.size.width * scale);
      canvas.height = Math.round(this.size.height * scale);
    }
  }

  /**
   * Clears a layer, 0 below and 1 above, and gives a brush for it; nothing where the page does not show the picture yet. What is
   * drawn below is seen from the next brush above on.
   */
  brush(layer: 0 | 1): Brush | undefined {
    const { colours, scale } = this;
    const context = this.contexts[layer];
    if (!context || !colours || scale === 0) return undefined;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    if (layer === 1) context.drawImage(this.contexts[0].canvas, 0, 0, this.size.width, this.size.height);
    context.lineCap = "round";
    context.font = "12px system-ui, sans-serif";
    const stroke = ({ colour, width, dash = [] }: Look): void => {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.setLineDash([...dash]);
      context.stroke();
    };
    return {
      context,
      colours,
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
        context.fillStyle = colours.soft;
        context.textAlign = align;
        context.fillText(text, x, y);
      },
    };
  }
}
