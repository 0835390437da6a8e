/**
 * Time of `evaluate` for a 9-64-32-1 network, for each measure, preset and engine, in interleaved rounds; and the memory of
 * `sensitivity` on 100,000 rows, each engine in a process of its own. Writes bench/results/measures-DATE.json and its section
 * of bench/BENCHMARKS.md; with --output that file alone.
 *
 * npm run test:build && node build/bench/measures/measures.js [--rows 10000] [--rounds 9] [--output FILE]
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkNumber } from "../../src/base/check";
import { Random } from "../../src/base/random";
import { versions } from "../../src/base/versions";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import type { EngineName } from "../../src/engine/engine";
import { evaluate } from "../../src/measure/evaluate";
import { withPredictor } from "../../src/measure/predictor";
import { keepResult } from "../keep-result";
import { describeMachine } from "../steps/machine";
import { LAYERS, network, normalSamples } from "./problem";
import { measuresText } from "./report";
import type { MeasuresResult, MemoryUse, PresetTimes } from "./types";

const ENGINES: readonly EngineName[] = ["dense", "tape"];
const MEMORY_ROWS = 100_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: "string", default: "10000" },
      rounds: { type: "string", default: "9" },
      output: { type: "string" },
    },
  });
  const rows = checkNumber("--rows", Number(values.rows), { min: 2, integer: true });
  const rounds = checkNumber("--rounds", Number(values.rounds), { min: 1, integer: true });
  const date = new Date().toISOString();
  const begun = performance.now();
  const { backend } = await ready();
  const { processor, cores, memoryGigabytes, system } = describeMachine();
  const times = timeOf(rows, rounds);
  const result: MeasuresResult = {
    kind: "measures",
    format: 1,
    date,
    seconds: 0,
    machine: { processor, cores, memoryGigabytes, system },
    versions: versions(),
    backend,
    network: LAYERS.join("-"),
    rows,
    rounds,
    times,
    memory: ENGINES.map(memoryOf),
  };
  result.seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`\n${measuresText(keepResult(result, values.output))}`);
}

/** Every engine with every preset once a round, in an order shuffled by seed, after a round that warms up. */
function timeOf(rows: number, rounds: number): PresetTimes[] {
  const model = network();
  const samples = normalSamples(rows);
  const weights = withPredictor(model, (predictor) => predictor.weights);
  const contenders = ENGINES.flatMap((name) => {
    const engine = createEngine(model, { engine: name });
    return (["quick", "full"] as const).map((preset) => ({
      engine,
      times: { engine: name, description: engine.description, preset, milliseconds: {} } as PresetTimes,
    }));
  });
  const random = new Random(1, "order of the rounds");
  for (let round = 0; round <= rounds; round++) {
    for (const k of random.permutation(contenders.length)) {
      const { engine, times } = contenders[k];
      const options = { preset: times.preset, weights, features: [0, 1] };
      const { milliseconds } = evaluate(engine, samples, options);
      if (round === 0) continue;
      for (const [measure, time] of Object.entries(milliseconds)) {
        times.milliseconds[measure] = [...(times.milliseconds[measure] ?? []), time];
      }
    }
  }
  return contenders.map(({ times }) => times);
}

function memoryOf(engine: EngineName): MemoryUse {
  const child = spawnSync(process.execPath, [join(__dirname, "memory.js"), engine, String(MEMORY_ROWS)], {
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`measuring the memory of ${engine} failed: ${child.stderr}`);
  return JSON.parse(child.stdout.trim().split("\n").at(-1) as string);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
