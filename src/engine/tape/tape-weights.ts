import { adamStep } from "../adam";
import { type AdamOptions, checkState, type EngineState, type SavedState } from "../engine";

/** Copies of a model's weights with the moments of Adam, in the order of its trainable weights. */
export class TapeWeights {
  private state: EngineState;

  /** @param shapes of the weights: decay works on those of two axes or more, which are no biases */
  constructor(
    weights: Float32Array[],
    private readonly shapes: readonly number[][],
  ) {
    const zeros = (): Float32Array[] => weights.map(({ length }) => new Float32Array(length));
    this.state = { weights, firstMoments: zeros(), secondMoments: zeros(), steps: 0 };
  }

  get values(): readonly Float32Array[] {
    return this.state.weights;
  }

  step(gradients: readonly Float32Array[], adam: AdamOptions): void {
    this.state.steps += 1;
    const decays = this.shapes.map(({ length }) => length >= 2);
    adamStep({ ...this.state, decays }, gradients, adam, this.state.steps);
  }

  getState(): EngineState {
    return copyOf(this.state);
  }

  /** @throws ArgumentError where an array has another length than its weight */
  setState(state: EngineState): void {
    const lengths = this.values.map(({ length }) => length);
    checkState(state, lengths);
    this.state = copyOf(state);
  }

  /** The state as one block, written over `into` where that is given. */
  save(into?: SavedState): SavedState {
    const length = this.arrays().reduce((sum, array) => sum + array.length, 0);
    const saved = into ?? { values: new Float32Array(length), steps: 0 };
    this.eachPart(saved, (array, part) => part.set(array));
    saved.steps = this.state.steps;
    return saved;
  }

  restore(saved: SavedState): void {
    this.eachPart(saved, (array, part) => array.set(part));
    this.state.steps = saved.steps;
  }

  private arrays(): Float32Array[] {
    const { weights, firstMoments, secondMoments } = this.state;
    return [...weights, ...firstMoments, ...secondMoments];
  }

  /** Calls `use` with each array and its part of the block. */
  private eachPart({ values }: SavedState, use: (array: Float32Array, part: Float32Array) => void): void {
    let start = 0;
    for (const array of this.arrays()) {
      use(array, values.subarray(start, start + array.length));
      start += array.length;
    }
  }
}

function copyOf({ weights, firstMoments, secondMoments, steps }: EngineState): EngineState {
  const copy = (arrays: Float32Array[]): Float32Array[] => arrays.map((array) => Float32Array.from(array));
  return { weights: copy(weights), firstMoments: copy(firstMoments), secondMoments: copy(secondMoments), steps };
}
