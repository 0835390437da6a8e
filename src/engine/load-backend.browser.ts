import { tfjs } from "../base/tfjs";
import type { BackendName } from "./backend";

/** See load-backend.ts: in a browser a backend is there where the program has imported it. */
export function loadBackend(backend: BackendName): string {
  if (tfjs().findBackendFactory(backend)) return "imported by the program";
  if (backend === "tensorflow") throw new Error("tfjs-node runs in Node.js only");
  throw new Error(`the program has not imported @tensorflow/tfjs-backend-${backend}`);
}
