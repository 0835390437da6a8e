import { checkChoice, checkOptions, findEntry, list, locate } from "lai-internal";
import type { Comparison, ComparisonRun, Method } from "lai-loss/compare";
import type { PreparedDataset } from "lai-loss/data";
import { accuracy, gradientNorms } from "lai-loss/measure";
import { buildMethod } from "../methods/build";
import type { StoredResults } from "../stored/load-results";
import { perturbedColumnsOf } from "../study";
import { loadStudyDataset, prepareStudyRows } from "../study-data";
import type { Finding } from "./finding";
import { RUN } from "./live-groups";
import { VIEW_OPTIONS, View, type ViewOptions } from "./view";

/** A method of a study by its name, and the value of what it tunes: ["laiMse", 0.3] or ["plainMse"]. */
export type LiveMethod = readonly [method: string, value?: number];

/** A few trainings of a study, to be done again in a notebook. */
export type LiveComparison = Omit<Comparison, "seeds" | "signal" | "onEpoch">;

/**
 * What `compareMethods` needs to train a few methods of a study again, exactly as the study did: the same rows, network and
 * learning rates.
 *
 * @returns null where the data set's file is not on this machine; a line that says how to get it is printed
 */
export async function liveComparison(
  results: StoredResults,
  methods: readonly LiveMethod[],
  options: ViewOptions = {},
): Promise<LiveComparison | null> {
  const view = new View(results, options);
  list(list((_argument, value) => value as string | number, { least: 1 }))("methods", methods); // checked by methodOf
  const data = results.study.data.find(({ name }) => name === view.data)!;
  const entry = findEntry(data.dataset);
  if (entry !== undefined && locate(entry) === undefined) {
    console.log(
      `${entry.id} is not on this machine, so that nothing is trained here: run npx lai data fetch ${entry.id}, or put ${entry.kaggle.file} into a folder and set LAI_DATA_DIR to it.`,
    );
    return null;
  }
  const dataset = await loadStudyDataset(data);
  const { epochs, warmUpEpochs, batchSize, clipNorm } = data.training;
  const prepared = new Map<number, Promise<PreparedDataset>>();
  const prepare = (seed: number): Promise<PreparedDataset> => {
    const rows = prepared.get(seed) ?? prepareStudyRows(dataset, data, seed);
    prepared.set(seed, rows);
    return rows;
  };
  const { train } = await prepare(results.study.seeds.evaluation[0]);
  return {
    methods: methods.map((method) => methodOf(view, method)),
    prepare,
    model: data.model,
    training: {
      epochs,
      warmUpEpochs,
      batchSize: Math.min(batchSize, train.rows),
      perturbedColumns: perturbedColumnsOf(data),
      clipNorm,
    },
  };
}

function methodOf(view: View, [name, value]: LiveMethod): Method {
  const [label] = view.labels(
    checkChoice(
      "method",
      name,
      view.results.study.methods.map(({ spec }) => spec.method),
    ),
  );
  const settings = view.results.runs.filter(
    ({ data, regime, setting }) => data === view.data && regime === view.regime && setting.method === label,
  );
  const wanted = value ?? null;
  const known = settings.map(({ setting }) => String(setting.value));
  const found = settings[known.indexOf(checkChoice(`value of ${name}`, String(wanted), known))];
  const { loss, training } = buildMethod(found.setting.spec);
  return {
    name: [label, found.setting.setting].filter(Boolean).join(", "),
    options: { loss, ...training, learningRate: found.learningRate },
  };
}

/** What was trained here beside what the study stored for the same seed: the last epoch. */
export function besideStored(
  results: StoredResults,
  runs: readonly ComparisonRun[],
  options: Pick<ViewOptions, "data"> = {},
): Finding {
  const view = new View(results, checkOptions("options", options, { data: VIEW_OPTIONS.data }));
  const rows = list(RUN)("runs", runs).map(({ method, seed, predictor, prepared: { test } }) => {
    const stored = view.runs
      .find(({ setting }) => [setting.method, setting.setting].filter(Boolean).join(", ") === method)
      ?.runs.get(seed);
    return {
      method,
      seed,
      "RMSE here": accuracy(predictor, test).rmse,
      "RMSE stored": stored?.measures.test?.rmse ?? null,
      "mean slope here": gradientNorms(predictor, test).mean ?? null,
      "mean slope stored": stored?.measures.test?.slope?.mean ?? null,
    };
  });
  const gaps = rows.flatMap((row) =>
    row["RMSE stored"] === null ? [] : Math.abs(row["RMSE here"] / row["RMSE stored"] - 1),
  );
  const largest = Math.max(...gaps);
  return {
    title: "Trained here, and stored",
    table: { caption: `${view.data}: test rows, last epoch, standardised`, rows },
    figures: [],
    sentences: [
      gaps.length === 0
        ? "The study has no runs of these seeds."
        : `The RMSE of ${gaps.length} models trained here differs from the stored one by at most ${(100 * largest).toPrecision(2)} %${largest < 1e-4 ? ": the stored results are these trainings" : ""}.`,
    ],
  };
}
