import { parentPort } from "node:worker_threads";
import { executeRun } from "../execute-run";
import { RunDataCache } from "../study-data";
import type { RunReply, RunRequest } from "./messages";

/** The program of one worker thread: runs come one at a time. */
function main(): void {
  const port = parentPort;
  if (port === null) throw new Error("This file is the program of a worker thread.");
  const cache = new RunDataCache();
  // a training's warnings stand in its record; printed for every run they would hide the progress
  console.warn = () => {};
  port.on("message", async ({ id, spec }: RunRequest) => {
    port.postMessage(await reply(id, spec, cache));
  });
}

async function reply(id: number, spec: RunRequest["spec"], cache: RunDataCache): Promise<RunReply> {
  try {
    return { id, ...(await executeRun(spec, cache)) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { id, error: { name, message } };
  }
}

main();
