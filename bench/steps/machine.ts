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
    pinnedCore: pinnedCore(),
  };
}

/** The last core that this process may use (the first one serves most interrupts); null without taskset. */
function pinnedCore(): number | null {
  if (process.platform !== "linux" || spawnSync("taskset", ["--version"]).status !== 0) return null;
  const allowed = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync("/proc/self/status", "utf8"));
  const last = allowed?.[1].split(/[,-]/).at(-1);
  return last === undefined ? null : Number(last);
}
