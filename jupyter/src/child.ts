import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a program to its end and hands on the signals that this process gets meanwhile.
 * A Ctrl-C typed in a terminal reaches the child by itself, so it is handed on only where there is no terminal.
 *
 * @returns the exit code, 128 + number where a signal ended the program (the convention of shells)
 */
export function runChild(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
  onStart?: (child: ChildProcess) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    const forward = (signal: NodeJS.Signals): void => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) process.on(signal, forward);
    const done = (): void => {
      for (const signal of signals) process.removeListener(signal, forward);
    };
    child.on("error", (error) => {
      done();
      reject(new Error(`${program} cannot be started: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      done();
      resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]);
    });
    onStart?.(child);
  });
}
