import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../base/files";

/** A cell of a notebook (nbformat 4). */
export interface NotebookCell {
  id?: string;
  cell_type: "code" | "markdown";
  metadata: { tags?: string[] };
  source: string | string[];
  outputs?: unknown[];
  execution_count?: number | null;
}

export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: NotebookCell[];
}

/** A notebook of this package, as it was before it ran. */
export function packageNotebook(name: string): Notebook {
  const notebook: Notebook = JSON.parse(readFileSync(join(packageRoot(), "notebooks", `${name}.ipynb`), "utf8"));
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
  }
  return notebook;
}

export const joined = (source: string | string[]): string => (typeof source === "string" ? source : source.join(""));

/** As notebooks hold it: one string a line, each with its line feed. */
export function sourceLines(source: string): string[] {
  return source.split(/(?<=\n)/);
}
