import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  ArgumentError,
  checkChoice,
  type FileValues,
  joined,
  type Notebook,
  type NotebookCell,
  ownCells,
  packageNotebook,
  packageRoot,
  sourceLines,
} from "lai-internal";

/** What stands between these two cells of an experiment's notebook is about its own data and gives way as a whole. */
const PARAMETERS = "parameters";
const TRAINING = "plain-notes";
/** The tag of later cells that speak of the notebook's own data alone. */
const THIS_DATA = "this-data";
/** The template's cells that take their place. */
const TEMPLATE = ["read-notes", "read", "look", "clean-notes", "clean", "picture", "samples-notes"];
/** Parameters of the file, not of the experiment. */
const OF_FILE =
  /^(FILE|TARGET|UNIT|TARGET_TRANSFORM|FEATURES|ORDINAL|CATEGORICAL|TRANSFORMS|GROUP|TIME|NOISY|SEEDS|EPOCHS|BATCH_SIZE)$/;
/** What the template's cells import. */
const POLARS = 'import pl from "nodejs-polars";';
const FROM_DATA = ["inspectTable", "prepare", "readTable", "type PrepareOptions", "type ReadOptions"];

/** The notebooks of the experiments, 01 to 11. */
function experimentNames(): string[] {
  return readdirSync(join(packageRoot(), "notebooks"))
    .filter((name) => /^(0[1-9]|1[01])-.*\.ipynb$/.test(name))
    .map((name) => name.replace(/\.ipynb$/, ""))
    .sort();
}

/**
 * The notebook of an experiment for another file: the template's cells read, look at and clean the file and bring it to
 * samples; the experiment's own cells train and measure, without those that speak of its own data alone.
 * @throws ArgumentError for an unknown notebook, a target of two values, or no feature of numbers
 */
export function notebookLike(name: string, values: FileValues): Notebook {
  const model = packageNotebook(checkChoice("--like", name, experimentNames()));
  const { target, isBinary } = values;
  if (isBinary) {
    const remedy = `the experiments learn numbers, and ${target} has two values: leave --like out, the template learns the chance of one.`;
    throw new ArgumentError("--like", name, remedy);
  }
  if (!values.inspected.features.some(({ feature }) => feature.kind !== "categorical")) {
    throw new ArgumentError("--like", name, "no feature is a number that noise could be put in: leave --like out.");
  }
  const own = ownCells(values);
  const template = new Map(packageNotebook("template").cells.map((cell) => [cell.id!, cell]));
  const begin = indexOf(model, PARAMETERS);
  const train = indexOf(model, TRAINING);
  const isKept = ({ metadata }: NotebookCell): boolean => !metadata.tags?.includes(THIS_DATA);
  const kept = model.cells.slice(train).filter(isKept).map(withoutDataTag);
  const parameters = mergedParameters(own.parameters, joined(model.cells[begin].source), kept, values);
  const body: NotebookCell[] = [
    { ...template.get("parameters")!, source: sourceLines(parameters) },
    ...TEMPLATE.map((id) => ({ ...template.get(id)!, ...(own[id] && { source: sourceLines(own[id]) }) })),
    { ...template.get("samples")!, source: sourceLines(SAMPLES) },
    { ...template.get("about")!, id: "doubted", source: sourceLines(DOUBTED) },
    ...kept,
  ];
  const imports = model.cells[indexOf(model, "imports")];
  const code = body.map(({ cell_type, source }) => (cell_type === "code" ? joined(source) : "")).join("\n");
  const cells = [
    { ...template.get("title")!, source: sourceLines(title(name, model, values)) },
    { ...imports, source: sourceLines(withImports(joined(imports.source), code)) },
    template.get("parameters-notes")!,
    ...body,
    { ...template.get("next")!, id: "left-out", source: sourceLines(leftOut(name, model, train)) },
  ];
  return { ...model, cells };
}

function indexOf({ cells }: Notebook, id: string): number {
  return cells.findIndex((cell) => cell.id === id);
}

function withoutDataTag(cell: NotebookCell): NotebookCell {
  const tags = cell.metadata.tags?.filter((tag) => tag !== "needs-data");
  return { ...cell, metadata: tags && tags.length > 0 ? { ...cell.metadata, tags } : {} };
}

/** What the notebook is called, and what it was made of. */
function title(name: string, model: Notebook, values: FileValues): string {
  const [heading] = joined(model.cells[0].source).split("\n");
  const [first, ...rest] = ownCells(values).title.split("\n");
  const made = `The experiment of *${heading.replace(/^# /, "")}* (notebooks/${name}.ipynb), on other data.`;
  const without = rest.join("\n").split("\n\n**A template.**")[0];
  const command = values.command ? `\n\nWritten by\n\n\`\`\`sh\n${values.command}\n\`\`\`` : "";
  return `${first}\n\n${made}\n${without}${command}`;
}

/** The imports of the experiment that the code uses, and what the template's cells need beside them. */
function withImports(source: string, code: string): string {
  const lines = source.split("\n");
  const end = lines.indexOf(""); // imports, an empty line, the rest
  const rest = lines.slice(end).join("\n");
  const isUsed = (name: string): boolean => new RegExp(`\\b${name.replace("type ", "")}\\b`).test(`${rest}\n${code}`);
  const imports = lines.slice(0, end).flatMap((line) => {
    const [, names, from] = /^import \{ (.*) \} (from .*)$/.exec(line) ?? [];
    if (names === undefined) return isUsed(/^import (?:\* as )?(\w+)/.exec(line)![1]) ? [line] : [];
    const used = names.split(", ").filter(isUsed);
    return used.length === 0 ? [] : [`import { ${used.join(", ")} } ${from}`];
  });
  const known = imports.join("\n");
  const lacking = FROM_DATA.filter((name) => !known.includes(name.replace("type ", "")));
  if (lacking.length > 0) imports.push(`import { ${lacking.join(", ")} } from "lai-loss/data";`);
  if (!known.includes(POLARS)) imports.unshift(POLARS);
  return [...imports, rest].join("\n");
}

/** The file's parameters, and those of the experiment that its kept cells use. */
function mergedParameters(own: string, model: string, kept: readonly NotebookCell[], values: FileValues): string {
  const code = kept.map(({ source }) => joined(source)).join("\n");
  const ofExperiment = statementsOf(model).filter(
    ([name]) => !OF_FILE.test(name) && new RegExp(`\\b${name}\\b`).test(code),
  );
  const ofFile = statementsOf(own)
    .filter(([name]) => OF_FILE.test(name))
    .map(([name, text]) => {
      if (name === "NOISY") return text.replace(/\/\/ .*/, "// features whose readings are doubted; none: one");
      return name === "UNIT" && values.targetUnit === "" ? unitOf(values) : text;
    });
  return [...ofFile, ...ofExperiment.map(([name, text]) => fitted(name, text, values))].join("\n");
}

const unitOf = ({ target }: FileValues): string => `const UNIT = ${JSON.stringify(`units of ${target}`)};`;

/** Names and texts of the statements `const NAME… = …;` of a cell, each beginning a line. */
function statementsOf(source: string): [string, string][] {
  return source.split(/\n(?=const )/).map((text) => [/^const (\w+)/.exec(text)?.[1] ?? "", text]);
}

/** A parameter of the experiment whose value depends on how large the file is, or on its target. */
function fitted(name: string, text: string, { rows, inspected, target }: FileValues): string {
  const validation = Math.floor(rows / 5);
  const shares = [0.1, 0.3, 0.9].map((share) => Math.max(5, Math.round(share * validation)));
  const as = (value: string): string => text.replace(/= [^;]*;( *)/, (old) => `= ${value};`.padEnd(old.length));
  if (name === "CLEAN_ROWS" && validation < 200) return as(String(Math.ceil(validation / 2)));
  if (name === "SOUND_ROWS" && validation < 500) return as(`[${shares.join(", ")}]`);
  if (name !== "GRADE") return text;
  const { numbers, distinct } = inspected.report.columns.find((column) => column.name === target)!;
  const { min = 0, max = 1 } = numbers ?? {};
  const isGrades = distinct <= 20 && Number.isInteger(min) && Number.isInteger(max);
  return as(String(isGrades ? 1 : Number(((max - min) / 8).toPrecision(1))));
}

/** The sections of an experiment that are left out, by their headings. */
function leftOut(name: string, model: Notebook, from: number): string {
  const headings = model.cells.slice(from).flatMap(({ cell_type, source, metadata }) => {
    const heading = /^## (.*)$/m.exec(joined(source))?.[1];
    return cell_type === "markdown" && heading && metadata.tags?.includes(THIS_DATA) ? [`- ${heading}`] : [];
  });
  return `## Left out

Cells of ${name} that speak of its own data alone are not here: how it reads, looks at and cleans them, and

${headings.join("\n")}

Change a line of the parameters, *Run* → *Run All Cells*.`;
}

const SAMPLES = `type Split = "random" | "group" | "time";
const SPLITS: Split[] = ["random"];
if (GROUP.length > 0) SPLITS.push("group");
if (TIME !== undefined) SPLITS.push("time");
const HELD_OUT = SPLITS[SPLITS.length - 1];
const CALLED = { random: "random rows", group: "groups held out", time: "later rows" };
const toSamples = (seed: number, split: Split = HELD_OUT, features = FEATURES) => {
  const used = <T>(about: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(about).filter(([name]) => features.includes(name)));
  return prepare(table, {
    target: { name: TARGET, transform: TARGET_TRANSFORM }, unit: UNIT, features: features,
    ordinal: used(ORDINAL), categorical: CATEGORICAL.filter((name) => features.includes(name)),
    transforms: used(TRANSFORMS), groupBy: GROUP, time: TIME, reading: READING,
    split: split, seed: seed,
  });
};
const prepared = toSamples(SEEDS[0]);
prepared.notes.forEach((note) => console.log(note));`;

const DOUBTED = `const columns = prepared.preprocessor.columns;
showTable(columns.map((c) => ({ column: c.name, kind: c.kind, mean: c.mean, sd: c.sd })), {
  caption: \`\${prepared.train.rows} training, \${prepared.validation.rows} validation, \` +
    \`\${prepared.test.rows} test rows, \${CALLED[HELD_OUT]}\`,
});
const numeric = prepared.preprocessor.numericColumns().map((i) => columns[i]);
const inUse = numeric.filter(({ feature }) => NOISY.includes(feature));
const DOUBTED = (inUse.length > 0 ? inUse : numeric.slice(0, 1)).map(({ name }) => name);
console.log(\`Doubted is \${DOUBTED.join(", ")}: NOISY names others.\`);`;
