import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "lai-internal";
import { writeAnswers } from "../answers/write-answers";
import { estimateStudy } from "../estimate";
import { readStudy } from "../read-study";
import { runStudy } from "../run-study";
import { exportRuns } from "../stored/export-runs";
import { describeProgress, duration, ProgressLine } from "./progress-line";

/** The studies of PROTOCOL.md, in studies/. */
const OF_PROTOCOL = /^(main|noisy-.*|ablations)\.json$/;

/**
 * Runs the studies of PROTOCOL.md, exports their runs and answers its questions. Says first how long it takes. Called again it
 * goes on.
 *
 * @param signal ends it; what is finished is stored
 * @returns whether all are complete
 * @throws ArgumentError before anything is trained where a data set is not on this machine
 */
export async function rerunStudies(signal: AbortSignal): Promise<boolean> {
  const folder = join(packageRoot(), "studies");
  const studies = readdirSync(folder)
    .filter((name) => OF_PROTOCOL.test(name))
    .map((name) => readStudy(join(folder, name)));
  let seconds = 0;
  for (const study of studies) seconds += (await estimateStudy(study)).seconds;
  console.log(`${studies.length} studies, ${duration(seconds)}; what is done already is not done again.`);
  for (const study of studies) {
    const store = join(folder, `${study.name}-records`);
    const line = new ProgressLine(study.name);
    const onProgress = (now: Parameters<typeof describeProgress>[0]): void => line.show(describeProgress(now));
    const { ended } = await runStudy(study, { store, signal, onProgress }).finally(() => line.end());
    if (ended !== "completed") return false;
    exportRuns(store);
  }
  for (const file of await writeAnswers()) console.log(file);
  return true;
}
