import { join, sep } from "node:path";
import { bundleOf, bundleOfForms } from "./kernel/display/bundle";

/** How a value looks, by MIME type, such as { "text/html": "<b>bold</b>" }. */
export type MimeBundle = Record<string, unknown>;

/** What says itself how it looks: notebooks show it so, as the last expression of a cell or by `display`. */
export interface Displayable {
  [key: symbol]: () => MimeBundle;
  /** the text that was written, to be put into another one */
  toString(): string;
}

export interface DisplayOptions {
  /** the value is a bundle by MIME type already, such as { "text/html": "<b>bold</b>" } */
  raw?: boolean;
  /** a name for this output, by which a later call can show another value in its place */
  display_id?: string;
  /** shows it in the place of the output with this display_id */
  update?: boolean;
}

type Show = (value: unknown, options: DisplayOptions) => Promise<void>;

/** Where code in cells finds what shows a value. */
export const SHOW = Symbol.for("tslab-kernel.display");
const DISPLAY = Symbol.for("Jupyter.display");

/**
 * Shows a value in a notebook as the last expression of a cell would be shown, at any place in it; under plain tslab too.
 * Outside of a notebook it is printed.
 *
 * @example
 * import { display, html } from "tslab-kernel";
 * display(new Map([["a", 1]]));
 * display(html`<b>bold</b>`);
 */
export async function display(value: unknown, options: DisplayOptions = {}): Promise<void> {
  const show = (globalThis as { [SHOW]?: Show })[SHOW];
  if (show !== undefined) return show(value, options);
  const write = writeOfPlainTslab();
  if (write === null) {
    console.log(value);
    return;
  }
  const { raw, display_id, update } = options;
  const { data, metadata } = await (raw ? bundleOfForms(value) : bundleOf(value));
  write({ data, metadata, transient: display_id === undefined ? {} : { display_id } }, update);
}

type Write = (content: Record<string, unknown>, update?: boolean) => void;

/** What the tslab that runs this process shows outputs through, if one does: it is looked for among the loaded modules. */
function writeOfPlainTslab(): Write | null {
  const file = join(sep, "tslab", "dist", "jupyter.js");
  const loaded = Object.entries(require.cache).filter(([path]) => path.endsWith(file));
  return loaded.map(([, module]) => module?.exports.lastWriteDisplayData as Write | null).find(Boolean) ?? null;
}

/** HTML in a notebook. What is inserted stands there as it is: escape what others wrote. */
export const html: Tag = tagOf("text/html");
/** Markdown in a notebook. */
export const md: Tag = tagOf("text/markdown");
/** An SVG picture in a notebook. */
export const svg: Tag = tagOf("image/svg+xml");

export type Tag = (parts: TemplateStringsArray, ...inserted: unknown[]) => Displayable;

function tagOf(type: string): Tag {
  return (parts, ...inserted) => {
    const text = parts.reduce((before, part, i) => `${before}${inserted[i - 1]}${part}`);
    return {
      [DISPLAY]: () => ({ [type]: text, "text/plain": type === "image/svg+xml" ? titleOf(text) : text }),
      toString: () => text,
    };
  };
}

/** What stands for a picture where it cannot be shown. */
function titleOf(picture: string): string {
  return /<title>([^<]*)<\/title>/.exec(picture)?.[1] ?? `SVG picture, ${picture.length} characters`;
}
