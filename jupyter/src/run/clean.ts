import { joined, type Notebook, type NotebookOutput } from "./notebook-file";

/** The largest notebook that is saved, in bytes: GitHub shows no larger ones. */
export const LARGEST_NOTEBOOK = 1_000_000;

/**
 * Takes out of an executed notebook what changes with every run or shows the machine: times of execution, widget state,
 * the project's folder in texts, overwritten progress lines, terminal colours in printed text. Changes the notebook given.
 */
export function cleanNotebook(notebook: Notebook, root: string): void {
  delete notebook.metadata.widgets;
  for (const cell of notebook.cells) {
    delete cell.metadata.execution;
    if (cell.outputs === undefined) continue;
    cell.outputs = mergeStreams(cell.outputs);
    for (const output of cell.outputs) {
      delete output.transient;
      if (output.output_type === "stream") output.text = asLines(withoutFolder(plainText(joined(output.text)), root));
      else if (output.data !== undefined) output.data = cleanData(output.data, root);
    }
  }
}

/** The notebook's text, with a final line end, indented by one space as Jupyter does. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** Says which cells' outputs make a notebook too large to save; null where it is not. */
export function tooLarge(notebook: Notebook): string | null {
  const bytes = Buffer.byteLength(notebookText(notebook));
  if (bytes <= LARGEST_NOTEBOOK) return null;
  const sizes = notebook.cells
    .map((cell, index) => ({ cell: index + 1, bytes: Buffer.byteLength(JSON.stringify(cell.outputs ?? [])) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
    .map((size) => `cell ${size.cell}: ${Math.round(size.bytes / 1000)} kB`);
  return `${Math.round(bytes / 1000)} kB with outputs, more than ${LARGEST_NOTEBOOK / 1000} kB; the largest are ${sizes.join(", ")}`;
}

/** Neighbouring outputs of one stream become one. */
function mergeStreams(outputs: readonly NotebookOutput[]): NotebookOutput[] {
  const merged: NotebookOutput[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name)
      last.text = joined(last.text) + joined(output.text);
    else merged.push(output);
  }
  return merged;
}

/** What a terminal would show in the end: colours gone, and of lines overwritten by a carriage return the last. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character
  const uncoloured = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
  return uncoloured.replace(/\r+\n/g, "\n").replace(/[^\n]*\r(?=[^\n])/g, "");
}

function withoutFolder(text: string, root: string): string {
  return text.split(`${root}/`).join("").split(root).join(".");
}

function cleanData(data: Record<string, unknown>, root: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => {
      const isText =
        typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"));
      if (!isText || !(type.startsWith("text/") || type === "image/svg+xml")) return [type, value];
      return [type, asLines(withoutFolder(joined(value as string | string[]), root))];
    }),
  );
}

/** A text as Jupyter saves it: one string a line, so that differences between versions can be read. */
function asLines(text: string): string[] {
  return text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}
