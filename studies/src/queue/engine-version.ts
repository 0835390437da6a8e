import { createHash } from "node:crypto";
import { packageVersion } from "lai-internal";
import { type Environment, environment, showEnvironment } from "../environment";
import { canonicalJson } from "../run-spec";

/** What has to be equal for two machines to share a study: what computes, and the numbers that come of it. */
export interface EngineVersion {
  /** of the package */
  version: string;
  environment: Environment;
}

/** The version of this process. */
export async function engineVersion(): Promise<EngineVersion> {
  return { version: packageVersion(), environment: await environment() };
}

/** The queue of BullMQ for the runs of one version: workers of another never see them. */
export function queueName(version: EngineVersion): string {
  return `runs-${createHash("sha256").update(canonicalJson(version)).digest("hex").slice(0, 16)}`;
}

/** For messages: "lai-loss 0.1.0, numerics 0a1b2c3d4e5f6a7b, ...". */
export function showVersion({ version, environment: own }: EngineVersion): string {
  return `lai-loss ${version}, ${showEnvironment(own)}`;
}
