/** Prints what `sensitivity` takes of memory in a process of its own: node memory.js ENGINE ROWS */
import { checkChoice, checkNumber } from "../../src/base/check";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import { sensitivity } from "../../src/measure/sensitivity";
import { network, normalSamples } from "./problem";
import type { MemoryUse } from "./types";

async function main(): Promise<void> {
  const name = checkChoice("ENGINE", process.argv[2], ["dense", "tape"]);
  const rows = checkNumber("ROWS", Number(process.argv[3]), { min: 1, integer: true });
  await ready();
  const model = network();
  const samples = normalSamples(rows);
  const before = process.memoryUsage().rss;
  const engine = createEngine(model, { engine: name });
  sensitivity(engine, samples);
  const use: MemoryUse = {
    engine: name,
    rows,
    beforeMegabytes: Math.round(before / 2 ** 20),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 2 ** 10),
  };
  console.log(JSON.stringify(use));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
