/**
 * Reading and preparing a million rows of 20 columns (16 numbers, one of them with gaps; an ordinal; two categories; the
 * target), beside pandas and scikit-learn on the same file in the same run.
 *
 * node build/bench/preparation/preparation.js [--rows 1000000] [--repeats 3] [--python PYTHON_WITH_PANDAS_AND_SKLEARN]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/base/files";
import { Random } from "../../src/base/random";
import type { FeatureInput } from "../../src/data/feature";
import { loadDataset } from "../../src/data/load";
import { prepareDataset } from "../../src/data/prepare";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "3" },
    python: { type: "string" },
    child: { type: "string" },
  },
});
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

function repeat(program: string, args: string[], repeats: number): Measured[] {
  return Array.from({ length: repeats }, () => JSON.parse(execFileSync(program, args, { encoding: "utf8" })));
}

async function main(): Promise<void> {
  if (values.child !== undefined) {
    console.log(JSON.stringify(await measure(values.child)));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "lai-bench-"));
  try {
    const path = join(folder, "table.csv");
    writeTable(path, Number(values.rows));
    const repeats = Number(values.repeats);
    const script = join(packageRoot(), "bench", "preparation", "pandas_preparation.py");
    const results = { "lai-loss": repeat(process.execPath, [__filename, "--child", path], repeats) } as Record<
      string,
      Measured[]
    >;
    if (values.python) results["pandas + scikit-learn"] = repeat(values.python, [script, path], repeats);
    const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
    console.table(
      Object.entries(results).map(([program, runs]) => ({
        program,
        "read, s": median(runs.map((run) => run.read)).toFixed(2),
        "split, fit and transform, s": median(runs.map((run) => run.prepare)).toFixed(2),
        "peak memory, MB": median(runs.map((run) => run.peakMegabytes)).toFixed(0),
      })),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
