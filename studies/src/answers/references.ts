import { existsSync } from "node:fs";
import { join } from "node:path";
import { mean } from "lai-loss/measure";
import { z } from "zod";
import { readJsonFile } from "../json-file";
import type { StudyRuns } from "../stored/study-runs";
import { type Comparison, compare } from "./comparison";

/** What studies/references.py writes beside the stored runs. */
const CONTENT = z.object({
  format: z.literal(1, "this version reads format 1"),
  versions: z.record(z.string(), z.string()),
  runs: z.array(
    z.object({ data: z.string(), reference: z.string(), seed: z.number(), clean: z.number(), noise: z.number() }),
  ),
});

/** Another model on the same rows, such as "ridge": beside plain training of the same seed, last epoch. Plain JSON. */
export interface Reference {
  reference: string;
  /** mean test RMSE on each data set, standardised */
  means: { data: string; clean: number; noise: number }[];
  clean: Comparison;
  /** under noise .3 */
  noise: Comparison;
}

/**
 * The references beside the runs of the main study.
 *
 * @param folder of stored runs
 * @returns undefined where no references are stored there
 */
export function answerReferences(main: StudyRuns, folder: string): Reference[] | undefined {
  const file = join(folder, "references.json");
  if (!existsSync(file)) return undefined;
  const { runs } = readJsonFile(file, CONTENT, "write it again by studies/references.py", "references");
  return [...new Set(runs.map(({ reference }) => reference))].map((reference) => {
    const own = runs.filter((run) => run.reference === reference);
    const names = [...new Set(own.map(({ data }) => data))];
    const of = (data: string) => own.filter((run) => run.data === data);
    const beside = (kind: "clean" | "noise", column: string): Comparison => {
      const differences = names.map((data): [string, number[]] => {
        const plain = new Map(main.runs(data, main.study.comparison.baseline, null).map((run) => [run.seed, run]));
        return [data, of(data).map((run) => Math.log(run[kind] / plain.get(run.seed)!.get(column)!))];
      });
      return compare(main, new Map(differences));
    };
    return {
      reference,
      means: names.map((data) => ({
        data,
        clean: mean(of(data).map(({ clean }) => clean)),
        noise: mean(of(data).map(({ noise }) => noise)),
      })),
      clean: beside("clean", "last.test.rmse"),
      noise: beside("noise", "last.test.noise.1"),
    };
  });
}
