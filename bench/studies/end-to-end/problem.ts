import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/base/files";
import type { Samples } from "../../../src/base/samples";
import { checkStudy } from "../../../studies/src/check-study";
import { sampleBytes } from "../../../studies/src/export-cells";
import { methodLabel } from "../../../studies/src/methods/build";
import { resolveStudy } from "../../../studies/src/resolve-study";
import { allSettings } from "../../../studies/src/settings";
import { loadStudyDataset, prepareStudyRows } from "../../../studies/src/study-data";

const STUDY = join(packageRoot(), "bench", "studies", "end-to-end", "study.json");

/** What is changed to see quickly that everything works. */
const QUICK = { training: { epochs: 6, batchSize: 64, warmUpEpochs: 2 }, seeds: { tuning: 2, evaluation: 4 } };

/** One value of one method: `value` is of what the method tunes, null for plain training. */
export interface ProblemSetting {
  setting: string;
  method: string;
  value: number | null;
}

/** What the programs of other languages read, beside the samples: float32 row by row, the target last. */
export interface Problem {
  study: string;
  hidden: readonly number[];
  training: { epochs: number; batchSize: number; warmUpEpochs: number };
  learningRates: readonly number[];
  seeds: { tuning: readonly number[]; evaluation: readonly number[] };
  settings: ProblemSetting[];
  data: { name: string; columns: number; trainingRows: number }[];
  processes: number;
  trainings: number;
}

const PARTS = ["train", "validation", "test"] as const;
type Part = (typeof PARTS)[number];

/** Rows that are alike stay together, so that seeds differ by a row: who trains all seeds at once needs equal numbers. */
function firstRows(samples: Samples, rows: number): Samples {
  return { ...samples, rows };
}

/** Plain training is there once, whatever it is called. */
export const PLAIN = "MSE";

/** Writes the study as its own file, problem.json, and NAME-SEED-PART.f32 of each data set, seed and part. */
export async function writeProblem(folder: string, processes: number, quick: boolean): Promise<Problem> {
  const fields = { ...JSON.parse(readFileSync(STUDY, "utf8")), ...(quick && QUICK) };
  const study = join(folder, "study.json");
  writeFileSync(study, JSON.stringify(fields));
  const resolved = await resolveStudy(checkStudy(fields));
  const { learningRates, seeds } = resolved;
  const data = [];
  for (const entry of resolved.data) {
    const dataset = await loadStudyDataset(entry);
    const prepared: { seed: number; rows: Record<Part, Samples> }[] = [];
    for (const seed of [...seeds.tuning, ...seeds.evaluation])
      prepared.push({ seed, rows: await prepareStudyRows(dataset, entry, seed) });
    const size = (part: Part): number => Math.min(...prepared.map(({ rows }) => rows[part].rows));
    const sizes = { train: size("train"), validation: size("validation"), test: size("test") };
    for (const { seed, rows } of prepared) {
      for (const part of PARTS)
        writeFileSync(
          join(folder, `${entry.name}-${seed}-${part}.f32`),
          sampleBytes(firstRows(rows[part], sizes[part])),
        );
    }
    const columns = prepared[0].rows.train.features + 1;
    if (prepared.some(({ rows }) => rows.train.features + 1 !== columns))
      throw new Error(`the seeds of ${entry.name} differ in their columns.`);
    data.push({ name: entry.name, columns, trainingRows: sizes.train });
  }
  const settings = allSettings(resolved, resolved.data[0])
    .filter(({ value, spec }) => value !== "off" || spec.method === "plainMse")
    .map(({ value, spec }) => ({
      setting: typeof value === "number" ? methodLabel(spec) : PLAIN,
      method: spec.method,
      value: typeof value === "number" ? value : null,
    }));
  const trainings =
    data.length * settings.length * (learningRates.length * seeds.tuning.length + seeds.evaluation.length);
  const { hidden } = resolved.data[0].model;
  const { epochs, batchSize, warmUpEpochs } = resolved.data[0].training;
  const training = { epochs, batchSize, warmUpEpochs };
  const problem = { study, hidden, training, learningRates, seeds, settings, data, processes, trainings };
  writeFileSync(join(folder, "problem.json"), JSON.stringify(problem));
  return problem;
}
