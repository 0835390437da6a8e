import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { evidenceFile, packageRoot, writeFileAtomic } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { figureSvg } from "lai-loss/show";
import { estimateStudy } from "../estimate";
import { readFields, readStudy } from "../read-study";
import { runStudy } from "../run-study";
import { exportResults } from "../stored/export-results";
import { loadResults } from "../stored/load-results";
import { storedResults } from "../stored/results-folder";
import type { Study } from "../study";
import { makeEvidence } from "../verdict/make-evidence";
import { resultsPage } from "../verdict/results-page";
import { describeProgress, duration, ProgressLine } from "./progress-line";

/**
 * Runs the studies that the notebooks are about, exports their results and writes RESULTS.md. Says first how long it takes.
 * Studies whose data are not on this machine are named and left as they are. Called again it goes on.
 *
 * @param signal ends it; what is finished is stored
 * @returns whether all that could be run were completed
 */
export async function rerunStudies(signal: AbortSignal): Promise<boolean> {
  const studies: Study[] = [];
  let [seconds, mostSeconds] = [0, 0];
  for (const study of protocolStudies()) {
    try {
      const estimate = await estimateStudy(study);
      seconds += estimate.seconds;
      mostSeconds += estimate.mostSeconds;
      studies.push(study);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      console.log(`${study.name} is left out: ${error.message}`);
    }
  }
  console.log(
    `${studies.length} studies, ${duration(seconds)} to ${duration(mostSeconds)}; what is done already is not done again.`,
  );
  for (const study of studies) {
    const store = join(packageRoot(), "studies", `${study.name}-records`);
    const line = new ProgressLine(study.name);
    const { ended } = await runStudy(study, {
      store,
      signal,
      onProgress: (now) => line.show(describeProgress(now)),
    }).finally(() => line.end());
    if (ended !== "completed") return false;
    exportResults(store);
  }
  for (const file of await writeResults()) console.log(file);
  return true;
}

/** The studies in studies/ that extend the protocol. */
function protocolStudies(): Study[] {
  const folder = join(packageRoot(), "studies");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name))
    .filter((path) => readFields(path).extends === "protocol.json")
    .map(readStudy);
}

/**
 * Writes RESULTS.md with its pictures and, from the results that come with the package, the evidence of `adviseLoss`.
 *
 * @param output the page; the pictures lie in `notebooks/images/results` beside it
 * @returns the files
 */
export async function writeResults(
  output: string = join(packageRoot(), "RESULTS.md"),
  from?: string,
): Promise<string[]> {
  const all = storedResults(from).map((name) => loadResults(name, from));
  const { text, pictures } = resultsPage(all);
  const written: string[] = [];
  for (const [path, figure] of pictures) {
    const file = join(dirname(output), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic(file, await figureSvg(figure));
    written.push(file);
  }
  writeFileAtomic(output, text);
  if (from !== undefined) return [output, ...written];
  writeFileAtomic(evidenceFile(), `${JSON.stringify(makeEvidence(all), null, 1)}\n`);
  return [output, evidenceFile(), ...written];
}
