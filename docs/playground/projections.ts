/** The error triangle at a sample: the vertical error and its two projections on the model's tangent. */
export interface Projections {
  /** |e|, the vertical distance of target and prediction */
  error: number;
  /** |e| sin t, along the tangent, with tan t = |slope| */
  sine: number;
  /** |e| cos t, normal to the tangent */
  cosine: number;
  /** where the normal through the target meets the tangent */
  foot: { x: number; y: number };
}

/** The projections of the error at a sample (x, y) where the model predicts `prediction` with a slope. */
export function projectionsAt(x: number, y: number, prediction: number, slope: number): Projections {
  const error = Math.abs(y - prediction);
  const angle = Math.atan(Math.abs(slope));
  // the point of the tangent that is nearest to the target
  const step = ((y - prediction) * slope) / (1 + slope * slope);
  return {
    error,
    sine: error * Math.sin(angle),
    cosine: error * Math.cos(angle),
    foot: { x: x + step, y: prediction + slope * step },
  };
}
