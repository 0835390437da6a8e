import { BACKEND_NAMES, type BackendName, ready } from "../../engine/backend";
import { IN_CLONE } from "../workspaces";
import { attempt, type Check, REINSTALL } from "./check";

const REMEDIES: Record<BackendName, string> = {
  tensorflow: `only for speed with large networks: ${
    IN_CLONE ? "bash kernel-setup.sh --tfjs-node (0.85 GB)" : "npm install @tensorflow/tfjs-node@4"
  }`,
  wasm: REINSTALL,
  cpu: REINSTALL,
};

/** Loads each tfjs backend in turn. Only tensorflow may be missing: it is a faster wasm. */
export async function checkBackends(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const backend of BACKEND_NAMES) {
    const look = async (): Promise<string> => (await ready({ backend })).tried.map((tried) => tried.reason).join("; ");
    checks.push(
      await attempt(`tfjs backend ${backend}`, look, {
        state: backend === "tensorflow" ? "optional" : "broken",
        remedy: REMEDIES[backend],
      }),
    );
  }
  return checks;
}
