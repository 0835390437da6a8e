import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The command line, as it is compiled beside the tests. */
export const PROGRAM = join(__dirname, "..", "..", "src", "cli.js");

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

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

/** Keys of the records in all journals of a store, one for each line that is whole. */
export function storedKeys(store: string): string[] {
  const folder = join(store, "journals");
  if (!existsSync(folder)) return [];
  const lines = (name: string): string[] => readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1);
  return readdirSync(folder).flatMap((name) => lines(name).map((line) => JSON.parse(line.slice(17)).key));
}

/** Waits until so many more records are stored, or a process has ended. */
export async function untilStored({ child }: LaiProcess, store: string, more: number): Promise<void> {
  const before = storedKeys(store).length;
  while (storedKeys(store).length < before + more && child.exitCode === null) await sleep(5);
}
