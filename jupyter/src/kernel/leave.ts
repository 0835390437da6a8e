import { constants } from "node:os";

/** Thrown where a cell calls what would end the kernel, so that the code behind the call does not run. */
export class ProcessExit extends Error {
  override readonly name = "ProcessExit";
}

const SIGNALS: Record<string, number> = constants.signals;
/** Signals that end no process by themselves, and SIGINT, which is Stop. */
const HARMLESS = ["SIGINT", "SIGWINCH", "SIGCHLD", "SIGCONT", "SIGURG"];

const CANNOT_BE_HEARD = ["SIGKILL", "SIGSTOP"];
/** How long what was printed may take to leave this process. */
const LAST_WORDS_MS = 100;

const { exit, abort, kill } = process;
const { reallyExit } = process as unknown as { reallyExit: (code?: number) => never };
let isEnding = false;

/** Ends the kernel: cells can not, once `keepKernelAlive` was called. */
export function endKernel(code: number): never {
  isEnding = true;
  try {
    return exit.call(process, code); // calls the cells' listeners of "exit", which may throw
  } finally {
    reallyExit.call(process, code);
  }
}

/**
 * A cell that calls process.exit, process.abort, or process.kill on its own process ends, and the kernel does not: variables
 * and printed text stay. Sent are signals that a cell listens to, those that end no process, and SIGKILL and SIGSTOP, which
 * nobody sends by mistake.
 *
 * @param onExit tells which call it was: a cell that catches the exception is ended all the same
 * @param onEnd tells in a sentence why the kernel ends now
 */
export function keepKernelAlive(onExit: (error: ProcessExit) => void, onEnd: (why: string) => void): void {
  const refuse = (call: string): never => {
    const error = new ProcessExit(`${call} was called. It ends the cell; the kernel lives on, with its variables.`);
    onExit(error);
    throw error;
  };
  process.exit = ((code?: number | string | null) =>
    isEnding ? exit.call(process, code) : refuse(`process.exit(${code ?? ""})`)) as typeof process.exit;
  process.abort = () => (isEnding ? abort.call(process) : refuse("process.abort()"));
  Object.assign(process, {
    reallyExit: (code?: number) => (isEnding ? reallyExit.call(process, code) : refuse("process.reallyExit()")),
  });
  process.kill = (pid: number, signal: string | number = "SIGTERM"): true => {
    const name = typeof signal === "number" ? nameOf(signal) : signal;
    const isOwn = pid === process.pid || pid === 0 || pid === -process.pid;
    const ends = name in SIGNALS && !HARMLESS.includes(name) && process.listenerCount(name) === 0;
    if (isOwn && ends && !isEnding) {
      if (!CANNOT_BE_HEARD.includes(name)) refuse(`process.kill with ${name} on the kernel itself`);
      onEnd(`The kernel ends here: this cell sent ${name} to it. Its variables are lost.\n`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_WORDS_MS);
    }
    return kill.call(process, pid, signal);
  };
}

function nameOf(signal: number): string {
  return Object.keys(SIGNALS).find((name) => SIGNALS[name] === signal) ?? String(signal);
}
