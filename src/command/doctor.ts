import { Command } from "commander";
import { BACKEND_NAMES, ready } from "../engine/backend";
import { describeVariant, kernelVariants, usualVariant } from "../engine/dense/kernel/instance";
import { IN_CLONE } from "./workspaces";

/** What `lai doctor` found out about one thing. */
interface Check {
  name: string;
  /** works; missing but not needed; broken and needed */
  state: "works" | "optional" | "broken";
  /** what was found, such as a version */
  found: string;
  /** what to do, where something is to be done */
  remedy?: string;
}

/** What to do where a package that must be there is not, or does not load. */
const REINSTALL = IN_CLONE ? "install the packages again: bash kernel-setup.sh" : "npm install lai-loss";
const TFJS_NODE = IN_CLONE ? "bash kernel-setup.sh --tfjs-node (0.85 GB)" : "npm install @tensorflow/tfjs-node@4";

/** `lai doctor`: what works on this machine, and what to do about the rest; exit code 1 where something needed does not. */
export function doctorCommand(): Command {
  return new Command("doctor").description("tell what works here and what to do about the rest").action(async () => {
    const checks = await examine();
    console.log(describeChecks(checks));
    process.exitCode = checks.some((check) => check.state === "broken") ? 1 : 0;
  });
}

/** Looks at everything, one thing after the other. */
export async function examine(): Promise<Check[]> {
  return [...(await checkPackages()), await checkKernel(), ...(await checkBackends()), ...(await checkNotebooks())];
}

/** The checks as lines of text, with what to do about each that does not work. */
export function describeChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const words = { works: "ok     ", optional: "absent ", broken: "BROKEN " };
  const lines = checks.flatMap(({ name, state, found, remedy }) => {
    const line = `${words[state]} ${name.padEnd(width)}  ${found}`;
    return remedy === undefined ? [line] : [line, `${" ".repeat(words.works.length + width + 3)}${remedy}`];
  });
  const broken = checks.filter((check) => check.state === "broken").length;
  lines.push(broken === 0 ? "Everything needed works here." : `${broken} of ${checks.length} do not work here.`);
  return lines.join("\n");
}

/** Looks at a thing: an error means that it is missing (where it is optional) or broken. */
export async function attempt(
  name: string,
  look: () => string | Promise<string>,
  otherwise: "optional" | "broken",
  remedy: string,
): Promise<Check> {
  try {
    return { name, state: "works", found: await look() };
  } catch (error) {
    const found = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    return { name, state: otherwise, found, remedy };
  }
}

/** Node.js itself, and the packages that are loaded only when they are used. */
export async function checkPackages(): Promise<Check[]> {
  const danfo = "only for danfo data frames: npm install danfojs-node";
  return [
    await attempt("Node.js", nodeVersion, "broken", "install Node.js 20 or newer: https://nodejs.org"),
    await attempt("polars", () => loadedVersion("nodejs-polars"), "broken", REINSTALL),
    await attempt("danfojs", () => loadedVersion("danfojs-node"), "optional", danfo),
  ];
}

function nodeVersion(): string {
  if (Number(process.versions.node.split(".")[0]) < 20) throw new Error(`${process.version} is too old`);
  return process.version;
}

/** Loads a package, which also loads its binary part, and tells its version. */
function loadedVersion(name: string): string {
  require(name);
  return require(`${name}/package.json`).version;
}

/** The kernel of stacks of Dense layers: all that run here, and the one that is taken. */
export function checkKernel(): Promise<Check> {
  const look = (): string => {
    const variant = usualVariant();
    if (variant === undefined)
      throw new Error("no SIMD: such models are trained by the tape engine, many times slower");
    const others = kernelVariants().filter((other) => other !== variant);
    const rest = others.length === 0 ? "" : `; LAI_KERNEL chooses another: ${others.join(", ")}`;
    return `${describeVariant(variant)}${rest}`;
  };
  return attempt("dense kernel", look, "optional", "a processor with SSE4.1 or NEON, of 2011 or later, has it");
}

/** Loads each tfjs backend in turn. Only tensorflow may be missing: it is a faster wasm. */
export async function checkBackends(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const backend of BACKEND_NAMES) {
    const look = async (): Promise<string> => (await ready({ backend })).tried.map((tried) => tried.reason).join("; ");
    const check =
      backend === "tensorflow"
        ? attempt(`tfjs backend ${backend}`, look, "optional", `only for speed with large networks: ${TFJS_NODE}`)
        : attempt(`tfjs backend ${backend}`, look, "broken", REINSTALL);
    checks.push(await check);
  }
  return checks;
}

/** What the notebooks need, as far as tslab-kernel is installed; without it, that it is not. */
async function checkNotebooks(): Promise<Check[]> {
  let checks: { name: string; look(): string }[];
  try {
    checks = require("tslab-kernel").notebookChecks();
  } catch {
    const remedy = "only for notebooks: npm install tslab-kernel, then npx tslab-kernel install";
    return [{ name: "tslab-kernel", state: "optional", found: "not installed", remedy }];
  }
  const remedy = IN_CLONE
    ? "bash kernel-setup.sh"
    : "python3 -m venv .venv && .venv/bin/pip install jupyterlab plotly, then npx tslab-kernel install";
  return Promise.all(checks.map(({ name, look }) => attempt(name, look, "broken", remedy)));
}
