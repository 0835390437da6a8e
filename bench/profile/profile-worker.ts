/**
 * Profiles the dense kernel in this process and sends what it measured to its parent.
 *
 * node profile-worker.js PARTS_MODULE PEAK_MODULE ROUNDS
 */
import { readFileSync } from "node:fs";
import { median } from "../../src/base/statistics";
import { ready } from "../../src/engine/backend";
import { DenseKernel } from "../../src/engine/dense/kernel/dense-kernel";
import { chooseVariant, type KernelExports, returnKernel, takeKernel } from "../../src/engine/dense/kernel/instance";
import { networkLayout } from "../../src/engine/dense/kernel/layout";
import { laiLoss } from "../../src/loss/lai-loss";
import type { LossBatch } from "../../src/loss/loss";
import { plainLoss } from "../../src/loss/plain-loss";
import { ACTIVATION_NAMES } from "../../src/model/activation";
import { denseModel } from "../../src/model/dense-model";
import type { DenseStack } from "../../src/model/dense-stack";
import { BatchSource } from "../../src/train/batches";
import { train } from "../../src/train/train";
import { NETWORKS, TRAINING } from "../steps/networks";
import { PEAK_FLOPS, PEAK_LOOPS } from "../steps/peak/module";
import { makeProblem } from "../steps/problem";
import { ADAM, LAMBDA } from "../steps/settings";
import type { Network } from "../steps/types";
import type { DrawingProfile, PartProfile, ProfileResult, StepProfile } from "./types";

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (limits: { initial: number }) => object;
};
type PartExports = Record<"multiply" | "addTransposedProduct" | "activate", (...numbers: number[]) => void>;

const [partsModule, peakModule, roundsText] = process.argv.slice(2);
const ROUNDS = Number(roundsText);
const TILE_ROWS = 64;
const DRAWING_EPOCHS = 20;
const BLOCK_MILLISECONDS = 40;

function load<T>(path: string): T {
  const memory = new WebAssembly.Memory({ initial: 64 });
  return new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), { env: { memory } }).exports as T;
}

/** Milliseconds of one call, from a block of calls that takes about BLOCK_MILLISECONDS. */
function timeBlock(work: () => void, calls: number): number {
  const start = performance.now();
  for (let i = 0; i < calls; i++) work();
  return (performance.now() - start) / calls;
}

function callsFor(work: () => void): number {
  timeBlock(work, 3);
  return Math.max(1, Math.round(BLOCK_MILLISECONDS / timeBlock(work, 3)));
}

/** Adds up the time that is spent in each function. */
function timed<T extends object>(functions: T, spent: Record<string, number>): T {
  const wrapped = Object.entries(functions).map(([name, work]) => [
    name,
    (...numbers: number[]): unknown => {
      const start = performance.now();
      const result = work(...numbers);
      spent[name] = (spent[name] ?? 0) + performance.now() - start;
      return result;
    },
  ]);
  return Object.fromEntries(wrapped);
}

/** A step of one network: what to call, and where the time in its parts is added up. */
function timedStep(network: Network): { step: () => void; spent: Record<string, number> } {
  const problem = makeProblem(network.layers, network.rows, 0);
  const spent: Record<string, number> = {};
  const kernel = takeKernel(chooseVariant("wasm"), 1);
  returnKernel({ ...kernel, exports: timed<KernelExports>(kernel.exports, spent) }); // the next to take it is the network below
  const dense = new DenseKernel(stackOf(network.layers), problem.weights, { variant: "wasm" });
  const loss = laiLoss({ lambda: LAMBDA }).bind({ features: network.layers[0] });
  const timedLoss = timed({ loss: (batch: LossBatch) => loss(batch) }, spent).loss;
  const batch = { rows: network.rows, slopeLossRows: network.rows, x: problem.x, y: problem.y };
  return { step: () => void dense.trainStep(batch, timedLoss, true, ADAM), spent };
}

function stackOf(layers: readonly number[]): DenseStack {
  const units = layers.slice(1);
  return {
    inputs: layers[0],
    layers: units.map((count, l) => ({
      units: count,
      activation: { name: l === units.length - 1 ? "linear" : "tanh", alpha: 1 },
      useBias: true,
    })),
  };
}

type TimedPart = { part: Omit<PartProfile, "microsecondsPerTile" | "gigaflops">; work: () => void; flops: number };

/** The matrix products and activations of a Lai step on one tile, with the strides that the network gives them. */
function timedParts(network: Network, exports: PartExports): TimedPart[] {
  const hidden = networkLayout(stackOf(network.layers)).layers.slice(0, -1);
  const at = (slot: number): number => (slot + 1) << 19; // six places of half a megabyte, more than any array of a tile
  const product = 1024; // and one for the record of a product
  const tanh = ACTIVATION_NAMES.indexOf("tanh");
  return hidden.flatMap(({ inputs, units, inputStride, stride }, l): TimedPart[] => {
    const [below, own] = [inputStride, stride];
    const flops = 2 * TILE_ROWS * inputs * units;
    const part = (what: PartProfile["what"], count: number): TimedPart["part"] => ({ what, inputs, units, count });
    return [
      {
        part: part("forward", 2), // of values and of tangents
        work: () => exports.multiply(product, at(0), own, at(1), below, at(2), own, TILE_ROWS, inputs, units),
        flops,
      },
      {
        part: part("back", l === 0 ? 1 : 2), // of adjoints and of deltas, which end at the first layer
        work: () => exports.multiply(product, at(1), below, at(0), own, at(3), below, TILE_ROWS, units, inputs),
        flops,
      },
      {
        part: part("gradient", 1),
        work: () =>
          // C [inputs, units], A [rows, inputs], B [rows, units]
          exports.addTransposedProduct(
            product,
            ...[at(2), own],
            ...[at(1), at(4), below],
            ...[at(0), at(5), own],
            ...[inputs, TILE_ROWS, units],
          ),
        flops: 2 * flops,
      },
      {
        part: part("activation", 1),
        work: () => exports.activate(tanh, 1, at(0), at(1), at(4), own, TILE_ROWS, units, 2),
        flops: 0,
      },
    ];
  });
}

/** Times one network's step, its parts, and the peak, in turns. */
function profileStep(network: Network, parts: readonly TimedPart[], peak: () => void, peaks: number[]): StepProfile {
  const { step, spent } = timedStep(network);
  const stepCalls = callsFor(step);
  const partCalls = parts.map(({ work }) => callsFor(work));
  const peakCalls = callsFor(peak);
  const times: Record<string, number[]> = {};
  const partTimes = parts.map((): number[] => []);
  const note = (name: string, milliseconds: number): void => {
    times[name] ??= [];
    times[name].push(milliseconds);
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of Object.keys(spent)) spent[name] = 0;
    const whole = timeBlock(step, stepCalls);
    const inside = Object.values(spent).reduce((sum, milliseconds) => sum + milliseconds / stepCalls, 0);
    note("step", whole);
    note("rest", whole - inside);
    for (const [name, milliseconds] of Object.entries(spent)) note(name, milliseconds / stepCalls);
    for (const [i, { work }] of parts.entries()) partTimes[i].push(timeBlock(work, partCalls[i]));
    peaks.push(timeBlock(peak, peakCalls));
  }
  const of = (...names: string[]): number => names.reduce((sum, name) => sum + median(times[name] ?? [0]), 0);
  return {
    ...network,
    step: of("step"),
    forward: of("transposeWeights", "forward"),
    loss: of("loss"),
    backward: of("clearGradients", "backward", "clearPadding"),
    adam: of("sumOfSquares", "adam"),
    rest: of("rest"),
    parts: parts.map(({ part, flops }, i) => {
      const milliseconds = median(partTimes[i]);
      const gigaflops = flops > 0 ? flops / milliseconds / 1e6 : null;
      return { ...part, microsecondsPerTile: milliseconds * 1000, gigaflops };
    }),
  };
}

/** A whole training and, in turns with it, nothing but the drawing of its batches. */
async function profileDrawing(): Promise<DrawingProfile[]> {
  const { layers, rows, batchSize } = TRAINING;
  const { x, y } = makeProblem(layers, rows, 0);
  const samples = { x, y, rows, features: layers[0] };
  const options = { batchSize, epochs: DRAWING_EPOCHS, trackSlope: false };
  const losses = { plain: plainLoss(), lai: laiLoss({ lambda: LAMBDA }) };
  const trainOnce = async (name: "plain" | "lai"): Promise<number> => {
    const model = denseModel({ inputs: layers[0], hidden: layers.slice(1, -1), activation: "tanh" });
    const start = performance.now();
    await train(model, samples, { ...options, loss: losses[name] });
    const milliseconds = performance.now() - start;
    model.dispose();
    return milliseconds;
  };
  const draw = (): number => {
    const source = new BatchSource(samples, {
      batchSize,
      dropLastBatch: false,
      perturbedColumns: "all",
      inputNoise: 0,
      seed: 0,
    });
    const start = performance.now();
    let drawn = 0;
    for (let epoch = 0; epoch < DRAWING_EPOCHS; epoch++) for (const batch of source.epoch(1)) drawn += batch.rows;
    if (drawn !== DRAWING_EPOCHS * rows) throw new Error(`${drawn} rows were drawn`);
    return performance.now() - start;
  };
  const times = { plain: [] as number[], lai: [] as number[], draw: [] as number[] };
  await trainOnce("plain");
  draw();
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ["plain", "lai"] as const) times[name].push(await trainOnce(name));
    times.draw.push(draw());
  }
  return (["plain", "lai"] as const).map((loss) => ({
    loss,
    trainingMilliseconds: median(times[loss]),
    drawingMilliseconds: median(times.draw),
  }));
}

async function main(): Promise<void> {
  await ready({ backend: "cpu" }); // holds the models' weights, computes nothing
  const drawing = await profileDrawing();
  const parts = load<PartExports>(partsModule);
  const { multiplyAdds } = load<{ multiplyAdds(loops: number): number }>(peakModule);
  const peaks: number[] = [];
  const steps = NETWORKS.map((network) =>
    profileStep(network, timedParts(network, parts), () => void multiplyAdds(PEAK_LOOPS), peaks),
  );
  const { rows, batchSize } = TRAINING;
  const measured: Omit<ProfileResult, "kind" | "format" | "date" | "machine"> = {
    node: process.versions.node,
    variant: chooseVariant("wasm"),
    rounds: ROUNDS,
    tileRows: TILE_ROWS,
    peakGigaflops: PEAK_FLOPS / median(peaks) / 1e6,
    steps,
    training: { rows, batchSize, epochs: DRAWING_EPOCHS, drawing },
  };
  process.send!(measured);
}

void main();
