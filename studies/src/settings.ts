import { methodCandidates, methodInfo } from "./methods/build";
import type { MethodSpec } from "./methods/method";
import type { Study, StudyData, StudyMethod } from "./study";

/** As a method's `features`: the noisy features of each data set. */
export const NOISY = "noisy";

/** As a method's `inputSd`: that of the noise in each data set's training inputs. */
export const NOISE_SD = "training noise";

type SettingsData = Pick<StudyData, "noisyFeatures" | "trainingNoise">;

/** A method of a study with one value of what is tuned. */
export interface Setting {
  /** label of the method */
  method: string;
  /** such as "lambda 0.3", "off", or "" where nothing is tuned */
  setting: string;
  /** the value of what is tuned; null where nothing is */
  value: number | "off" | null;
  spec: MethodSpec;
}

/**
 * The settings of one method for one data set, "off" first, then rising.
 *
 * @param data a method that is about its noisy features, or about its training noise, has no settings where there is none
 */
function settingsOf({ label, spec: asked, grid }: StudyMethod, data: SettingsData): Setting[] {
  const { noisyFeatures = [], trainingNoise } = data;
  const aboutNoisy = asked.features === NOISY;
  if (aboutNoisy && noisyFeatures.length === 0) return [];
  if (asked.inputSd === NOISE_SD && trainingNoise === undefined) return [];
  const spec = asked.inputSd === NOISE_SD ? { ...asked, inputSd: trainingNoise!.sd } : asked;
  const { tuned } = methodInfo(spec.method);
  const ordered = [...grid].sort((a, b) => (a === "off" ? -1 : b === "off" ? 1 : a - b));
  return methodCandidates(aboutNoisy ? { ...spec, features: noisyFeatures } : spec, ordered).map((candidate) => {
    const value = tuned === null ? null : (candidate[tuned] as number | "off");
    const setting = value === null ? "" : value === "off" ? "off" : `${tuned} ${value}`;
    return { method: label, setting, value, spec: candidate };
  });
}

/** All settings of a study for one of its data sets. */
export function allSettings(study: Study, data: SettingsData): Setting[] {
  return study.methods.flatMap((method) => settingsOf(method, data));
}
