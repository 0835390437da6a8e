import { ArgumentError, checkOptions, optional, pair, where } from "../../base/check";
import { looksLike } from "../../base/format";
import { exactLooks } from "../looks";
import { checkWeights, type DenseLayerWeights, type DenseWeights, kernels } from "./dense-weights";

/** A Lipschitz constant that is known and not only bounded. */
export interface ExactLipschitz {
  value: number;
  /** "linear": the norm of the product of the kernels; "pieces": the steepest piece of a piecewise linear function of one feature */
  method: "linear" | "pieces";
  /** number of linear pieces looked at; 1 for "linear" */
  pieces: number;
}

/** The kinks of the piecewise linear activations, and the slope of each piece from left to right. */
function linearPieces(layer: DenseLayerWeights): { kinks: number[]; slopes: number[]; offsets: number[] } | null {
  switch (layer.activation) {
    case "linear":
      return { kinks: [], slopes: [1], offsets: [0] };
    case "relu":
      return { kinks: [0], slopes: [0, 1], offsets: [0, 0] };
    case "leakyRelu":
      return { kinks: [0], slopes: [layer.alpha ?? 0.2, 1], offsets: [0, 0] };
    case "relu6":
      return { kinks: [0, 6], slopes: [0, 1, 0], offsets: [0, 0, 6] };
    case "hardSigmoid":
      return { kinks: [-2.5, 2.5], slopes: [0, 0.2, 0], offsets: [0, 0.5, 1] };
    default:
      return null;
  }
}

const END = where<number>((value) => typeof value === "number", "give a number, or an infinite one.");
const INTERVAL = optional(pair(END), [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);

/**
 * The exact Lipschitz constant of a linear stack, or of a stack of one feature whose activations are piecewise linear
 * (relu, leakyRelu, relu6, hardSigmoid), by enumeration of the pieces.
 *
 * @param options.interval inputs looked at, for one feature; defaults to all of them
 * @returns null where the model is neither: exact values are then NP-hard (Virmaux & Scaman 2018)
 * @throws ArgumentError that names the argument, its value and the remedy
 */
export function exactLipschitz(
  weights: DenseWeights,
  options: { interval?: readonly [low: number, high: number] } = {},
): ExactLipschitz | null {
  const { interval } = checkOptions("options", options, { interval: INTERVAL });
  checkWeights(weights);
  const [low, high] = interval;
  if (!(low < high)) throw new ArgumentError("interval", interval, "give its lower end, then its upper.");
  if (weights.layers.every((layer) => layer.activation === "linear")) {
    const product = kernels(weights).reduce((left, right) => left.mmul(right));
    return found(product.norm(), "linear", 1);
  }
  if (weights.inputs !== 1 || weights.layers.some((layer) => linearPieces(layer) === null)) return null;
  let pieces: Piece[] = [{ low, high, slopes: [1], offsets: [0] }];
  for (const layer of weights.layers) pieces = pieces.flatMap((piece) => applyLayer(piece, layer));
  return found(Math.max(...pieces.map((piece) => Math.abs(piece.slopes[0]))), "pieces", pieces.length);
}

function found(value: number, method: ExactLipschitz["method"], pieces: number): ExactLipschitz {
  return looksLike({ value, method, pieces }, () => exactLooks({ value, method, pieces }));
}

/** An interval of the input on which every unit of a layer is slope * x + offset. */
interface Piece {
  low: number;
  high: number;
  slopes: number[];
  offsets: number[];
}

function applyLayer(piece: Piece, layer: DenseLayerWeights): Piece[] {
  const { kernel, bias, units } = layer;
  const slopes = Array.from({ length: units }, (_, u) =>
    piece.slopes.reduce((sum, slope, i) => sum + slope * kernel[i * units + u], 0),
  );
  const offsets = Array.from({ length: units }, (_, u) =>
    piece.offsets.reduce((sum, offset, i) => sum + offset * kernel[i * units + u], bias[u]),
  );
  const activation = linearPieces(layer) as NonNullable<ReturnType<typeof linearPieces>>;
  const cuts = slopes
    .flatMap((slope, u) => activation.kinks.map((kink) => (kink - offsets[u]) / slope))
    .filter((x) => x > piece.low && x < piece.high)
    .sort((a, b) => a - b);
  const ends = [piece.low, ...new Set(cuts), piece.high];
  return ends.slice(1).map((high, k) => {
    const low = ends[k];
    const inside = pointInside(low, high);
    const regions = slopes.map((slope, u) => {
      const z = slope * inside + offsets[u];
      return activation.kinks.filter((kink) => z > kink).length;
    });
    return {
      low,
      high,
      slopes: slopes.map((slope, u) => slope * activation.slopes[regions[u]]),
      offsets: offsets.map((offset, u) => offset * activation.slopes[regions[u]] + activation.offsets[regions[u]]),
    };
  });
}

function pointInside(low: number, high: number): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return (low + high) / 2;
  if (Number.isFinite(low)) return low + 1 + Math.abs(low);
  if (Number.isFinite(high)) return high - 1 - Math.abs(high);
  return 0;
}
