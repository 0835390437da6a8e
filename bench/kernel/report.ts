import { median } from "../../src/base/statistics";
import { digits, table } from "../markdown";
import { type KernelResult, type KernelTimes, MEASURED, type Measured, TARGETS } from "./types";

/** The waiting of kernels as Markdown: medians, and whether the first, ours, is as quick as is asked. */
export function kernelText({ machine, node, date, kernels }: KernelResult): string {
  const rows = (Object.keys(MEASURED) as Measured[]).map((what) => {
    const target = TARGETS[what];
    return [MEASURED[what], ...kernels.map((kernel) => told(kernel, what)), target === undefined ? "" : `< ${target}`];
  });
  const starts = kernels[0]?.times.first?.length ?? 0;
  const sessions = kernels[0]?.times.trivial?.length ?? 0;
  return [
    "## The kernel's waiting",
    `${machine.processor}, ${machine.cores} cores, Node.js ${node}, ${date.slice(0, 10)}. As a front end meets it, by jupyter_client; medians in ms of ${sessions} sessions and ${starts} starts each, in turns; empty where a kernel cannot do it or loses some of it. ${kernels.map(({ name, version }) => (name === "newest" ? `newest: lai on Node.js ${version}` : `${name} ${version}`)).join(", ")}.`,
    table(["ms", ...kernels.map(({ name }) => name), "asked"], rows),
    "At once, the importing cell waits until the declarations of Node and of TensorFlow.js are read, which lai otherwise does while no cell runs.",
  ].join("\n\n");
}

function told({ times }: KernelTimes, what: Measured): string {
  const found = times[what] ?? [];
  return found.length === 0 ? "" : digits(median(found));
}
