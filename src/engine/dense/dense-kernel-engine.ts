import { ArgumentError } from "../../base/check";
import type { DenseStack } from "../../model/dense-stack";
import { type Model, readWeights, weightShapes, writeWeights } from "../../model/model";
import type { Engine } from "../engine";
import { DenseKernel, type DenseKernelOptions } from "./kernel/dense-kernel";
import { describeVariant } from "./kernel/instance";

/**
 * The engine of stacks of Dense layers: the closed form of the gradient, fused into one kernel, native or WebAssembly SIMD. Nothing
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
export class DenseKernelEngine extends DenseKernel implements Engine {
  readonly name = "dense";
  readonly description: string;
  readonly fallbackReason: string | null = null;

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
    super(stack, readWeights(model), options);
    this.description = describeVariant(this.variant);
  }

  writeBack(): void {
    writeWeights(this.model, this.getState().weights);
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
    const remedy = `give the model that the stack was read from, with weights ${JSON.stringify(expected)}.`;
    throw new ArgumentError("model", actual, remedy);
  }
}
