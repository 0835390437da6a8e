/** The four losses that are compared, in the order in which they are shown. */
export const METHODS = ["plain", "lai", "oneSided", "penalty"] as const;
export type MethodName = (typeof METHODS)[number];

export const TITLES: Readonly<Record<MethodName, string>> = {
  plain: "Plain",
  lai: "Lai",
  oneSided: "One-sided Lai",
  penalty: "Gradient penalty",
};

/** What the visitor moves. */
export interface Strengths {
  /** of both forms of Lai loss: above 0 */
  lambda: number;
  /** of the gradient penalty: at least 0 */
  weight: number;
}

/** The slope that a method asks for, where it asks for one: sqrt(lambda) with the squared error. */
export function askedSlope(method: MethodName, lambda: number): number | undefined {
  return method === "lai" || method === "oneSided" ? Math.sqrt(lambda) : undefined;
}

/** The data sets that can be drawn, as the list of them says. */
export const DATA_SETS = {
  waves: "waves in noise",
  line: "a line in noise",
  step: "a step in noise",
  quiet: "waves without noise",
  noisyInput: "a step, its input measured with noise",
} as const;
export type DataSetName = keyof typeof DATA_SETS;
