import { digits, percent, table } from "../markdown";
import type { PartProfile, ProfileResult, StepProfile } from "./types";

/** What the parts of a step take of it, each share of 1. */
export interface StepShares {
  products: number;
  /** the rate of the products over the peak of 128-bit multiply-adds */
  productsOfPeak: number;
  activations: number;
  loss: number;
  adam: number;
}

/** The shares of a step, from its parts as they were timed alone. */
export function stepShares(step: StepProfile, { tileRows, peakGigaflops }: ProfileResult): StepShares {
  const tiles = step.rows / tileRows;
  const milliseconds = (parts: readonly PartProfile[]): number =>
    parts.reduce((sum, part) => sum + (part.count * tiles * part.microsecondsPerTile) / 1000, 0);
  const products = step.parts.filter(({ gigaflops }) => gigaflops !== null);
  const productTime = milliseconds(products);
  const operations = products.reduce(
    (sum, part) => sum + part.gigaflops! * part.count * tiles * part.microsecondsPerTile * 1000,
    0,
  );
  return {
    products: productTime / step.step,
    productsOfPeak: operations / (productTime * 1e6) / peakGigaflops,
    activations: milliseconds(step.parts.filter(({ what }) => what === "activation")) / step.step,
    loss: step.loss / step.step,
    adam: step.adam / step.step,
  };
}

/** A profile as Markdown. */
export function profileText(result: ProfileResult): string {
  const { steps, machine, node, variant, rounds, date, peakGigaflops, training } = result;
  const shares = steps.map((step) => stepShares(step, result));
  const row = (what: string, cell: (step: StepProfile, i: number) => string): string[] => [what, ...steps.map(cell)];
  const phase = (name: "forward" | "loss" | "backward" | "adam" | "rest"): ((step: StepProfile) => string) => {
    return (step) => `${digits(step[name])} (${percent(step[name] / step.step)})`;
  };
  const phases = table(
    ["Lai step, ms", ...steps.map(({ name }) => name)],
    [
      row("whole", ({ step }) => digits(step)),
      row("forward: predictions and input gradients", phase("forward")),
      row("loss, in TypeScript", phase("loss")),
      row("backward: tangents and weight gradients", phase("backward")),
      row("Adam", phase("adam")),
      row("inputs in, checks, calls", phase("rest")),
      row("matrix products, of the whole", (_, i) => percent(shares[i].products)),
      row("their speed, of the peak", (_, i) => percent(shares[i].productsOfPeak)),
      row("activations, of the whole", (_, i) => percent(shares[i].activations)),
    ],
  );
  const products = steps.flatMap((step) =>
    step.parts
      .filter(({ gigaflops }) => gigaflops !== null)
      .map(({ what, inputs, units, gigaflops }) => [
        `${step.name}: ${what}, ${inputs} × ${units}`,
        gigaflops!.toFixed(1),
        percent(gigaflops! / peakGigaflops),
      ]),
  );
  const drawing = training.drawing.map(({ loss, trainingMilliseconds, drawingMilliseconds }) => [
    loss === "lai" ? "Lai" : loss,
    digits(trainingMilliseconds),
    digits(drawingMilliseconds),
    percent(drawingMilliseconds / trainingMilliseconds),
  ]);
  return [
    "## Where a step's time goes",
    `${machine.processor}, Node.js ${node}, the ${variant} kernel on one thread, ${date.slice(0, 10)}; medians of ${rounds} rounds. Products and activations are timed alone on one tile of ${result.tileRows} rows, which lies in the cache; the peak is ${peakGigaflops.toFixed(1)} GFLOP/s.`,
    phases,
    table(["matrix product", "GFLOP/s", "of the peak"], products),
    `Shuffling and gathering the batches, beside a training of ${training.rows.toLocaleString("en")} rows, batch ${training.batchSize}, ${training.epochs} epochs on S:`,
    table(["loss", "training, ms", "drawing alone, ms", "share"], drawing),
  ].join("\n\n");
}
