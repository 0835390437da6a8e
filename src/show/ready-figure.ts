import { checkChoice, choice, object, optional } from "../base/check";
import { FIGURE_HEIGHT, FIGURE_WIDTH } from "./figures/figure";
import type { Theme } from "./figures/style";
import type { Figure, FigureInput } from "./plotly/figure";
import { fitTexts } from "./plotly/fit-texts";
import { plainFigure } from "./plotly/plain-figure";

/** How a figure is shown. */
export interface ShowFigureOptions {
  /** the plate's colours; defaults to what `setFigureTheme` said, else "light", which reads in every theme around it and on paper */
  theme?: Theme;
  /** pixels; defaults to the figure's own width, else 760 in the SVG and the width of the cell in the lab */
  width?: number;
  /** pixels; defaults to the figure's own height, else 420, and grows where its texts need it */
  height?: number;
}

const THEMES = ["light", "dark"] as const;
let defaultTheme: Theme = "light";

/**
 * Says which theme figures are shown in from now on where `theme` is not given; "light" until then.
 *
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function setFigureTheme(theme: Theme): void {
  defaultTheme = checkChoice("theme", theme, THEMES);
}

/** The rules of how a figure is shown; the bounds of width and height also hold for those of the figure itself. */
export const SHOW_OPTIONS = {
  theme: optional(choice(THEMES)),
  width: FIGURE_WIDTH,
  height: FIGURE_HEIGHT,
};

/** A figure ready to be drawn, live or still: plain JSON, described, its texts fitted to its size, the options checked. */
export interface ReadyFigure {
  figure: Required<Figure>;
  theme: Theme;
  /** pixels; without one the live figure takes the cell's width */
  width?: number;
  height: number;
}

/** The width of the still picture where none is given. */
export const STILL_WIDTH = 760;

export function readyFigure<Type extends string>(input: FigureInput<Type>, options: ShowFigureOptions): ReadyFigure {
  const { theme = defaultTheme } = object(SHOW_OPTIONS)("options", options);
  const plain = plainFigure(input);
  const size = (key: "width" | "height"): number | undefined =>
    SHOW_OPTIONS[key](`options.${key}`, options[key] ?? plain.layout[key]);
  const [width, height] = [size("width"), size("height")];
  const figure = fitTexts(plain, width ?? STILL_WIDTH, options.height === undefined ? undefined : height);
  return { figure, theme, width, height: figure.layout.height as number };
}
