import type { StudyProgress } from "./progress";
import type { ResolvedStudy } from "./resolve-study";
import type { Shard } from "./shard";

export interface RunStudyOptions {
  /** folder of the records, made where it is missing; a study that was begun there goes on */
  store: string;
  /** threads that do runs; defaults to one a core */
  workers?: number;
  /** no run is begun after so many minutes; defaults to no limit */
  limitMinutes?: number;
  /** ends the study at once: what is finished is stored, what is under way is done again the next time */
  signal?: AbortSignal;
  onProgress?: (progress: StudyProgress) => void;
  /** does runs with a failed record once more; defaults to false */
  retryFailed?: boolean;
  /**
   * address of a Redis, redis://HOST or rediss://USER:PASSWORD@HOST:PORT: the runs are done by `runStudyWorker` processes on
   * any number of machines, in place of threads of this one
   */
  queue?: string;
  /** of several processes that share the folder: this one begins with its part of the runs, and then helps the others */
  shard?: Shard;
}

/** How a call of `runStudy` ended. */
export interface StudyEnd {
  ended: "completed" | "aborted" | "time limit";
  progress: StudyProgress;
  study: ResolvedStudy;
}
