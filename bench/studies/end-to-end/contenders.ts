import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/base/files";
import { mean } from "../../../src/base/statistics";
import { StudyStore } from "../../../studies/src/store/store";
import { PLAIN, type Problem } from "./problem";
import type { Cell, Findings } from "./types";

export interface StudyContender {
  id: string;
  label: string;
  /** runs the whole study once in a folder of its own; `seconds` are those of the processes alone */
  run(problem: Problem, folder: string, python: string | null): Promise<Findings & { seconds: number }>;
}

export const STUDY_CONTENDERS: readonly StudyContender[] = [
  { id: "lai-native", label: "lai study run, native kernel", run: ours("native") },
  { id: "lai-wasm", label: "lai study run, WebAssembly", run: ours("wasm") },
  { id: "jax-loop", label: "JAX, a whole training jitted, seeds in a loop", run: peer("jax_study", false) },
  { id: "jax-vmap", label: "JAX, a whole training jitted, vmap over rates and seeds", run: peer("jax_study", true) },
  { id: "torch-loop", label: "PyTorch, seeds in a loop", run: peer("torch_study", false) },
  { id: "torch-batched", label: "PyTorch, seeds as a batch of networks", run: peer("torch_study", true) },
];

/** The command line, as a user types it. */
function ours(kernel: "native" | "wasm"): StudyContender["run"] {
  return async ({ study, processes }, folder) => {
    const store = mkdtempSync(join(folder, "records-"));
    const program = join(packageRoot(), "dist", "cli.js");
    const args = ["study", "run", study, "--store", store, "--workers", String(processes)];
    const seconds = await timed(process.execPath, [program, ...args], { LAI_KERNEL: kernel });
    const records = StudyStore.existing(store);
    const { environment } = records.readStudy();
    if (kernel === "native" && !environment.kernel.startsWith("native")) throw new Error("there is no native kernel");
    const versions = { node: process.versions.node, kernel: environment.kernel.split(" ")[0] };
    return { seconds, versions, cells: cellsOf(records) };
  };
}

/** Means over the evaluation seeds, whose runs alone have test rows. */
function cellsOf(store: StudyStore): Cell[] {
  const groups = new Map<string, { cell: Omit<Cell, "rmse" | "slope">; rmse: number[]; slope: number[] }>();
  for (const { run, outcome } of store.all()) {
    if (outcome.status === "failed") throw new Error(`${run.data}, ${run.method}: ${outcome.error.message}`);
    const { test } = outcome.measures.last;
    if (test === undefined) continue;
    const setting = run.method === "off" ? PLAIN : run.method;
    const key = JSON.stringify([run.data, setting]);
    const cell = { data: run.data, setting, learningRate: run.learningRate };
    const group = groups.get(key) ?? { cell, rmse: [], slope: [] };
    groups.set(key, group);
    group.rmse.push(test.rmse);
    group.slope.push(test.slope!.mean);
  }
  return [...groups.values()].map(({ cell, rmse, slope }) => ({ ...cell, rmse: mean(rmse), slope: mean(slope) }));
}

/** A program in Python: its processes have one thread each. */
function peer(module: string, together: boolean): StudyContender["run"] {
  return async (_problem, folder, python) => {
    if (python === null) throw new Error("there is no bench/.venv: run bash bench/setup.sh");
    const answer = join(mkdtempSync(join(folder, "answer-")), "answer.json");
    const script = join(packageRoot(), "bench", "studies", "end-to-end", "python", "study.py");
    const args = [script, folder, answer, module, ...(together ? ["--together"] : [])];
    const one = Object.fromEntries(["OMP", "MKL", "OPENBLAS"].map((name) => [`${name}_NUM_THREADS`, "1"]));
    const xla = { XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" };
    const seconds = await timed(python, args, { ...one, ...xla });
    return { seconds, ...JSON.parse(readFileSync(answer, "utf8")) };
  };
}

/** Wall time from the start of a program to its end. */
async function timed(program: string, args: readonly string[], environment: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const child = spawn(program, args, {
    cwd: packageRoot(),
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (data) => {
    words = (words + data).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) return resolve((performance.now() - begun) / 1000);
      reject(new Error(`it ended (${signal ?? `code ${code}`}): ${words.trim().split("\n").at(-1) ?? ""}`));
    });
  });
}
