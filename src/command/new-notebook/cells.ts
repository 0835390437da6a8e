import { type CatalogueEntry, kagglePage } from "../../data/catalogue";
import type { InspectedFile } from "../../data/inspect-file";
import type { ReadOptions } from "../../data/read-options";

/** What is asked of a file. */
export interface Asked {
  /** the column to predict */
  target: string;
  /** its unit; defaults to "" */
  targetUnit: string;
  /** rows that agree in this column stay on one side of the split */
  group?: string;
  /** a column of times: the split is chronological */
  time?: string;
  /** how the file is read; missing codes default to the usual ones that are found, each in its column */
  reading: ReadOptions;
  /** what `adviseLoss` is asked; defaults to "noisy inputs" */
  question: string;
  /** the command line that writes this notebook, if one does */
  command?: string;
}

/** The same with what is known of the file, its target and its columns. */
export interface FileValues extends Asked {
  /** the data file's own name */
  name: string;
  /** the data file as the notebook names it */
  file: string;
  /** what the catalogue knows, where the file comes with the package */
  entry?: CatalogueEntry;
  /** how the target is learnt, as a sentence's end */
  targetReason: string;
  isBinary: boolean;
  inspected: InspectedFile;
  /** with a target */
  rows: number;
}

/** The sources of the template's cells that are made for a file, by the ids of the cells. */
export function ownCells(values: FileValues): Record<string, string> {
  return {
    title: title(values),
    parameters: parameters(values),
    "read-notes": readNotes(values),
    read: read(values),
    "clean-notes": cleanNotes(values),
    clean: clean(values),
  };
}

function title({ name, file, entry, target, rows, command }: FileValues): string {
  const count = rows.toLocaleString("en");
  const source = entry
    ? `[${entry.kaggle.slug}](${kagglePage(entry)}) on Kaggle, embedded here as \`${file}\`, ${count} rows with a target (${entry.source}). **Licence:** ${entry.licence}; this notebook: MIT.`
    : `\`${file}\`, ${count} rows with a target; source and licence are yours to name here.`;
  const another = command
    ? `\n\n**A template.** What is guessed of this file stands in three cells, *Parameters*, *Look* and *Clean*. This command guessed it and wrote the notebook; it does so for any table:\n\n\`\`\`sh\n${command}\n\`\`\``
    : "";
  return `# Which loss for \`${target}\` of ${name}?

**Question.** Which loss answers what is wanted of a model of \`${target}\`, and what does it change: in accuracy, in slopes, under noise, under attack?

**Data.** ${source} **Run time:** ${rows < 100_000 ? "a minute or two" : "minutes"} on two cores; the bars below tell.

**Answer.** In sentences at the end, made from the numbers of this run.

*What is whose:* the loss, lambda's two branches and the MSE variant are the paper's ([arXiv 2405.07884](https://arxiv.org/abs/2405.07884)). Warm-up and random part of each batch are our reading of it; the norm over several features, the choice of features, the logistic form and the advice are ours.${another}`;
}

/** Epochs and seeds by the number of rows, so that the notebook takes a minute or two; the rest is as in the studies. */
function parameters(values: FileValues): string {
  const { file, target, targetUnit, targetReason, isBinary, group, time, inspected, rows, question } = values;
  const features = inspected.features.map(({ feature }) => feature);
  const names = features.map(({ name }) => json(name));
  const ordinal = features.flatMap(({ name, order }) => (order ? `${key(name)}: ${json(order)}` : []));
  const categorical = features.flatMap(({ name, kind }) => (kind === "categorical" ? json(name) : []));
  const transforms = features.flatMap(({ name, log1p, period }) => {
    if (log1p) return `${key(name)}: "log1p"`;
    return period ? `${key(name)}: { kind: "cyclic", period: ${period} }` : [];
  });
  const epochs = Math.min(100, Math.max(rows > 200_000 ? 3 : 10, Math.round(300_000 / rows)));
  const seeds = [0, 1, 2, 3, 4].slice(0, rows >= 20_000 ? 2 : rows >= 2000 ? 3 : 5);
  return [
    noted(`const FILE = ${json(file)};`, "or another path"),
    noted(`const TARGET = ${json(target)};`, targetReason),
    noted(`const UNIT = ${json(targetUnit)};`, "of the target"),
    noted(
      `const TARGET_TRANSFORM: "none" | "log1p" | "binary" = "${isBinary ? "binary" : "none"}";`,
      isBinary ? "" : '"log1p": long tail',
    ),
    filled("const FEATURES = [", names, "];"),
    filled("const ORDINAL: Record<string, string[]> = {", ordinal, "};"),
    filled("const CATEGORICAL: string[] = [", categorical, "];"),
    filled('const TRANSFORMS: PrepareOptions["transforms"] = {', transforms, "};"),
    noted(`const GROUP: string[] = ${json(group === undefined ? [] : [group])};`, "rows alike in these stay together"),
    noted(`const TIME: string | undefined = ${json(time) ?? "undefined"};`, "a column of times: the latest rows test"),
    noted("const NOISY: string[] = [];", "features whose readings are doubted; none: all"),
    noted(`const QUESTION: Question = ${json(question)};`, "what is wanted; see The advice"),
    noted(`const SEEDS = [${seeds.join(", ")}];`, "each draws split, weights, batches and noise"),
    "const LAMBDAS = [0.1, 0.3, 1];",
    noted("const PENALTIES = [0.01, 0.1, 1];", "weights of the gradient penalty |g|²"),
    "const HIDDEN = [64, 32];",
    'const ACTIVATION = "tanh";',
    `const EPOCHS = ${epochs};`,
    `const BATCH_SIZE = ${rows >= 20_000 ? 256 : rows >= 2000 ? 128 : rows >= 500 ? 64 : Math.max(2, Math.min(32, Math.floor(rows / 4)))};`,
    "const LEARNING_RATE = 0.003;",
    noted("const NOISE = [0.05, 0.1, 0.2, 0.3, 0.5];", "standard deviations of each noisy feature"),
    noted("const JUDGED_AT = 0.3;", "one of them: the noise that the advice speaks of"),
  ].join("\n");
}

function readNotes({ inspected }: FileValues): string {
  const { notes, missingReasons, report } = inspected;
  const seen = [...notes, ...missingReasons.map((reason) => `Taken for missing: ${reason}.`), ...report.warnings];
  return `## Look

\`readTable\` gives a polars frame, strictly: nothing is padded, cut or set to null without a word. \`READING\` says what it cannot know: \`missing\` codes by column, columns that are \`text\` though they look like numbers, and where needed \`dates\` (\`{ day: "%d/%m/%Y" }\`), \`thousands\`, \`decimal\`, \`percent\`, \`currency\`, \`encoding\`, \`separator\`, \`names\`.${seen.length === 0 ? "" : `\n\n**Seen in this file:**\n${listed(seen)}`}`;
}

function read({ inspected, reading }: FileValues): string {
  const { text = [], missing: _guessed, ...others } = reading;
  const { missing } = inspected;
  const byColumn = Object.entries(missing).map(([name, of]) => `${key(name)}: ${json(of)}`);
  const codes = Array.isArray(missing)
    ? filled("  missing: [", missing.map(json), "],", 2)
    : filled("  missing: {", byColumn, "},", 2);
  return [
    "const READING: ReadOptions = {",
    codes,
    filled("  text: [", text.map(json), "],", 2),
    ...Object.entries(others).map(([name, value]) => `  ${name}: ${json(value)},`),
    "};",
    "const raw = readTable(FILE, READING);",
    "console.log(raw.head(5).toString());",
  ].join("\n");
}

function cleanNotes({ inspected: { features, leftOut } }: FileValues): string {
  const taken = features.map(({ feature, reason }) => `\`${feature.name}\`: ${reason}`);
  const left = leftOut.map(({ name, reason }) => `\`${name}\`: ${reason.replace(/^left out: /, "")}`);
  return `## Clean

What is done to the columns of the file is a function of a frame, so that a single row can later go the same way; make columns of others there, and name them in \`FEATURES\`. How each column is taken was guessed, and is changed under *Parameters*:

${listed(taken)}${left.length === 0 ? "" : `\n\n**Left out:**\n${listed(left)}`}`;
}

function clean({ inspected: { report, leftOut }, target }: FileValues): string {
  const dates = report.columns.filter(({ type, name }) => type === "date" && name !== target);
  const parts = dates.flatMap(({ name, dtype }) =>
    ["month", "weekday", ...(dtype === "Date" ? [] : ["hour"])].map(
      (part) => `  pl.col(${json(name)}).date.${part}().cast(pl.Float64).alias(${json(`${name} ${part}`)}),`,
    ),
  );
  const made =
    parts.length > 0
      ? ["const clean = (frame: pl.DataFrame) => frame.withColumns(", ...parts, ");"]
      : ['const clean = (frame: pl.DataFrame) => frame; // .withColumns(pl.col("a").log().alias("log a"))'];
  const dropped = leftOut.map(({ name }) => json(name));
  return [
    ...made,
    dropped.length === 0
      ? "const table = clean(raw.filter(pl.col(TARGET).isNotNull()));"
      : filled("const table = clean(raw.filter(pl.col(TARGET).isNotNull())).drop(", dropped, ");"),
    `console.log(\`\${table.height} of \${raw.height} rows have a target.\`);`,
  ].join("\n");
}

const json = (value: unknown): string => JSON.stringify(value);

/** A property's name as code. */
const key = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : `[${json(name)}]`;

const listed = (items: readonly string[]): string => items.map((item) => `- ${item.replace(/\s+/g, " ")}`).join("\n");

/** A line of code with a remark, where both fit. */
function noted(code: string, remark: string): string {
  const line = `${code.padEnd(41)} // ${remark.replace(/\s+/g, " ")}`;
  return remark === "" || line.length > 100 ? code : line;
}

/** Items between brackets: on one line where they fit, else on filled lines of their own. */
function filled(open: string, items: readonly string[], close: string, indent = 0): string {
  const isObject = open.endsWith("{") && items.length > 0;
  const line = `${open}${isObject ? " " : ""}${items.join(", ")}${isObject ? " " : ""}${close}`;
  if (line.length <= 100) return line;
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && indent + 2 + last.length + item.length + 3 <= 100)
      lines[lines.length - 1] = `${last} ${item},`;
    else lines.push(`${item},`);
  }
  const margin = " ".repeat(indent + 2);
  return [open, ...lines.map((one) => margin + one), " ".repeat(indent) + close].join("\n");
}
