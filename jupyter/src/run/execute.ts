import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runChild } from "../child";
import { KERNEL_NAME } from "../kernel/spec";
import { KERNEL_PACKAGE } from "../project";
import type { Notebook } from "./notebook-file";

/** What happens while a notebook runs. */
export type RunEvent =
  | { event: "begin"; number: number; cells: number; title: string }
  | {
      event: "cell";
      number: number;
      cells: number;
      title: string;
      seconds: number;
      state: "ok" | "failed" | "skipped";
      /** why this cell and the later ones that need the same are skipped; told of the first of them */
      reason?: string;
    }
  | { event: "failure"; cell: number; title: string; text: string };

/** What run_notebook.py tells: the death of a kernel comes before its last words, which are in what the run prints. */
type ToldEvent = RunEvent | { event: "death"; cell: number; title: string; status: number };

/**
 * Executes a notebook in the real kernel, from the first cell to the last, in a working folder.
 *
 * @returns the executed notebook, or null where a cell failed (its failure was told as an event)
 */
export async function executeNotebook(
  notebook: Notebook,
  options: {
    folder: string;
    python: string;
    environment?: NodeJS.ProcessEnv;
    /** the name of another installed kernel, such as stock tslab's; defaults to this package's */
    kernel?: string;
    onEvent: (event: RunEvent) => void;
  },
): Promise<Notebook | null> {
  const scratch = mkdtempSync(join(tmpdir(), `tslab-run-${randomUUID().slice(0, 8)}-`));
  try {
    const source = join(scratch, "source.ipynb");
    const target = join(scratch, "target.ipynb");
    writeFileSync(source, JSON.stringify(notebook));
    const request = { source, target, folder: options.folder, kernel: options.kernel ?? KERNEL_NAME };
    const script = join(KERNEL_PACKAGE, "python", "run_notebook.py");
    const env = { ...process.env, ...options.environment, JUPYTER_PREFER_ENV_PATH: "1", PYTHONUNBUFFERED: "1" };
    let complaints = "";
    let place = { cell: 0, title: "before the first cell" };
    let death: { cell: number; title: string; status: number } | null = null;
    let ended = false;
    const code = await runChild(options.python, [script], { stdio: "pipe", env }, (child) => {
      child.stdin!.end(`${JSON.stringify(request)}\n`);
      child.stderr!.on("data", (chunk) => {
        complaints += chunk;
      });
      createInterface({ input: child.stdout! }).on("line", (line) => {
        const event: ToldEvent = JSON.parse(line);
        if (event.event === "begin") place = { cell: event.number, title: event.title };
        ended ||= event.event === "failure";
        if (event.event === "death") death = event;
        else options.onEvent(event);
      });
    });
    if (code === 0 && existsSync(target)) return JSON.parse(readFileSync(target, "utf8"));
    const { cell, title, status } = death ?? { ...place, status: code };
    const what = death === null ? "the program that runs the notebook" : "the kernel";
    if (!ended) options.onEvent({ event: "failure", cell, title, text: describeDeath(what, status, complaints) });
    return null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What V8 and allocators of native code write when there is no more memory. */
const OUT_OF_MEMORY = /^.*(?:out of memory|bad_alloc|memory allocation of \d+ bytes failed).*$/im;

/**
 * How a program ended that was not to end, and what to do about it.
 *
 * @param status its exit code, 128 + number where a signal ended it
 * @param log what it wrote on stderr
 */
export function describeDeath(what: string, status: number, log: string): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  const how = signal === undefined ? `with exit code ${status}` : `by the signal ${signal}`;
  const last = log.trim().split("\n").slice(-20).join("\n");
  const memory = OUT_OF_MEMORY.exec(log)?.[0].trim();
  if (memory === undefined && signal !== "SIGKILL") return `${what} ended ${how}.\n${last}`.trim();
  const remedy =
    "Keep less at a time: fewer rows or smaller models, tensors disposed of (tf.tidy), --jobs 1. " +
    "Where the machine has more, let the kernel have it, in megabytes: NODE_OPTIONS=--max-old-space-size=8000.";
  return memory === undefined
    ? `${what} ended ${how}, as the system does where memory has run out. ${remedy}\n${last}`.trim()
    : `${what} ended ${how}, out of memory (${memory}). ${remedy}`;
}
