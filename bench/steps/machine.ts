import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, release, totalmem, type } from "node:os";
import type { Machine } from "./types";

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    pinnedCores: pinnedCores(),
  };
}

/** The cores that this process may use, the last first: the first one serves most interrupts. Empty without taskset. */
function pinnedCores(): number[] {
  if (process.platform !== "linux" || spawnSync("taskset", ["--version"]).status !== 0) return [];
  const allowed = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  return parseCores(allowed).reverse();
}

/** The numbers in a list such as "0-2,5". */
export function parseCores(list: string): number[] {
  return list.split(",").flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Number.isNaN(first) || part === "" ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
