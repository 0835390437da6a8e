/** A cell of a notebook (nbformat 4) that has not run. */
export interface NotebookCell {
  cell_type: "code" | "markdown";
  metadata: { tags?: string[] };
  source: string[];
  outputs?: [];
  execution_count?: null;
}

/** A notebook as its .ipynb file holds it. */
export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: NotebookCell[];
}

export function markdownCell(source: string): NotebookCell {
  return { cell_type: "markdown", metadata: {}, source: sourceLines(source) };
}

/** A code cell, with a tag such as "parameters" (papermill's, of the cell that holds a notebook's parameters). */
export function codeCell(source: string, tag?: string): NotebookCell {
  const metadata = tag === undefined ? {} : { tags: [tag] };
  return { cell_type: "code", metadata, source: sourceLines(source), outputs: [], execution_count: null };
}

/** As notebooks hold it: one string a line, each with its line feed. */
function sourceLines(source: string): string[] {
  return source.split(/(?<=\n)/);
}
