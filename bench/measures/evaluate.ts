import * as tf from "@tensorflow/tfjs";
import { Random } from "../../src/base/random";
import type { Samples } from "../../src/data/samples";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import type { EngineName } from "../../src/engine/engine";
import { evaluate } from "../../src/measure/evaluate";
import { denseWeights } from "../../src/measure/lipschitz/dense-weights";
import { denseModel } from "../../src/model/dense-model";
import { readDenseStack } from "../../src/model/dense-stack";

/**
 * Time of `evaluate` for 10,000 rows of a 9-64-32-1 network, per measure, preset and engine: the median of some runs after
 * one to warm up. Run it by: npm run test:build && node build/bench/measures/evaluate.js [rows] [runs]
 */
async function main(): Promise<void> {
  const rows = Number(process.argv[2] ?? 10_000);
  const runs = Number(process.argv[3] ?? 3);
  const backend = await ready();
  console.log(`node ${process.version}, tfjs ${tf.getBackend()} (${JSON.stringify(backend)})`);
  const model = denseModel({ inputs: 9, hidden: [64, 32], activation: "tanh", seed: 1 });
  const samples = normalSamples(rows, 9);
  const reading = readDenseStack(model);
  if (!("stack" in reading)) throw new Error(reading.reason);
  for (const name of ["dense", "tape"] as EngineName[]) {
    const engine = createEngine(model, { engine: name });
    const predictor = {
      features: 9,
      predict: (x: Float32Array, count: number): Float32Array => engine.predict(x, count),
      inputGradients: (x: Float32Array, count: number) => engine.inputGradients(x, count),
    };
    const weights = denseWeights(reading.stack, engine.getState().weights);
    for (const preset of ["quick", "full"] as const) {
      const times: Record<string, number[]> = {};
      for (let run = 0; run <= runs; run++) {
        const { milliseconds } = evaluate(predictor, samples, { preset, weights, features: [0, 1] });
        if (run === 0) continue;
        for (const [measure, time] of Object.entries(milliseconds)) {
          times[measure] = [...(times[measure] ?? []), time];
        }
      }
      console.log(`\n${name} (${engine.description}), ${preset}, ${rows} rows, median of ${runs}, ms`);
      for (const [measure, values] of Object.entries(times)) {
        const median = values.sort((a, b) => a - b)[values.length >> 1];
        console.log(`${measure.padEnd(22)}${median.toFixed(1).padStart(9)}`);
      }
    }
    engine.dispose();
  }
  console.log(`\nlargest resident memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
}

function normalSamples(rows: number, features: number): Samples {
  const random = new Random(7, "bench");
  const x = Float32Array.from({ length: rows * features }, () => random.normal());
  const y = Float32Array.from({ length: rows }, (_, i) => Math.tanh(x[i * features]) + 0.3 * random.normal());
  return { x, y, rows, features };
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
