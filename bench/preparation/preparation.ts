/**
 * Reading and preparing a million rows of 20 columns (16 numbers, one of them with gaps; an ordinal; two categories; the
 * target), beside pandas and scikit-learn on the same file in the same run, turn by turn.
 *
 * node build/bench/preparation/preparation.js [--rows 1000000] [--repeats 3] [--python PYTHON_WITH_PANDAS_AND_SKLEARN]
 *   [--json FILE]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot, writeFileAtomic } from "../../src/base/files";
import { Random } from "../../src/base/random";
import { versions } from "../../src/base/versions";
import type { FeatureInput } from "../../src/data/feature";
import { loadDataset } from "../../src/data/load";
import { prepareDataset } from "../../src/data/prepare";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "3" },
    python: { type: "string" },
    json: { type: "string" },
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
async function measure(path: string): Promise<Measured> {
  const start = performance.now();
  const dataset = await loadDataset(path, { target: "y", features: FEATURES });
  const middle = performance.now();
  await prepareDataset(dataset, { seed: 0 });
  const end = performance.now();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  return { read: (middle - start) / 1000, prepare: (end - middle) / 1000, peakMegabytes };
}

const run = (program: string, args: string[]): Measured =>
  JSON.parse(execFileSync(program, args, { encoding: "utf8" }));

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Each repeat runs ours and then theirs, so that a busy machine slows both. */
function compare(path: string, repeats: number, python: string | undefined): Record<string, Measured[]> {
  const script = join(packageRoot(), "bench", "preparation", "pandas_preparation.py");
  const results: Record<string, Measured[]> = { [OURS]: [] };
  if (python) results[THEIRS] = [];
  for (let i = 0; i < repeats; i++) {
    results[OURS].push(run(process.execPath, [__filename, "--child", path]));
    if (python) results[THEIRS].push(run(python, [script, path]));
  }
  return results;
}

function report(results: Record<string, Measured[]>): void {
  console.table(
    Object.entries(results).map(([program, runs]) => ({
      program,
      "read, s": median(runs.map((one) => one.read)).toFixed(2),
      "split, fit and transform, s": median(runs.map((one) => one.prepare)).toFixed(2),
      "together, s": median(runs.map(total)).toFixed(2),
      "peak memory, MB": median(runs.map((one) => one.peakMegabytes)).toFixed(0),
    })),
  );
  const theirs = results[THEIRS];
  if (!theirs) return;
  const ratios = results[OURS].map((one, i) => total(one) / total(theirs[i]));
  const [low, middle, high] = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map((r) => r.toFixed(2));
  console.log(`time of ${OURS} / time of ${THEIRS}, repeat by repeat: median ${middle}, from ${low} to ${high}`);
}

const total = ({ read, prepare }: Measured): number => read + prepare;

async function main(): Promise<void> {
  if (values.child !== undefined) {
    console.log(JSON.stringify(await measure(values.child)));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "lai-bench-"));
  try {
    const path = join(folder, "table.csv");
    writeTable(path, Number(values.rows));
    const results = compare(path, Number(values.repeats), values.python);
    report(results);
    if (values.json) {
      const record = { bench: "preparation", rows: Number(values.rows), ...versions(), results };
      writeFileAtomic(values.json, `${JSON.stringify(record, null, 1)}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
