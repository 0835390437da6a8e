import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError, packageRoot } from "lai-loss/internal";

type BullMq = typeof import("bullmq");
type IoRedis = typeof import("ioredis");

/** The packages that a queue needs. They are optional: only who shares a study over machines pays for them. */
export interface QueuePackages {
  bullmq: BullMq;
  Redis: IoRedis["Redis"];
}

const NAMES = ["bullmq", "ioredis"] as const;

/**
 * Loads the packages at their first use.
 *
 * @param load how a package is loaded; tests put their own in its place
 * @throws ArgumentError where they are not installed, with the command that installs them
 */
export function queuePackages(load: (name: string) => unknown = require): QueuePackages {
  try {
    return { bullmq: load("bullmq") as BullMq, Redis: (load("ioredis") as IoRedis).Redis };
  } catch (error) {
    const { peerDependencies } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
    const wanted = NAMES.map((name) => `${name}@${peerDependencies[name]}`).join(" ");
    const remedy = `they do not load (${(error as Error).message.split("\n")[0]}): npm install ${wanted}`;
    throw new ArgumentError("packages of the queue", NAMES, remedy);
  }
}
