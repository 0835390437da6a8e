import * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../base/check";
import { UnsafeGradientError } from "./gradient-scope";
import { type LayerInPlace, locateFailure } from "./locate-failure";

const NO_KERNEL = /Kernel '(\w+)' not registered for backend '(\w+)'/;
const NO_SLOPE = /Cannot compute gradient of y=f\(x\) with respect to x/;
const NO_GRADIENT = /gradient function not found for (\w+)/;

/** An error of the tape or of a layer with the layer, the kernel and the remedy named; any other, such as the loss's, as it is. */
export function explainTraceError(error: unknown, model: tf.LayersModel): unknown {
  if (!(error instanceof Error)) return error;
  const noKernel = NO_KERNEL.exec(error.message);
  if (noKernel) {
    const [, kernel, backend] = noKernel;
    const have = backendsWith(kernel, backend);
    const advice = have.length > 0 ? `choose ${have.join(" or ")} by ready({ backend })` : "use another layer";
    const remedy = `tfjs's ${backend} backend has no ${kernel}, which this layer needs; ${advice}.`;
    const place = locateFailure(model, (failure) => NO_KERNEL.exec(String(failure))?.[1] === kernel);
    return new ArgumentError(describe(place), `run on ${backend}`, remedy);
  }
  if (NO_SLOPE.test(error.message)) {
    const remedy = "its output does not depend on x through operations that have a gradient; use layers that do.";
    return new ArgumentError("model", "without a slope", remedy);
  }
  const noGradient = NO_GRADIENT.exec(error.message);
  if (error instanceof UnsafeGradientError || noGradient) {
    const kernel = noGradient ? noGradient[1] : (error as UnsafeGradientError).kernelName;
    const names = (failure: unknown): boolean =>
      failure instanceof UnsafeGradientError ? failure.kernelName === kernel : NO_GRADIENT.test(String(failure));
    const place = locateFailure(model, names);
    return new ArgumentError(
      describe(place),
      place?.className ?? "one of its layers",
      `its gradient goes through ${kernel}, whose gradient tfjs cannot differentiate again, so weight gradients would be ` +
        "wrong; use another layer or activation.",
    );
  }
  // another kind of error is another failure, such as a second derivative that was not asked for
  const place = locateFailure(model, (failure) => failure instanceof Error && failure.name === error.name);
  if (!place) return error;
  const failure = `tfjs fails in it or in its gradient (${error.name}: ${error.message}); use another layer, or another backend by ready({ backend }).`;
  return Object.assign(new ArgumentError(describe(place), place.className, failure), { cause: error });
}

function describe(place: LayerInPlace | null): string {
  return place ? `model layer "${place.name}"` : "model";
}

/** The other backends that have a kernel, of those that are loaded or can be. */
function backendsWith(kernel: string, without: string): string[] {
  const have = ["tensorflow", "wasm", "cpu"].filter(
    (name) => name !== without && tf.getKernelsForBackend(name).some((config) => config.kernelName === kernel),
  );
  return have.map((name) => `"${name}"`);
}
