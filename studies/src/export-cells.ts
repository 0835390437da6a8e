/**
 * Writes what another program needs to train cells of a stored study again: the prepared samples of each seed, how they are
 * trained, and what the study's runs measured. `studies/retrain.py` and `studies/references.py` call it.
 *
 * node studies/dist/export-cells.js '[{"data": "concrete", "method": "MSE", "value": null}]' FOLDER [RUNS]
 */
import { join } from "node:path";
import { isNumericColumn, writeFileAtomic } from "lai-internal";
import { ArgumentError, type PerturbedColumns, type Samples } from "lai-loss";
import { readStoredRuns } from "./stored/stored-study";
import type { StudyRuns } from "./stored/study-runs";
import { perturbedColumnsOf } from "./study";
import { checkSameData, loadStudyDataset, prepareStudyRows } from "./study-data";

/** One data set with one setting of one method of a study, as tables name them. */
export interface Cell {
  data: string;
  method: string;
  /** of what the method tunes; null where it tunes nothing */
  value: number | null;
}

/** What a study has of a run's last epoch, by the name that the other program gives it. */
const MEASURES = { rmse: "last.test.rmse", slope: "last.test.slope.mean", noise: "last.test.noise.1" } as const;

/**
 * Writes cells.json and the samples of each seed, float32 row by row with the target last.
 *
 * @param folder that is there
 * @param runs the folder of stored runs; defaults to data/results
 * @throws ArgumentError for a cell that the study has no runs of, or one of whose runs failed
 */
export async function exportCells(study: string, cells: readonly Cell[], folder: string, runs?: string): Promise<void> {
  const stored = readStoredRuns(study, { folder: runs });
  const written = [];
  for (const cell of cells) written.push(await exportCell(stored, cell, folder));
  writeFileAtomic(join(folder, "cells.json"), `${JSON.stringify(written, null, 1)}\n`);
}

async function exportCell(stored: StudyRuns, cell: Cell, folder: string): Promise<object> {
  const { data, method, value } = cell;
  const entry = stored.study.data.find(({ name }) => name === data);
  const spec = stored.study.methods.find(({ label }) => label === method)?.spec;
  if (!entry || !spec) throw new ArgumentError("cell", cell, "the study has no such data set or method.");
  const runs = stored.runs(data, method, value);
  if (runs.length === 0) throw new ArgumentError("cell", cell, "the study has no runs of it.");
  const dataset = await loadStudyDataset(entry);
  checkSameData(entry, dataset.sha256);
  const seeds = [];
  for (const run of runs) {
    const { train, validation, test } = await prepareStudyRows(dataset, entry, run.seed);
    const write = (part: string, samples: Samples): string => {
      const file = `${data}-${run.seed}-${part}.f32`.replaceAll(" ", "-");
      writeFileAtomic(join(folder, file), sampleBytes(samples));
      return file;
    };
    const measured = Object.entries(MEASURES).map(([name, path]) => {
      const number = run.get(path);
      if (number === null) throw new ArgumentError("cell", cell, `the run of seed ${run.seed} failed: choose another.`);
      return [name, number];
    });
    seeds.push({
      seed: run.seed,
      columns: train.features + 1,
      movedColumns: movedColumns(test, perturbedColumnsOf(entry)),
      train: write("train", train),
      validation: write("validation", validation),
      test: write("test", test),
      stored: Object.fromEntries(measured),
    });
  }
  return { ...cell, spec, model: entry.model, training: entry.training, seeds };
}

function movedColumns(samples: Samples, which: PerturbedColumns): number[] {
  const all = Array.from({ length: samples.features }, (_, column) => column);
  return which === "all" ? all : all.filter((column) => isNumericColumn(samples, column));
}

/** Float32 row by row, the target last. */
export function sampleBytes({ x, y, rows, features }: Samples): Buffer {
  const bytes = Buffer.alloc(4 * rows * (features + 1));
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < features; column++) at = bytes.writeFloatLE(x[row * features + column], at);
    at = bytes.writeFloatLE(y[row], at);
  }
  return bytes;
}

if (require.main === module) {
  const [cells, folder, runs] = process.argv.slice(2);
  exportCells("main", JSON.parse(cells), folder, runs).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
