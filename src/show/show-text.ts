import { list, text } from "../base/check";
import { escapeXml, visibleText } from "../base/format";
import { displayBundle } from "./display";

/** Paragraphs in their three forms. */
export interface TextBundle {
  "text/html": string;
  "text/markdown": string;
  "text/plain": string;
}

/** Text that Markdown shows as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return escapeXml(text)
    .replace(/([|*_`[\]\\])/g, "\\$1")
    .replace(/\n/g, " ");
}

/**
 * Paragraphs in all their forms, one a string; needs no kernel.
 *
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function textBundle(paragraphs: string | readonly string[]): TextBundle {
  const all = typeof paragraphs === "string" ? [paragraphs] : list(text)("paragraphs", paragraphs);
  return {
    "text/html": all.map((text) => `<p style="margin:.5em 12px;max-width:60em">${escapeXml(text)}</p>`).join(""),
    "text/markdown": all.map(escapeMarkdown).join("\n\n"),
    "text/plain": visibleText(all.join("\n")),
  };
}

/**
 * Shows sentences in the running cell as text to read: what `console.log` prints, JupyterLab breaks within words.
 *
 * @throws NotInNotebookError outside of a tslab kernel: there, `textBundle(...)["text/plain"]` gives the text
 */
export function showText(paragraphs: string | readonly string[]): void {
  displayBundle({ ...textBundle(paragraphs) }, "use console.log(text).");
}
