/** Where noise is put on labels: where the function is flat, where it is steep, or on rows drawn at random. */
export const LABEL_NOISE_PLACES = ["flat", "steep", "even"] as const;

/** Gaussian noise on the labels of a share of the training and validation rows; test labels stay clean. */
export interface LabelNoise {
  where: (typeof LABEL_NOISE_PLACES)[number];
  /** of the rows, above 0 and at most 1 */
  share: number;
  /** in standard deviations of the target */
  sd: number;
}
