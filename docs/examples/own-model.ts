// #region plain
import { type DenseNetwork, inputGradients, laiLoss, lossAndGradients, predict, Random, train } from "lai-loss";

const random = new Random(1);
const layer = (inputs: number, units: number, activation: "softplus" | "linear") => ({
  kernel: Array.from({ length: inputs }, () =>
    Array.from({ length: units }, () => random.normal() / Math.sqrt(inputs)),
  ),
  bias: new Array<number>(units).fill(0),
  activation,
});
const network: DenseNetwork = { layers: [layer(1, 16, "softplus"), layer(16, 1, "linear")] };

const x = Float32Array.from({ length: 200 }, () => random.normal());
const y = x.map((value) => 0.7 * value + 0.7 * random.normal());
async function main(): Promise<void> {
  await train(network, { x, y, rows: 200, features: 1 }, { loss: laiLoss({ lambda: 0.1 }), epochs: 50 });
  console.log(predict(network, Float32Array.of(-1, 0, 1)), inputGradients(network, Float32Array.of(0)));
  // #endregion plain
  // #region loop
  const { loss, predictions, weightGradients } = lossAndGradients(network, x, y, laiLoss({ lambda: 0.1 }));
  console.log(
    loss,
    predictions.length,
    weightGradients.map((gradient) => gradient.length),
  ); // kernel and bias of each layer
  // #endregion loop
}
void main();
