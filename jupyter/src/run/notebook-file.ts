import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ArgumentError } from "../argument-error";
import { notebooksFolder } from "../project";

/** A saved output of a cell (nbformat 4). */
export interface NotebookOutput {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  name?: "stdout" | "stderr";
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  transient?: unknown;
}

export interface NotebookCell {
  /** needed from format 4.5 on; those who open a notebook without them give random ones */
  id?: string;
  cell_type: "code" | "markdown" | "raw";
  source: string | string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  outputs?: NotebookOutput[];
  execution_count?: number | null;
}

/** A notebook as its .ipynb file holds it. */
export interface Notebook {
  nbformat: number;
  metadata: Record<string, unknown>;
  cells: NotebookCell[];
}

/** Reads a notebook file. */
export function readNotebook(path: string): Notebook {
  let notebook: Notebook;
  try {
    notebook = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ArgumentError("notebook", path, `not a readable .ipynb file: ${(error as Error).message}`);
  }
  if (notebook.nbformat !== 4 || !Array.isArray(notebook.cells))
    throw new ArgumentError("notebook", path, "not in notebook format 4: open and save it with JupyterLab.");
  return notebook;
}

/** A text field of a notebook, which may be saved as lines. */
export function joined(text: string | readonly string[] | undefined): string {
  return typeof text === "string" ? text : (text ?? []).join("");
}

/** The names of the notebooks in a folder, in order, without ".ipynb". */
export function notebookNames(folder: string = notebooksFolder()): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ipynb") && !file.startsWith("."))
    .map((file) => basename(file, ".ipynb"))
    .sort();
}

/**
 * The files of the notebooks that were asked for: names in the folder (with or without ".ipynb"), or paths of any
 * notebook; without names all of the folder.
 *
 * @throws ArgumentError for a name that is neither, with the names there are
 */
export function findNotebooks(names: readonly string[], folder: string = notebooksFolder()): string[] {
  const known = notebookNames(folder);
  if (known.length === 0 && names.length === 0) throw new ArgumentError("notebooks", folder, "no .ipynb files there.");
  return (names.length > 0 ? names : known).map((name) => {
    const short = basename(name, ".ipynb");
    if ((name === short || name === `${short}.ipynb`) && known.includes(short)) return join(folder, `${short}.ipynb`);
    if (name.endsWith(".ipynb") && existsSync(name)) return resolve(name);
    throw new ArgumentError(
      "notebook",
      name,
      known.length > 0 ? `give a path, or one of ${known.join(", ")}.` : `no .ipynb file, nor one in ${folder}.`,
    );
  });
}
