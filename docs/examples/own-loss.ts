// #region loss
import { checkLoss, type DenseNetwork, slopeLoss, train } from "lai-loss";

/** The squared error, and `weight` times the slope itself rather than its square. */
const slopePenalty = (weight: number) =>
  slopeLoss({
    name: "slopePenalty",
    options: { weight },
    term: (point) => {
      const slope = Math.sqrt(point.slopeSquared);
      point.loss = point.base + weight * slope;
      point.byPrediction = point.baseDerivative;
      point.bySlopeSquared = slope > 0 ? weight / (2 * slope) : 0;
    },
  });
// #endregion loss

// #region check
console.log(checkLoss(slopePenalty(0.1)));
// #endregion check

async function main(): Promise<void> {
  const network: DenseNetwork = { layers: [{ kernel: [[0.5]], bias: [0] }] };
  const x = Float32Array.from({ length: 50 }, (_, i) => Math.sin(i));
  // #region train
  const data = { x, y: x.map((value) => 2 * value), rows: 50, features: 1 };
  const { history } = await train(network, data, { loss: slopePenalty(0.1), epochs: 30 });
  console.log(history.epochs.at(-1)?.meanSlope);
  // #endregion train
}
void main();
