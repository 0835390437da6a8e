import { existsSync } from "node:fs";
import { type BackendName, ready } from "../../src/engine/backend";
import { BUILT_HERE } from "../../src/engine/tfjs-node-backend";

/** Why a test on the backend "tensorflow" is skipped. */
export const NO_TENSORFLOW = "tfjs-node is not here: bash kernel-setup.sh --tfjs-node brings it";

/** Starts a backend; false where it is "tensorflow" and was not set up. One that was must load. */
export async function runsHere(backend: BackendName): Promise<boolean> {
  if (backend === "tensorflow" && !existsSync(BUILT_HERE)) return false;
  await ready({ backend });
  return true;
}
