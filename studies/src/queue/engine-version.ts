import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "lai-loss/internal";
import { type Environment, environment, showEnvironment } from "../environment";
import { canonicalJson } from "../run-spec";

/** What has to be equal for two machines to share a study: what computes, and the code that says what is computed. */
export interface EngineVersion {
  /** of the package */
  version: string;
  /** start of a SHA-256 over the compiled code that decides a run's numbers */
  code: string;
  environment: Environment;
}

/** The rooms of this package whose code decides a run's numbers. */
const ROOMS = ["base", "data", "loss", "model", "engine", "train", "measure", "study"];

/** The version of this process. */
export function engineVersion(): EngineVersion {
  return { version: packageVersion(), code: codeHash(join(__dirname, "..", "..")), environment: environment() };
}

/** The queue of BullMQ for the runs of one version: workers of another never see them. */
export function queueName(version: EngineVersion): string {
  return `runs-${createHash("sha256").update(canonicalJson(version)).digest("hex").slice(0, 16)}`;
}

/** For messages: "lai-loss 0.1.0 (code 1a2b3c4d), numerics 1, ...". */
export function showVersion({ version, code, environment: own }: EngineVersion): string {
  return `lai-loss ${version} (code ${code}), ${showEnvironment(own)}`;
}

function codeHash(root: string): string {
  const hash = createHash("sha256");
  for (const room of ROOMS) {
    const names = readdirSync(join(root, room), { recursive: true }).map(String).sort();
    for (const name of names.filter((file) => file.endsWith(".js"))) {
      hash.update(`${room}/${name.replaceAll("\\", "/")}\0`).update(readFileSync(join(root, room, name)));
    }
  }
  return hash.digest("hex").slice(0, 8);
}
