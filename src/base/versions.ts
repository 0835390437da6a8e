import { readFileSync } from "node:fs";
import { packageVersion } from "./files";

/** Versions of what computes, for the head of a notebook or a report. */
export function versions(): Record<string, string> {
  const of = (name: string): string => {
    try {
      return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")).version;
    } catch {
      return "not installed";
    }
  };
  return {
    "lai-loss": packageVersion(),
    node: process.versions.node,
    "@tensorflow/tfjs": of("@tensorflow/tfjs"),
    "nodejs-polars": of("nodejs-polars"),
    "danfojs-node": of("danfojs-node"),
    tslab: of("tslab"),
  };
}
