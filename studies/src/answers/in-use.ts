import { median } from "lai-internal";
import { meanOf } from "../stored/study-runs";
import type { KeptEpoch } from "../study";
import { type Choices, NOISE } from "./choose";

/** The models of one method on one data set, each seed's own choice in use: means over the seeds. */
export interface InUse {
  epoch: KeptEpoch;
  data: string;
  method: string;
  /** clean test RMSE, and that under noise .3 */
  clean: number;
  noise: number;
  slope: number;
  slopeP95: number;
  /** median of the values that were chosen; null where mostly "off" was */
  value: number | null;
}

export function inUse(choices: Choices, epoch: KeptEpoch, data: string, method: string): InUse {
  const own = choices.of(data, method, epoch, NOISE);
  const of = (column: string): number =>
    meanOf(
      own.map(({ run }) => run),
      `${epoch}.test.${column}`,
    );
  const values = own.flatMap(({ value }) => (typeof value === "number" ? value : []));
  return {
    epoch,
    data,
    method,
    clean: of("rmse"),
    noise: of(NOISE.column),
    slope: of("slope.mean"),
    slopeP95: of("slope.p95"),
    value: 2 * values.length > own.length ? median(values) : null,
  };
}
