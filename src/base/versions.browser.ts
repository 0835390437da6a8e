import { tfjs } from "./tfjs";

/** The version in package.json, which a page cannot read. */
const VERSION = "0.2.0";

/** See versions.ts. */
export function versions(): Record<string, string> {
  const { navigator } = globalThis as { navigator?: { userAgent: string } };
  return {
    "lai-loss": VERSION,
    browser: navigator?.userAgent ?? "unknown",
    "@tensorflow/tfjs": tfjsVersion(),
  };
}

function tfjsVersion(): string {
  try {
    return tfjs().version.tfjs;
  } catch {
    return "not given to ready";
  }
}
