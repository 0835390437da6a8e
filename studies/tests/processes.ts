import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The command line of the studies, as it is compiled beside the tests. */
export const PROGRAM = join(__dirname, "..", "src", "cli.js");

/** For moments at random, such as that of a kill; what is waited for has `until`. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How long anything may take: a bound for what hangs, not a measure of speed, on machines however busy. */
const PATIENCE_MS = 120_000;

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !(await isSo()); await sleep(5)) {
    assert.ok(performance.now() < deadline, `${PATIENCE_MS / 1000} s were not enough: ${what()}`);
  }
}

/** A process of the command line, and what it has said on stderr. */
export interface LaiProcess {
  child: ChildProcess;
  said(): string;
}

/** Starts the command line with such arguments. */
export function lai(args: readonly string[], options: { program?: string; env?: NodeJS.ProcessEnv } = {}): LaiProcess {
  const { program = PROGRAM, env } = options;
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  let errors = "";
  child.stderr!.on("data", (text) => {
    errors += text;
  });
  return { child, said: () => errors };
}

/** Sends a signal and waits for the end. */
export async function end({ child }: LaiProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, "exit");
  }
  return child.exitCode;
}

/** Waits for the end. */
export async function exitCode({ child }: LaiProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

/** The whole lines of all journals of a store. */
function storedLines(store: string): string[] {
  const folder = join(store, "journals");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1));
}

/** The key of each record that was written to a store, in any journal. */
export function storedKeys(store: string): string[] {
  return storedLines(store).map((line) => JSON.parse(line.slice(line.indexOf(" "))).key);
}

/** Waits until so many more records are stored, or a process has ended. */
export async function untilStored({ child, said }: LaiProcess, store: string, more: number): Promise<void> {
  const wanted = storedLines(store).length + more;
  await until(() => storedLines(store).length >= wanted || child.exitCode !== null, said);
}
