/**
 * How long one waits for the kernel, beside stock tslab, Python's ipykernel and Deno's: start, trivial cells before and after
 * an import, completion, the hundredth cell, 10 MB of output; its start on the newest Node too. Needs .venv
 * (`bash kernel-setup.sh`); Deno and that Node come from npm into bench/kernel, where they are missing. Writes
 * bench/results/kernel-DATE.json and the tables of bench/BENCHMARKS.md and jupyter/README.md.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { ArgumentError, checkNumber } from "../../src/base/check";
import { packageRoot, writeFileAtomic } from "../../src/base/files";
import { keepResult } from "../keep-result";
import { describeMachine } from "../steps/machine";
import { README, withKernelTable } from "./readme";
import { kernelText } from "./report";
import type { KernelResult, KernelTimes, Measured } from "./types";

const values = new Command("npm run bench:kernel --")
  .description(
    "Times this kernel beside stock tslab, Python's ipykernel and Deno's, as a front end meets them, in turns. Wants .venv (bash " +
      "kernel-setup.sh) and an otherwise idle machine, for a quarter of an hour; writes bench/results/kernel-DATE.json and the " +
      "tables of bench/BENCHMARKS.md and jupyter/README.md.",
  )
  .option("--rounds <number>", "sessions of each kernel", "5")
  .option("--starts <number>", "starts of each kernel", "20")
  .option("--kernels <ids>", "only these, separated by commas", "lai,newest,tslab,ipykernel,deno")
  .option("--out <file>", "writes the result there, and no table")
  .parse()
  .opts<{ rounds: string; starts: string; kernels: string; out?: string }>();
const rounds = checkNumber("--rounds", Number(values.rounds), { min: 1, integer: true });
const starts = checkNumber("--starts", Number(values.starts), { min: 1, integer: true });

const root = packageRoot();
const python = join(root, ".venv", "bin", "python");
const contenders = join(root, "bench", "kernel", "node_modules");
const deno = join(contenders, ".bin", "deno");
const newestNode = join(contenders, "node", "bin", "node");
const launcher = join(root, "jupyter", "dist", "kernel", "launcher.js");

interface Contender {
  argv: string[];
  language: "typescript" | "python";
  /** whether it can import this package as a project does */
  imports: boolean;
  /** only its starts are measured */
  startsOnly?: boolean;
  version(): string;
}

const versionOf = (path: string): string => JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")).version;
const CONTENDERS: Record<string, Contender> = {
  lai: {
    argv: [process.execPath, launcher, "--config-path", "{connection_file}"],
    language: "typescript",
    imports: true,
    version: () => versionOf("jupyter"),
  },
  newest: {
    argv: [newestNode, launcher, "--config-path", "{connection_file}"],
    language: "typescript",
    imports: true,
    startsOnly: true,
    version: () => execFileSync(newestNode, ["--version"], { encoding: "utf8" }).trim().slice(1),
  },
  tslab: {
    argv: [
      process.execPath,
      join(root, "node_modules", "tslab", "bin", "tslab"),
      "kernel",
      "--config-path",
      "{connection_file}",
    ],
    language: "typescript",
    imports: true,
    version: () => versionOf("node_modules/tslab"),
  },
  ipykernel: {
    argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    language: "python",
    imports: false,
    version: () =>
      execFileSync(python, ["-c", "print(__import__('ipykernel').__version__)"], { encoding: "utf8" }).trim(),
  },
  deno: {
    argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
    language: "typescript",
    imports: false,
    version: () => versionOf("bench/kernel/node_modules/deno"),
  },
};

/** Runs all sessions and gathers their times by kernel. */
async function measure(names: readonly string[]): Promise<KernelTimes[]> {
  const kernels = names.map((name) => ({ name, ...CONTENDERS[name] }));
  const program = spawn(python, [join(root, "bench", "kernel", "measure.py")], { stdio: ["pipe", "pipe", "inherit"] });
  program.stdin.end(JSON.stringify({ rounds, starts, folder: join(root, "notebooks"), kernels }));
  const ended = new Promise<number | null>((resolve) => program.on("close", resolve));
  const found = new Map<string, KernelTimes>();
  for await (const line of createInterface({ input: program.stdout })) {
    const { name, times }: { name: string; times: Partial<Record<Measured, number | null>> } = JSON.parse(line);
    const known = Object.entries(times).filter((entry): entry is [Measured, number] => entry[1] !== null);
    console.log(name, known.map(([what, ms]) => `${what} ${ms.toFixed(1)}`).join(", "));
    const kernel = found.get(name) ?? { name, version: CONTENDERS[name].version(), times: {} };
    found.set(name, kernel);
    for (const [what, ms] of known) kernel.times[what] = [...(kernel.times[what] ?? []), ms];
  }
  if ((await ended) !== 0) throw new Error("measure.py failed: what it said is above.");
  return [...found.values()];
}

async function main(): Promise<void> {
  const names = values.kernels.split(",");
  const unknown = names.find((name) => !(name in CONTENDERS));
  if (unknown !== undefined)
    throw new ArgumentError("--kernels", unknown, `name some of ${Object.keys(CONTENDERS).join(", ")}.`);
  if (!existsSync(python)) throw new Error(`${python} is missing: run bash kernel-setup.sh first.`);
  const isMissing = (name: string, program: string): boolean => names.includes(name) && !existsSync(program);
  if (isMissing("deno", deno) || isMissing("newest", newestNode))
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], {
      cwd: join(root, "bench", "kernel"),
      stdio: "inherit",
    });
  const kernels = await measure(names);
  const result = { kind: "kernel", format: 1, date: new Date().toISOString() } as const;
  const whole: KernelResult = { ...result, machine: describeMachine(), node: process.versions.node, kernels };
  const kept = keepResult(whole, values.out);
  if (values.out === undefined) writeFileAtomic(README, withKernelTable(readFileSync(README, "utf8"), kept));
  console.log(`\n${kernelText(kept)}`);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
