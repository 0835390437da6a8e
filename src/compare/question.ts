/** What a user may want of a loss. */
export const QUESTIONS = ["smoother", "slope bound", "noisy inputs", "noisy labels", "worst case"] as const;
export type Question = (typeof QUESTIONS)[number];
