/** What bench/BENCHMARKS.md tells besides the steps. */
import { kernelText } from "./kernel/report";
import type { KernelResult } from "./kernel/types";
import { measuresText } from "./measures/report";
import type { MeasuresResult } from "./measures/types";
import { newestResult } from "./newest-result";
import { notebooksText } from "./notebooks/report";
import type { NotebooksResult } from "./notebooks/types";
import { profileText } from "./profile/report";
import type { ProfileResult } from "./profile/types";
import { studyText } from "./studies/end-to-end/report";
import type { StudyResult } from "./studies/end-to-end/types";
import { trainingsText } from "./trainings/report";
import type { TrainingsResult } from "./trainings/types";

/** The newest results of the other benchmarks; null where there is none yet. */
export interface OtherResults {
  profile: ProfileResult | null;
  trainings: TrainingsResult | null;
  study: StudyResult | null;
  notebooks: NotebooksResult | null;
  measures: MeasuresResult | null;
  kernel: KernelResult | null;
}

export function readOtherResults(folder: string): OtherResults {
  return {
    profile: newestResult<ProfileResult>(folder, "profile"),
    trainings: newestResult<TrainingsResult>(folder, "trainings"),
    study: newestResult<StudyResult>(folder, "study"),
    notebooks: newestResult<NotebooksResult>(folder, "notebooks"),
    measures: newestResult<MeasuresResult>(folder, "measures"),
    kernel: newestResult<KernelResult>(folder, "kernel"),
  };
}

/** A section for each that there is. */
export function otherSections({ profile, trainings, study, notebooks, measures, kernel }: OtherResults): string[] {
  return [
    ...(profile ? [profileText(profile)] : []),
    ...(trainings ? [trainingsText(trainings)] : []),
    ...(study ? [studyText(study)] : []),
    ...(notebooks ? [notebooksText(notebooks)] : []),
    ...(measures ? [measuresText(measures)] : []),
    ...(kernel ? [kernelText(kernel)] : []),
  ];
}
