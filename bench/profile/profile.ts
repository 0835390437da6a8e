/** `npm run bench:profile`: where the time of a Lai step goes, and what drawing the batches takes of a training. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { checkNumber } from "../../src/base/check";
import { packageRoot } from "../../src/base/files";
import { keepResult } from "../keep-result";
import { findTools } from "../steps/contenders";
import { describeMachine } from "../steps/machine";
import { buildPeakModule } from "../steps/peak/module";
import { benchZig, compileForBench } from "../webassembly";
import { profileText } from "./report";
import type { ProfileResult } from "./types";

const program = new Command("npm run bench:profile --")
  .description(
    "Times the phases of a Lai step of the dense kernel and the parts that it is made of, beside the peak of 128-bit " +
      "multiply-adds, and the drawing of batches beside a training; on a Node.js with relaxed SIMD (bash bench/setup.sh " +
      "brings one). About a minute. Writes bench/results/profile-DATE.json and bench/BENCHMARKS.md.",
  )
  .option("--rounds <number>", "rounds of each measurement", "15")
  .option("--out <file>", "writes the result there, and no page")
  .action(async (options: { rounds: string; out?: string }) => {
    const rounds = checkNumber("--rounds", Number(options.rounds), { min: 1, integer: true });
    const result = await profile(rounds);
    console.log(profileText(result));
    keepResult(result, options.out);
  });

async function profile(rounds: number): Promise<ProfileResult> {
  const folder = mkdtempSync(join(tmpdir(), "lai-profile-"));
  try {
    const parts = join(folder, "parts.wasm");
    const zig = benchZig();
    if (zig === null)
      throw new Error("There is no zig to compile the parts: run bash bench/setup.sh, which brings one.");
    await compileForBench(zig, join(packageRoot(), "bench", "profile", "parts.c"), parts);
    const peak = await buildPeakModule(folder);
    const { relaxedNode } = findTools(peak);
    if (!relaxedNode)
      throw new Error("There is no Node.js with relaxed SIMD: run bash bench/setup.sh, which brings one.");
    const machine = describeMachine();
    const [core] = machine.pinnedCores;
    const held = core === undefined ? [] : ["taskset", "-c", String(core)];
    const [execPath, ...execArgv] = [...held, relaxedNode];
    const child = fork(join(__dirname, "profile-worker.js"), [parts, peak, String(rounds)], { execPath, execArgv });
    const [measured] = await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => {
        throw new Error(`The profile ended early (code ${code}); its messages are above.`);
      }),
    ]);
    child.disconnect();
    return { kind: "profile", format: 1, date: new Date().toISOString(), machine, ...measured };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
