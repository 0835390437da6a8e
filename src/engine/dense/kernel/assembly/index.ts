/**
 * The kernel's exports. It has no state of its own: every function is told where in linear memory the network is. Nothing
 * here checks an address or a size; kernel/dense-kernel.ts is the only caller and does.
 */
import { clearPadding as clearPaddingOf, tangentTile, weightGradientTile } from "./backward";
import { inputGradientTile, predictTile, transposeWeights as transposeWeightsOf } from "./forward";
import { Network, TILE_ROWS } from "./network";

export { addTo, adam, sumOfSquares } from "./optimiser";

export function transposeWeights(network: usize): void {
  transposeWeightsOf(changetype<Network>(network));
}

/**
 * Predictions of the rows `first` to `last` (multiples of 4, `last` excluded), and their input gradients where asked.
 * `training` keeps what `backward` needs.
 */
export function forward(network: usize, first: i32, last: i32, inputGradients: bool, training: bool): void {
  const net = changetype<Network>(network);
  const order = inputGradients ? (training ? 2 : 1) : training ? 1 : 0;
  for (let row = first; row < last; row += TILE_ROWS) {
    const rows = min(TILE_ROWS, last - row);
    predictTile(net, row, rows, order);
    if (inputGradients) inputGradientTile(net, row, rows, training);
  }
}

/** Adds the rows' share to the network's gradients; with `tangents`, also the share that comes through v. */
export function backward(network: usize, first: i32, last: i32, tangents: bool): void {
  const net = changetype<Network>(network);
  for (let row = first; row < last; row += TILE_ROWS) {
    const rows = min(TILE_ROWS, last - row);
    if (tangents) tangentTile(net, row, rows);
    weightGradientTile(net, row, rows, tangents);
  }
}

export function clearGradients(network: usize): void {
  const net = changetype<Network>(network);
  memory.fill(net.gradients, 0, net.gradientBytes);
}

export function clearPadding(network: usize): void {
  clearPaddingOf(changetype<Network>(network));
}
