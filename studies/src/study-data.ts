import { columnsOf, rowCount } from "lai-internal";
import { ArgumentError, Random, type Samples } from "lai-loss";
import { type Dataset, loadDataset, type PreparedDataset, prepareDataset, takeRows } from "lai-loss/data";
import { type PrincipalDirections, principalDirections } from "lai-loss/measure";
import { withLabelNoise } from "./label-noise";
import type { StudyData } from "./study";
import { withTrainingNoise } from "./training-noise";

/** The rows of one data set and one seed, as every run of them meets them. */
export interface RunData extends Pick<PreparedDataset, "train" | "validation" | "test"> {
  sha256: string;
  /** the validation rows with the noise of the training rows, where these have some */
  noisyValidation?: Samples;
  /** of the training rows */
  directions: PrincipalDirections;
}

/** Loads a study's data set; a set of the catalogue that is not on this machine is not downloaded. */
export function loadStudyDataset({ dataset, target }: StudyData): Promise<Dataset> {
  return target === undefined ? loadDataset(dataset, { download: false }) : loadDataset(dataset, { target });
}

/** SHA-256 of data sets that were looked at. */
const seen = new Map<string, Promise<string>>();

/**
 * Checks that a study's data are on this machine, each once.
 *
 * @throws ArgumentError where they are missing, or are not those that the study was begun with
 */
export async function checkDataIsHere(data: StudyData & { sha256: string }): Promise<void> {
  const load = async (): Promise<string> => (await loadStudyDataset(data)).sha256;
  checkSameData(data, await keep(seen, JSON.stringify([data.dataset, data.target]), load));
}

/** @throws ArgumentError where data are not those that a study was begun with */
export function checkSameData({ name, sha256 }: { name: string; sha256: string }, found: string): void {
  if (found === sha256) return;
  const remedy = `the study was begun with ${sha256}: bring back those data, or begin a new study.`;
  throw new ArgumentError(`SHA-256 of ${name}`, found, remedy);
}

/**
 * Splits and standardises the rows of one seed. Where the study takes a part of the rows, the seed draws them first; where it
 * wants noise on labels, it is put there last.
 */
export async function prepareStudyRows(dataset: Dataset, data: StudyData, seed: number): Promise<PreparedDataset> {
  const { split, fractions, features, transforms, targetTransform } = data;
  const prepared = await prepareDataset(drawRows(dataset, data.rows, seed), {
    seed,
    split,
    fractions,
    features,
    transforms,
    target: targetTransform && { transform: targetTransform },
  });
  return data.labelNoise ? { ...prepared, ...(await withLabelNoise(prepared, data.labelNoise, seed)) } : prepared;
}

/** The same as the runs of a study meet it. */
async function prepareRunData(dataset: Dataset, data: StudyData, seed: number): Promise<RunData> {
  const { train, validation, test } = await prepareStudyRows(dataset, data, seed);
  const { trainingNoise, noisyFeatures = [] } = data;
  const rows =
    trainingNoise === undefined
      ? { train, validation }
      : withTrainingNoise({ train, validation }, trainingNoise, noisyFeatures, seed);
  return { ...rows, test, sha256: dataset.sha256, directions: principalDirections(rows.train) };
}

function drawRows(dataset: Dataset, rows: number | undefined, seed: number): Dataset {
  const all = rowCount(columnsOf(dataset.table));
  if (rows === undefined || rows >= all) return dataset;
  const chosen = new Random(seed, "study rows").permutation(all).slice(0, rows).sort();
  return { ...dataset, table: takeRows(dataset.table, chosen) };
}

/** Prepared data sets that are kept: runs come ordered by data set and seed, so few are enough. */
const KEPT = 4;

/** Loads and prepares what runs ask for, each once while it is in use. */
export class RunDataCache {
  private readonly datasets = new Map<string, Promise<Dataset>>();
  private readonly prepared = new Map<string, Promise<RunData>>();

  get(data: StudyData, seed: number): Promise<RunData> {
    const { dataset, target } = data;
    const loaded = keep(this.datasets, JSON.stringify([dataset, target]), () => loadStudyDataset(data));
    const { model: _model, training: _training, ...rows } = data;
    return keep(this.prepared, JSON.stringify([rows, seed]), async () => prepareRunData(await loaded, data, seed));
  }
}

/** The value of a key, made where it is missing; the longest unused goes. */
function keep<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  value.catch(() => map.get(key) === value && map.delete(key)); // what failed is tried again when it is next asked for
  for (const oldest of map.keys()) {
    if (map.size <= KEPT) break;
    map.delete(oldest);
  }
  return value;
}
