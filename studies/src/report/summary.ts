import { polars, writeFileAtomic } from "lai-internal";
import type { Environment } from "../environment";
import type { RunErrors, RunMeasures } from "../measure-run";
import { type PlannedRun, planStudy } from "../plan";
import type { ResolvedStudy } from "../resolve-study";
import type { RunRecord } from "../run-record";
import type { KeptEpoch } from "../study";
import { CURVES } from "./criteria";

type Cell = string | number | boolean | null;

/** One line of the summary by its columns. */
export type SummaryRow = Record<string, Cell>;

/**
 * The records of a study as a table of numbers: a line for each setting, learning rate, seed and regime. A run that stands
 * for several settings (the methods turned off) has a line for each of them.
 *
 * Columns: data, stage, method, setting, value (null where it is off or nothing is tuned), regime, learningRate, seed,
 * status, error, epochs, bestEpoch, and the measures: those of validation rows begin with "validation ", points of curves
 * end with their level ("noise 0.3"); "slopes of features" is a JSON list of mean |slope| along each feature.
 */
export function summaryRows(
  study: ResolvedStudy,
  environment: Environment,
  recordOf: (key: string) => RunRecord | undefined,
): SummaryRow[] {
  const rows: SummaryRow[] = [];
  const add = (run: PlannedRun, regimes: readonly KeptEpoch[]): void => {
    const record = recordOf(run.key);
    if (record) for (const regime of regimes) rows.push(rowOf(run, regime, record));
  };
  for (const { tuning, evaluation } of planStudy(study, environment, recordOf)) {
    for (const run of tuning) add(run, study.regimes);
    for (const run of evaluation ?? []) add(run, run.regimes);
  }
  return rows;
}

function rowOf({ setting, spec, stage, key }: PlannedRun, regime: KeptEpoch, { outcome }: RunRecord): SummaryRow {
  const { value } = setting;
  const about = {
    data: spec.data.name,
    stage,
    method: setting.method,
    setting: setting.setting,
    value: typeof value === "number" ? value : null,
    regime,
    learningRate: spec.learningRate,
    seed: spec.seed,
    key: key.slice(0, 16),
    status: outcome.status,
  };
  if (outcome.status === "failed") return { ...about, error: outcome.error.message, epochs: null, bestEpoch: null };
  const { epochs, bestEpoch, measures } = outcome;
  return { ...about, error: null, epochs, bestEpoch, ...measureCells(measures[regime]) };
}

function measureCells({ validation, test }: RunMeasures): SummaryRow {
  const slope = test?.slope;
  return {
    ...errorCells("validation ", validation),
    ...(test && errorCells("", test)),
    ...(slope && {
      "slope mean": slope.mean,
      "slope p50": slope.p50,
      "slope p95": slope.p95,
      "slope p99": slope.p99,
      "slope max": slope.max,
      "slope zero": slope.zero,
      "slope above target": slope.aboveTarget ?? null,
      "slope noisy": slope.noisy ?? null,
      "slopes of features": JSON.stringify(slope.features),
    }),
    ...(test?.lipschitz !== undefined && { lipschitz: test.lipschitz }),
  };
}

function errorCells(prefix: string, errors: RunErrors): SummaryRow {
  const { rmse, mae, r2 } = errors;
  const cells: SummaryRow = { [`${prefix}rmse`]: rmse, [`${prefix}mae`]: mae, [`${prefix}r2`]: r2 };
  for (const [curve, { levels }] of Object.entries(CURVES)) {
    for (const [i, value] of (errors[curve as keyof typeof CURVES] ?? []).entries()) {
      cells[`${prefix}${curve} ${levels[i]}`] = value;
    }
  }
  return cells;
}

/** Writes rows as a Parquet file, whole or not at all. Columns come in the order in which rows first have them. */
export function writeSummary(path: string, rows: readonly SummaryRow[]): void {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)]));
  writeFileAtomic(path, polars().DataFrame(columns).writeParquet({ compression: "zstd" }));
}
