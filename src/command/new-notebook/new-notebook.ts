import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, relative, resolve } from "node:path";
import { ArgumentError } from "../../base/check";
import { writeFileAtomic } from "../../base/files";
import { type CatalogueEntry, listDatasets } from "../../data/catalogue";
import { columnsOf, rowCount } from "../../data/columns";
import type { ColumnReport } from "../../data/inspect";
import { type InspectedFile, inspectFile } from "../../data/inspect-file";
import { locate } from "../../data/locate";
import { datasetFromFile } from "../../data/own-data";
import { prepareDataset } from "../../data/prepare";
import { load } from "../workspaces";
import { type Asked, type FileValues, ownCells } from "./cells";
import { type Notebook, packageNotebook, sourceLines } from "./notebook-file";

export interface NewNotebookOptions extends Partial<Asked> {
  target: string;
  /** a notebook of the experiments, such as "05-air-quality", whose cells train and measure; defaults to the template's */
  like?: string;
  /** where to write; defaults to the data file's name with .ipynb, in the current folder */
  output?: string;
  /** writes over a notebook that is there; defaults to false */
  force?: boolean;
}

/** A notebook that was written, and what was found in the file. */
export interface NewNotebook {
  path: string;
  inspected: InspectedFile;
  /** how the target is learnt */
  targetReason: string;
}

/**
 * Inspects a table's file, guesses how each column enters the model, and writes the notebook template.ipynb for it: its cells
 * of parameters, reading and cleaning are made of the guesses, each with its reason.
 * @throws ArgumentError where the file cannot be read or trained on, or the notebook is there already
 */
export async function newNotebook(file: string, options: NewNotebookOptions): Promise<NewNotebook> {
  const { like, output, force = false, ...given } = options;
  const asked: Asked = { targetUnit: "", reading: {}, question: "noisy inputs", ...given };
  const { target, group, time, reading } = asked;
  const path = resolve(output ?? `${basename(file).replace(/(\.[^.]+?)(\.gz)?$/i, "")}.ipynb`);
  if (extname(path) !== ".ipynb") throw new ArgumentError("output", output, "give a name that ends in .ipynb.");
  if (existsSync(path) && !force) {
    throw new ArgumentError("output", path, "it is there already: give another -o, or --force to write over it.");
  }
  const others = [group, time].filter((name) => name !== undefined);
  const inspected = inspectFile(file, { target, others, ...reading });
  const { missing, features, leftOut } = inspected;
  if (features.length === 0) {
    const reasons = leftOut.map(({ name, reason }) => `${name}: ${reason}`).join("; ");
    const remedy = `no column can be used as a feature${reasons === "" ? "" : ` (${reasons})`}.`;
    throw new ArgumentError("file", file, remedy);
  }
  // what the notebook will do first: a file that cannot be trained on is refused now
  const dataset = datasetFromFile(file, {
    target,
    ...reading,
    missing,
    groupBy: group,
    time,
    features: features.map((f) => f.feature),
  });
  const column = inspected.report.columns.find(({ name }) => name === target)!;
  const { preprocessor } = await prepareDataset(dataset, {
    seed: 0,
    target: hasTwoValues(column) ? { transform: "binary" } : undefined,
  });
  const { positive } = preprocessor.target;
  const targetReason =
    positive !== null
      ? `two values: the chance of ${positive} is learnt`
      : `a number from ${column.numbers?.min} to ${column.numbers?.max}`;
  const values: FileValues = {
    ...asked,
    name: basename(file),
    file: pathFrom(dirname(path), file),
    entry: entryOf(file),
    targetReason,
    isBinary: positive !== null,
    inspected,
    rows: rowCount(columnsOf(dataset.table)),
  };
  const notebook = like === undefined ? template(values) : experiments().notebookLike(like, values);
  writeFileAtomic(path, `${JSON.stringify(notebook, null, 1)}\n`);
  return { path, inspected, targetReason };
}

/** What makes notebooks like those of the experiments, which come with the repository alone. */
function experiments(): { notebookLike(name: string, values: FileValues): Notebook } {
  return load(
    "lai-studies/notebook-like",
    "the experiments come with the repository: run it there, or leave --like out",
  );
}

/** The template, its cells about the file made anew. */
function template(values: FileValues): Notebook {
  const own = ownCells(values);
  const notebook = packageNotebook("template");
  for (const cell of notebook.cells) if (own[cell.id!] !== undefined) cell.source = sourceLines(own[cell.id!]);
  return notebook;
}

/** Whether a target is two words or two whole numbers: the chance of one of them is learnt, not a number. */
function hasTwoValues({ distinct, type, numbers }: ColumnReport): boolean {
  const areWhole = Number.isInteger(numbers?.min) && Number.isInteger(numbers?.max);
  return distinct === 2 && (type === "text" || areWhole);
}

/** What the catalogue knows of a file that comes with the package. */
function entryOf(file: string): CatalogueEntry | undefined {
  const path = realpathSync(file);
  return listDatasets().find((entry) => entry.embedded && realpathSync(locate(entry)!) === path);
}

/** The data file as the notebook names it: relative where it was given so or lies in the notebook's folder or below. */
function pathFrom(folder: string, file: string): string {
  const path = relative(folder, resolve(file));
  return isAbsolute(path) || (isAbsolute(file) && path.startsWith("..")) ? resolve(file) : path;
}
