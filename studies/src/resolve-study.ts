import { ArgumentError, checkChoice, columnsOf, rowCount } from "lai-internal";
import type { Dataset } from "lai-loss/data";
import type { Study, StudyData } from "./study";
import { loadStudyDataset } from "./study-data";

/** A data set of a study that was looked at: its hash is known and its noisy features are named. */
export interface ResolvedData extends StudyData {
  /** over the parsed values of the columns used */
  sha256: string;
  noisyFeatures: readonly string[];
}

/** A study whose data sets were found on this machine. Plain JSON: everything that decides which runs there are. */
export interface ResolvedStudy extends Study {
  data: readonly ResolvedData[];
}

/**
 * Loads each data set of a study once, so that what is missing or misnamed is known before anything is trained.
 *
 * @throws ArgumentError for a data set that is not here, too few rows or an unknown feature
 */
export async function resolveStudy(study: Study): Promise<ResolvedStudy> {
  const data: ResolvedData[] = [];
  for (const entry of study.data) data.push(resolveData(entry, await loadStudyDataset(entry)));
  return { ...study, data };
}

function resolveData(entry: StudyData, dataset: Dataset): ResolvedData {
  const where = `study.data ${entry.name}`;
  const rows = rowCount(columnsOf(dataset.table));
  if (entry.rows !== undefined && entry.rows > rows) {
    throw new ArgumentError(
      `${where}: rows`,
      entry.rows,
      `the data set has ${rows}; give at most that, or leave it out.`,
    );
  }
  const known = dataset.features.map((feature) => feature.name);
  const named = [...(entry.features ?? []), ...Object.keys(entry.transforms ?? {}), ...(entry.noisyFeatures ?? [])];
  for (const feature of named) checkChoice(`${where}: feature`, feature, known);
  const used = entry.features ?? known;
  // only a feature that stays one column under its own name can be made noisy by itself
  const single = dataset.features
    .filter(({ kind }) => kind === "numeric" || kind === "ordinal")
    .map(({ name }) => name);
  const noisyFeatures = (entry.noisyFeatures ?? dataset.noisyFeatures).filter(
    (name) => used.includes(name) && single.includes(name),
  );
  return { ...entry, sha256: dataset.sha256, noisyFeatures };
}
