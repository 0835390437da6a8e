#!/usr/bin/env node
import { rerunStudies as rerun } from "./command/rerun-studies";
import { INTERRUPTED, stopSignal } from "./command/stop-signal";
import { studyCommand } from "./command/study";

export { studyCommand };

/** Runs the studies that the notebooks are about, as `lai notebook run --studies` does first; false where they are not complete. */
export async function rerunStudies(): Promise<boolean> {
  const signal = stopSignal();
  const completed = await rerun(signal);
  if (signal.aborted) process.exitCode = INTERRUPTED;
  return completed;
}

if (require.main === module) {
  studyCommand()
    .parseAsync()
    .catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
}
