import { availableParallelism } from "node:os";
import {
  abortSignal,
  anyObject,
  boolean,
  callback,
  checkOptions,
  count,
  fields,
  list,
  number,
  object,
  optional,
  path,
  text,
} from "lai-internal";
import { ArgumentError } from "lai-loss";
import { environment } from "./environment";
import { WorkerPool } from "./pool/worker-pool";
import { shownAddress } from "./queue/connect";
import { QueueExecutor } from "./queue/queue-executor";
import { resolveStudy } from "./resolve-study";
import type { RunStudyOptions, StudyEnd } from "./run-options";
import { RunningStudy } from "./running-study";
import { StudyStore } from "./store/store";
import type { Study } from "./study";

const OPTIONS = {
  store: path,
  workers: optional(count(1024)),
  limitMinutes: optional(number({ above: 0 })),
  signal: optional(abortSignal),
  onProgress: optional(callback()),
  retryFailed: optional(boolean),
  queue: optional(text),
  shard: optional(object({ number: count(), of: count() })),
};

const STUDY = fields<Pick<Study, "name" | "data" | "methods" | "seeds" | "measures">>({
  name: text,
  data: list(anyObject, { least: 1 }),
  methods: list(anyObject, { least: 1 }),
  seeds: anyObject,
  measures: list(text),
});

/**
 * Does the runs of a study that have no record yet, and stores each as it ends. It can be killed at any instant and called
 * again: the records are then those of an undisturbed call, bit by bit. A run that fails is recorded with its error.
 *
 * @param study what `checkStudy` or `readStudy` gave
 * @throws ArgumentError for data that are not here or do not fit, before anything is trained
 * @throws Error where a record cannot be stored, such as on a full disk
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyEnd> {
  const checked = checkOptions("runStudy", options, OPTIONS);
  const { queue, shard, limitMinutes = Number.POSITIVE_INFINITY, workers = availableParallelism() } = checked;
  if (queue !== undefined && (checked.workers !== undefined || shard !== undefined)) {
    const remedy = "threads and shards are of runs on this machine; leave out workers and shard, or the queue.";
    throw new ArgumentError("queue", shownAddress(queue), remedy);
  }
  STUDY("study", study);
  const resolved = await resolveStudy(study);
  const executor = queue === undefined ? new WorkerPool(workers) : await QueueExecutor.connect(queue, resolved);
  let store: StudyStore | undefined;
  try {
    store = new StudyStore(options.store);
    const here = await environment();
    store.writeStudy(resolved, here);
    const running = new RunningStudy(resolved, here, store, executor, options);
    const ended = await running.run(performance.now() + limitMinutes * 60_000);
    return { ended, progress: running.progress(), study: resolved };
  } finally {
    await executor.close();
    store?.close();
  }
}
