/** Who takes part, and how each is started. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageRoot } from "../../src/base/files";
import { wasmVariants } from "../../src/engine/dense/kernel/instance";
import { benchPython } from "../bench-python";
import { LOSS_NAMES, type LossName } from "./types";

export interface Contender {
  id: string;
  label: string;
  threads: number;
  /** what it is measured in: steps on S, M and L, or the whole training */
  part: "steps" | "training";
  losses: readonly LossName[];
  /** computes no loss that others would have to agree with: the measure of the machine's peak */
  isMeasure?: boolean;
  program: Program;
}

type Program =
  | { kind: "node"; relaxed: boolean | "where there is one"; script: string; args: string[] }
  | { kind: "python"; script: string; environment?: Record<string, string> };

/** Where the programs are; a string that is not there comes with why. */
export interface Tools {
  node: string;
  /** a Node.js with relaxed SIMD */
  relaxedNode: string | null;
  python: string | null;
  peakModule: string;
}

const SETUP = "run bash bench/setup.sh";

export function findTools(peakModule: string, python?: string): Tools {
  return {
    node: process.execPath,
    relaxedNode: wasmVariants().includes("relaxed-simd") ? process.execPath : installedNode(),
    python: python ?? benchPython(),
    peakModule,
  };
}

/** The Node.js that bench/setup.sh takes from npm. */
function installedNode(): string | null {
  const packages = join(packageRoot(), "bench", ".node", "node_modules");
  if (!existsSync(packages)) return null;
  const found = readdirSync(packages).find((name) => name.startsWith(`node-${process.platform}-`));
  const program = found && join(packages, found, "bin", "node");
  return program && existsSync(program) ? program : null;
}

function node(script: string, relaxed: boolean | "where there is one", ...args: string[]): Program {
  return { kind: "node", relaxed, script, args };
}

const steps = { part: "steps", losses: LOSS_NAMES, threads: 1 } as const;
const training = { part: "training", losses: LOSS_NAMES, threads: 1 } as const;

/** XLA has no thread settings but these. */
const ONE_XLA_THREAD = { XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" };

/** Not compiled: @jax-js/jax is found from bench/ alone. */
const JAX_JS = join(packageRoot(), "bench", "steps", "jax-js.mjs");

export const CONTENDERS: readonly Contender[] = [
  { ...steps, id: "dense-native", label: "dense, native", program: dense("native", 1) },
  { ...steps, id: "dense-native-2", label: "dense, native", threads: 2, program: dense("native", 2) },
  { ...steps, id: "dense-relaxed", label: "dense, relaxed SIMD", program: dense("relaxed-simd", 1) },
  { ...steps, id: "dense-relaxed-2", label: "dense, relaxed SIMD", threads: 2, program: dense("relaxed-simd", 2) },
  { ...steps, id: "dense-simd", label: "dense, SIMD", program: dense("simd", 1) },
  { ...steps, id: "dense-simd-2", label: "dense, SIMD", threads: 2, program: dense("simd", 2) },
  { ...steps, id: "tape-tensorflow", label: "tape, tfjs tensorflow", program: tape("tensorflow") },
  { ...steps, id: "tape-wasm", label: "tape, tfjs wasm", program: tape("wasm") },
  { ...steps, id: "tape-cpu", label: "tape, tfjs cpu", program: tape("cpu") },
  { ...steps, id: "jax-js", label: "jax-js jit, WebAssembly", program: node(JAX_JS, "where there is one") },
  { ...steps, id: "jax-jit", label: "JAX jit", program: python("jax_jit.py", ONE_XLA_THREAD) },
  { ...steps, id: "jax-jit-2", label: "JAX jit", threads: 2, program: python("jax_jit.py") },
  ...oneAndTwo({ ...steps, id: "pytorch-compile", label: "PyTorch torch.func, torch.compile" }, "torch_compiled.py"),
  ...oneAndTwo({ ...steps, id: "pytorch-eager", label: "PyTorch eager" }, "torch_eager.py"),
  ...oneAndTwo({ ...steps, id: "tensorflow-function", label: "TensorFlow tf.function" }, "tensorflow_function.py"),
  {
    ...steps,
    id: "peak",
    label: "128-bit multiply-adds alone",
    losses: ["plain"],
    isMeasure: true,
    program: node("peak/peak-worker.js", true),
  },
  { ...training, id: "train-native", label: "train, dense, native", program: trained("train", "native") },
  { ...training, id: "train-relaxed", label: "train, dense, relaxed SIMD", program: trained("train", "relaxed-simd") },
  { ...training, id: "train-simd", label: "train, dense, SIMD", program: trained("train", "simd") },
  {
    ...training,
    id: "fit-tensorflow",
    label: "model.fit, tfjs tensorflow",
    losses: ["plain"],
    program: trained("fit", "tensorflow"),
  },
  { ...training, id: "fit-wasm", label: "model.fit, tfjs wasm", losses: ["plain"], program: trained("fit", "wasm") },
];

/** The same program on one thread, and on two where the machine has them. */
function oneAndTwo(contender: Omit<Contender, "program">, script: string): Contender[] {
  const program = python(script);
  return [
    { ...contender, program },
    { ...contender, id: `${contender.id}-2`, threads: 2, program },
  ];
}

function dense(variant: string, threads: number): Program {
  return node("engine-worker.js", variant === "relaxed-simd", "dense", variant, String(threads));
}

function tape(backend: string): Program {
  return node("engine-worker.js", false, "tape", backend);
}

function trained(how: string, variantOrBackend: string): Program {
  return node("training-worker.js", variantOrBackend === "relaxed-simd", how, variantOrBackend);
}

function python(script: string, environment: Record<string, string> = {}): Program {
  return { kind: "python", script, environment };
}

export interface Command {
  program: string;
  args: string[];
  environment: Record<string, string>;
}

/** How a contender is started, or why it cannot be. */
export function commandOf(contender: Contender, tools: Tools): Command | { unavailable: string } {
  const { program } = contender;
  if (program.kind === "python") {
    if (!tools.python) return { unavailable: `there is no bench/.venv: ${SETUP}` };
    const script = join(packageRoot(), "bench", "steps", "python", program.script);
    const one = String(contender.threads);
    const threads = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"].map((name) => [name, one]);
    return {
      program: tools.python,
      args: [script],
      environment: { ...Object.fromEntries(threads), ...program.environment },
    };
  }
  const usual = program.relaxed === true ? null : tools.node;
  const nodeProgram = (program.relaxed ? tools.relaxedNode : null) ?? usual;
  if (!nodeProgram) {
    return { unavailable: `Node.js ${process.versions.node} has no relaxed SIMD: ${SETUP}, which brings one that has` };
  }
  const args = contender.id === "peak" ? [tools.peakModule] : program.args;
  return { program: nodeProgram, args: [resolve(__dirname, program.script), ...args], environment: {} };
}
