import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { ArgumentError, shown } from "../argument-error";
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

/** What of a notebook is read here; all else in it is kept as it is. */
const linesOfText = z.union([z.string(), z.array(z.string())], not("a text or a list of lines"));
const record = z.record(z.string(), z.unknown(), not("an object"));
const outputSchema = z.looseObject(
  { output_type: z.string(not("a text")), text: linesOfText.optional(), data: record.optional() },
  not("an output"),
);
const cellSchema = z.looseObject(
  {
    cell_type: z.enum(["code", "markdown", "raw"], not('"code", "markdown" or "raw"')),
    source: linesOfText,
    metadata: z.looseObject({ tags: z.array(z.string(not("a text")), not("a list")).optional() }, not("an object")),
    outputs: z.array(outputSchema, not("a list of outputs")).optional(),
  },
  not("a cell"),
);
const notebookSchema = z.looseObject(
  {
    nbformat: z.literal(4, not("format 4")),
    nbformat_minor: z.int(not("a whole number")),
    metadata: record,
    cells: z.array(cellSchema, not("a list of cells")),
  },
  not("a notebook"),
);

/** A fault as zod tells it: the value that is there, and what it should be. */
function not(what: string): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => `${shown(input)}, not ${what}` };
}

/**
 * Reads a notebook file.
 *
 * @throws ArgumentError for what is no notebook of format 4, with the file, the fault in it and the remedy
 */
export function readNotebook(path: string): Notebook {
  const refuse = (fault: string): never => {
    const remedy = "open it in JupyterLab and save it there, or take it from a copy.";
    throw new ArgumentError("notebook", path, `not a notebook that can be run, ${fault}: ${remedy}`);
  };
  if (!statSync(path).isFile()) refuse("as it is no file");
  let content: unknown;
  try {
    content = JSON.parse(textOf(readFileSync(path), path));
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    refuse(`as it is not JSON (${(error as Error).message})`);
  }
  const parsed = notebookSchema.safeParse(content);
  if (!parsed.success) refuse(`as of ${firstIssue(parsed.error)}`);
  return content as Notebook;
}

/** UTF-8, or UTF-16 with its byte order mark, as a text without the mark. */
function textOf(bytes: Buffer, path: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ArgumentError(path, `text that is not ${encoding.toUpperCase()}`, "save the file as UTF-8.");
  }
}

/** The first fault that zod found, with the field's path. */
function firstIssue({ issues: [{ path, message }] }: z.ZodError): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
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
