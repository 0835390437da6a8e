import { checkChoice, checkKeys, checkNumber } from "../base/check";
import type { Figure, FigureInput } from "./figures/figure";
import type { Theme } from "./figures/style";
import { fitTexts } from "./fit-texts";
import { plainFigure } from "./plain-figure";

/** How a figure is shown. */
export interface ShowFigureOptions {
  /** the plate's colours; defaults to what `setFigureTheme` said, else "light", which reads in every theme around it and on paper */
  theme?: Theme;
  /** pixels; defaults to the figure's own width, else 760 in the SVG and the width of the cell in the lab */
  width?: number;
  /** pixels; defaults to the figure's own height, else 420, and grows where its texts need it */
  height?: number;
}

let defaultTheme: Theme = "light";

/** Says which theme figures are shown in from now on where `theme` is not given; "light" until then. */
export function setFigureTheme(theme: Theme): void {
  defaultTheme = checkChoice("theme", theme, ["light", "dark"] as const);
}

/** A figure ready to be drawn, live or still: plain JSON, its texts fitted to its size, the options checked. */
export interface ReadyFigure {
  figure: Figure;
  theme: Theme;
  /** pixels; without one the live figure takes the cell's width */
  width?: number;
  height: number;
}

/** The width of the still picture where none is given. */
export const STILL_WIDTH = 760;

export function readyFigure<Type extends string>(input: FigureInput<Type>, options: ShowFigureOptions): ReadyFigure {
  checkKeys("options", options, ["theme", "width", "height"]);
  const plain = plainFigure(input);
  const theme = checkChoice("options.theme", options.theme ?? defaultTheme, ["light", "dark"] as const);
  const size = (key: "width" | "height", min: number): number | undefined => {
    const value = options[key] ?? plain.layout[key];
    return value === undefined ? undefined : checkNumber(`options.${key}`, value, { min, max: 4000 });
  };
  const [width, height] = [size("width", 100), size("height", 80)];
  const figure = fitTexts(plain, width ?? STILL_WIDTH, options.height === undefined ? undefined : height);
  return { figure, theme, width, height: figure.layout.height as number };
}
