/**
 * Reading and preparing a million rows of 20 columns (16 numbers, one of them with gaps; an ordinal; two categories; the
 * target), beside pandas and scikit-learn on the same file in the same run, turn by turn.
 *
 * node build/bench/preparation/preparation.js [--rows 1000000] [--repeats 3] [--python PYTHON_WITH_PANDAS_AND_SKLEARN]
 *   [--write]
 * --write puts the runs into bench/results/preparation.json and their table into data/README.md.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/base/files";
import { Random } from "../../src/base/random";
import { median } from "../../src/base/statistics";
import { versions } from "../../src/base/versions";
import type { FeatureInput } from "../../src/data/feature";
import { polars } from "../../src/data/polars";
import { prepare } from "../../src/data/prepare";
import { readTable } from "../../src/data/read-table";
import { writeResult } from "../keep-result";
import { describeMachine } from "../steps/machine";
import { replaceWhatIsWrittenBy } from "./readme";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "3" },
    python: { type: "string" },
    write: { type: "boolean", default: false },
    child: { type: "string" },
  },
});
const OURS = "lai-loss";
const THEIRS = "pandas + scikit-learn";
const GRADES = ["low", "mid", "high"];
const FEATURES: FeatureInput[] = [
  ...Array.from({ length: 16 }, (_, j) => ({ name: `n${j}` })),
  { name: "grade", kind: "ordinal", order: GRADES },
  { name: "town", kind: "categorical" },
  { name: "colour", kind: "categorical" },
];

interface Measured {
  read: number;
  prepare: number;
  peakMegabytes: number;
  versions?: Record<string, string>;
}

function writeTable(path: string, rows: number): void {
  const random = new Random(1, "bench");
  const parts = [`${FEATURES.map((f) => (typeof f === "string" ? f : f.name)).join(",")},y\n`];
  for (let row = 0; row < rows; row++) {
    const cells: string[] = [];
    for (let j = 0; j < 16; j++) cells.push(j === 3 && row % 20 === 0 ? "" : random.normal().toFixed(4));
    cells.push(GRADES[random.integer(3)], `town${random.integer(12)}`, `colour${random.integer(5)}`);
    cells.push(random.normal().toFixed(4));
    parts.push(`${cells.join(",")}\n`);
  }
  writeFileSync(path, parts.join(""));
}

/** One run in a process of its own, so that its peak of memory is its own. */
function measure(path: string): Measured {
  polars(); // loaded before the clock starts, as pandas is
  const start = performance.now();
  const table = readTable(path);
  const middle = performance.now();
  prepare(table, { target: "y", features: FEATURES, seed: 0 });
  const end = performance.now();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  return { read: (middle - start) / 1000, prepare: (end - middle) / 1000, peakMegabytes };
}

const run = (program: string, args: string[]): Measured =>
  JSON.parse(execFileSync(program, args, { encoding: "utf8" }));

/** Each repeat runs both, so that a busy machine slows both; who comes first changes with the repeat. */
function compare(path: string, repeats: number, python: string | undefined): Record<string, Measured[]> {
  const script = join(packageRoot(), "bench", "preparation", "pandas_preparation.py");
  const results: Record<string, Measured[]> = { [OURS]: [] };
  if (python) results[THEIRS] = [];
  for (let i = 0; i < repeats; i++) {
    const turns = [() => results[OURS].push(run(process.execPath, [__filename, "--child", path]))];
    if (python) turns.push(() => results[THEIRS].push(run(python, [script, path])));
    for (const turn of i % 2 === 0 ? turns : turns.reverse()) turn();
    console.error(`repeat ${i + 1} of ${repeats}`);
  }
  return results;
}

interface Run {
  kind: "preparation";
  date: string;
  machine: { processor: string; cores: number; memoryGigabytes: number; system: string };
  versions: Record<string, string>;
  rows: number;
  fileMegabytes: number;
  results: Record<string, Measured[]>;
}

/** The run as Markdown. */
function report({ results, machine, date, versions: ours, rows, fileMegabytes }: Run): string {
  const spread = (values: number[], digits: number): string =>
    `${median(values).toFixed(digits)} [${Math.min(...values).toFixed(digits)}, ${Math.max(...values).toFixed(digits)}]`;
  const lines = Object.entries(results).map(([program, runs]) => {
    const times = [runs.map((one) => one.read), runs.map((one) => one.prepare), runs.map(total)];
    const cells = [program, ...times.map((values) => spread(values, 2))];
    return `| ${[
      ...cells,
      spread(
        runs.map((one) => one.peakMegabytes),
        0,
      ),
    ].join(" | ")} |`;
  });
  const theirs = results[THEIRS];
  const ratios = theirs ? results[OURS].map((one, i) => total(one) / total(theirs[i])) : [];
  const tableMegabytes = (rows * (FEATURES.length + 1) * 8) / 2 ** 20;
  const versionsOfPython = theirs?.[0].versions ?? {};
  return [
    `${date.slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, ${rows} rows; median [least, most] of ${results[OURS].length} turns.`,
    `The file has ${fileMegabytes.toFixed(0)} MB, the table as 64-bit numbers ${tableMegabytes.toFixed(0)} MB; a peak is that of the whole process.`,
    "",
    "| program | read, s | split, fit and transform, s | together, s | peak memory, MB |",
    "|---|---|---|---|---|",
    ...lines,
    "",
    ...(theirs ? [`Time of ${OURS} / time of ${THEIRS} within a turn: ${spread(ratios, 2)}.`] : []),
    [...Object.entries(ours), ...Object.entries(versionsOfPython)]
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  ].join("\n");
}

const total = ({ read, prepare }: Measured): number => read + prepare;

async function main(): Promise<void> {
  if (values.child !== undefined) {
    console.log(JSON.stringify(measure(values.child)));
    return;
  }
  const rows = Number(values.rows);
  const folder = mkdtempSync(join(tmpdir(), "lai-bench-"));
  try {
    const path = join(folder, "table.csv");
    writeTable(path, rows);
    const { pinnedCores: _, ...machine } = describeMachine();
    const record: Run = {
      kind: "preparation",
      date: new Date().toISOString(),
      machine,
      versions: versions(),
      rows,
      fileMegabytes: statSync(path).size / 2 ** 20,
      results: compare(path, Number(values.repeats), values.python),
    };
    console.log(report(record));
    if (values.write) {
      const written = writeResult(join(packageRoot(), "bench", "results", "preparation.json"), record);
      replaceWhatIsWrittenBy("preparation", report(written));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
