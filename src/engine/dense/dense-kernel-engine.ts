import { ArgumentError } from "../../base/check";
import type { LossEvaluator } from "../../loss/loss";
import type { DenseStack } from "../../model/dense-stack";
import { type Model, readWeights, weightShapes, writeWeights } from "../../model/model";
import type { AdamOptions, Engine, EngineBatch, EngineState, Gradients, SavedState } from "../engine";
import { DenseKernel, type DenseKernelOptions } from "./kernel/dense-kernel";

/**
 * The engine of stacks of Dense layers: the closed form of the gradient, fused into a WebAssembly kernel with SIMD. Nothing
 * of tfjs runs in a step; the weights come from the model when the engine is made and go back with `writeBack`.
 *
 * With z_l = a_(l-1) W_l + b_l, a_l = f(z_l), a_0 = x and L layers, the last linear:
 *
 *   input gradient         D_L = 1, U_(l-1) = D_l W_lᵀ, D_l = f'(z_l) ∘ U_l, g = U_0
 *   tangent along v        ȧ_0 = v, ż_l = ȧ_(l-1) W_l, ȧ_l = f'(z_l) ∘ ż_l
 *   reverse                z̄_L = c, z̄_l = f'(z_l) ∘ (z̄_(l+1) W_(l+1)ᵀ) + f''(z_l) ∘ ż_l ∘ U_l
 *   gradients              W̄_l = a_(l-1)ᵀ z̄_l + ȧ_(l-1)ᵀ D_l, b̄_l = Σ z̄_l
 *
 * v · g is the derivative of the prediction along v, so its gradient is that of the tangent pass, whose adjoint of ż_l is D_l.
 */
export class DenseKernelEngine implements Engine {
  readonly name = "dense";
  readonly description: string;
  readonly fallbackReason: string | null = null;
  readonly features: number;
  private readonly kernel: DenseKernel;

  /**
   * @param model whose trainable weights are taken
   * @param stack what `readDenseStack` reads from the model
   * @throws ArgumentError where the network does not fit into 4 GiB, or the weights are not those of the stack
   */
  constructor(
    private readonly model: Model,
    stack: DenseStack,
    options: DenseKernelOptions = {},
  ) {
    checkShapes(model, stack);
    this.kernel = new DenseKernel(stack, readWeights(model), options);
    this.features = stack.inputs;
    this.description = `WebAssembly ${this.kernel.variant === "simd" ? "SIMD" : "relaxed SIMD"}`;
  }

  threadsFor(rows: number): number {
    return this.kernel.threadsFor(rows);
  }

  predict(x: Float32Array, rows: number): Float32Array {
    return this.kernel.predict(x, rows);
  }

  inputGradients(x: Float32Array, rows: number): { predictions: Float32Array; inputGradients: Float32Array } {
    return this.kernel.inputGradients(x, rows);
  }

  gradients(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean): Gradients {
    return this.kernel.gradients(batch, loss, needsInputGradient);
  }

  trainStep(batch: EngineBatch, loss: LossEvaluator, needsInputGradient: boolean, adam: AdamOptions): number {
    return this.kernel.trainStep(batch, loss, needsInputGradient, adam);
  }

  get gradientIsFinite(): boolean {
    return this.kernel.gradientIsFinite;
  }

  getState(): EngineState {
    return this.kernel.getState();
  }

  setState(state: EngineState): void {
    this.kernel.setState(state);
  }

  save(into?: SavedState): SavedState {
    return this.kernel.save(into);
  }

  restore(saved: SavedState): void {
    this.kernel.restore(saved);
  }

  hasFiniteWeights(): boolean {
    return this.kernel.hasFiniteWeights();
  }

  writeBack(): void {
    writeWeights(this.model, this.kernel.getState().weights);
  }

  dispose(): void {
    this.kernel.dispose();
  }
}

/** The model's weights must be those of the stack, in its order: kernel [inputs, units] and bias [units] of each layer. */
function checkShapes(model: Model, stack: DenseStack): void {
  let inputs = stack.inputs;
  const expected = stack.layers.flatMap((layer) => {
    const kernel = [inputs, layer.units];
    inputs = layer.units;
    return layer.useBias ? [kernel, [layer.units]] : [kernel];
  });
  const actual = weightShapes(model);
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new ArgumentError(
      "model",
      actual,
      `give the model that the stack was read from, with weights ${JSON.stringify(expected)}.`,
    );
  }
}
