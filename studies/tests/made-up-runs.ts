import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStudy } from "../src/check-study";
import { environment } from "../src/environment";
import type { RunMeasures } from "../src/measure-run";
import { type PlannedRun, planStudy } from "../src/plan";
import { readFields } from "../src/read-study";
import { resolveStudy } from "../src/resolve-study";
import { StudyStore } from "../src/store/store";
import { exportRuns } from "../src/stored/export-runs";
import { readStoredRuns } from "../src/stored/stored-study";
import { newFolder } from "./small-study";

/** What a made-up run says of one model, by its place among the method's values (0 for plain training) and its seed. */
export type MakeUp = (run: PlannedRun, place: number) => { clean: number; noise: number; slope: number };

/** The embedded data sets that made-up runs are of, and another split of the first. */
const DATASETS = ["concrete", "auto-mpg", "wine-red"];
const MAIN_DATA = DATASETS.flatMap((dataset) =>
  dataset === "concrete" ? [{ dataset }, { name: "concrete by rows", dataset, split: "random" }] : [{ dataset }],
);

/**
 * Stores runs that were not trained but made up, of a study in studies/ cut down to embedded data sets and four seeds, and exports
 * them.
 *
 * @param name of the study; the main one has another split besides
 * @param datasets that it is cut down to, where it is not the main one
 * @returns the folder of the exported runs
 */
export async function storeMadeUp(
  makeUp: MakeUp,
  folder = newFolder(),
  name = "main",
  datasets: readonly string[] = DATASETS,
): Promise<string> {
  const file = readFields(join(__dirname, `../../../${name}.json`));
  const noisy = file.data as { dataset: string }[];
  const study = await resolveStudy(
    checkStudy({
      ...file,
      ...(name === "main"
        ? { data: MAIN_DATA, training: { epochs: 10, warmUpEpochs: 1, learningRate: 0.01 } }
        : { data: noisy.filter(({ dataset }) => datasets.includes(dataset)) }),
      seeds: { tuning: 0, evaluation: 4 },
    }),
  );
  const store = new StudyStore(newFolder());
  const here = await environment();
  store.writeStudy(study, here);
  const values = new Map(study.methods.map(({ label, grid }) => [label, grid]));
  for (const { evaluation } of planStudy(study, here, () => undefined)) {
    for (const run of evaluation!) {
      const place = Math.max(0, values.get(run.setting.method)!.indexOf(run.setting.value ?? "off"));
      const made = measuresOf(makeUp(run, place));
      const measures = name === "main" ? made : { ...made, noisyValidation: made.validation };
      const outcome = {
        status: "done" as const,
        epochs: 10,
        bestEpoch: 5,
        measures: { best: measures, last: measures },
      };
      const cost = { prepare: 0, train: 0, measure: 0, ended: "2026-01-01", node: "v20" };
      if (store.get(run.key) === undefined) store.put({ key: run.key, run: run.label, outcome, cost });
    }
  }
  store.close();
  exportRuns(store.folder, folder);
  return folder;
}

function measuresOf({ clean, noise, slope }: ReturnType<MakeUp>): RunMeasures {
  const errors = {
    rmse: clean,
    mae: 0.8 * clean,
    r2: 1 - clean ** 2 / 4,
    noise: [(clean + noise) / 2, noise, 2 * noise],
    featureNoise: [clean, (clean + noise) / 2, noise],
    attack: [noise, 1.5 * noise],
  };
  const slopes = {
    mean: slope,
    p50: 0.9 * slope,
    p95: 2 * slope,
    p99: 3 * slope,
    max: 4 * slope,
    zero: 0,
    features: [slope],
  };
  const bound = { aboveTarget: 0.5, excess: 0.1 * slope };
  return { validation: errors, test: { ...errors, slope: { ...slopes, ...bound }, lipschitz: 3 * slope } };
}

/** Stores made-up measures of another model beside made-up runs of the main study: plain training's, times a factor. */
export function storeReference(folder: string, reference: string, factor: number): void {
  const main = readStoredRuns("main", { folder });
  const runs = DATASETS.flatMap((data) =>
    main.runs(data, "MSE", null).map((run) => ({
      ...{ data, reference, seed: run.seed },
      clean: factor * run.get("last.test.rmse")!,
      noise: factor ** 2 * run.get("last.test.noise.1")!,
    })),
  );
  writeFileSync(join(folder, "references.json"), JSON.stringify({ format: 1, versions: {}, runs }));
}
