import type { MeasureName } from "./evaluate";

export type PresetName = "quick" | "full";

/** What a preset of `evaluate` measures, and with how many rows, repeats and steps. */
export interface EvaluationPreset {
  measures: readonly MeasureName[];
  sensitivity: { maxRows: number };
  noise: { sigmas: readonly number[]; repeats: number; maxRows: number };
  attack: { epsilons: readonly number[]; steps: number; restarts: number; trials: number; maxRows: number };
  minimalPerturbation: { maxRows: number };
  lipschitz: { radius: number; steps: number; restarts: number; maxRows: number };
  smoothness: { points: number; maxRows: number };
  surface: { points: number; maxRows: number };
}

/** The presets of `evaluate`: rows beyond `maxRows` are left out by a draw that depends on the seed alone. */
export const EVALUATION_PRESETS: Readonly<Record<PresetName, EvaluationPreset>> = {
  quick: {
    measures: ["accuracy", "binary", "sensitivity", "noise", "featureNoise"],
    sensitivity: { maxRows: 5000 },
    noise: { sigmas: [0.1, 0.3, 1], repeats: 3, maxRows: 1000 },
    attack: { epsilons: [0.1, 0.5], steps: 5, restarts: 1, trials: 5, maxRows: 200 },
    minimalPerturbation: { maxRows: 200 },
    lipschitz: { radius: 0.5, steps: 5, restarts: 1, maxRows: 100 },
    smoothness: { points: 11, maxRows: 50 },
    surface: { points: 11, maxRows: 50 },
  },
  full: {
    measures: [
      "accuracy",
      "binary",
      "sensitivity",
      "noise",
      "featureNoise",
      "uniformNoise",
      "missing",
      "attack",
      "attackLinf",
      "featureAttack",
      "minimalPerturbation",
      "localLipschitz",
      "globalLipschitz",
      "smoothness",
      "surface",
    ],
    sensitivity: { maxRows: 1_000_000 },
    noise: { sigmas: [0.05, 0.1, 0.2, 0.3, 0.5, 1], repeats: 10, maxRows: 2000 },
    attack: { epsilons: [0.05, 0.1, 0.2, 0.5], steps: 10, restarts: 2, trials: 10, maxRows: 300 },
    minimalPerturbation: { maxRows: 300 },
    lipschitz: { radius: 0.5, steps: 20, restarts: 4, maxRows: 300 },
    smoothness: { points: 21, maxRows: 500 },
    surface: { points: 21, maxRows: 100 },
  },
};
