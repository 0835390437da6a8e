import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runChild } from "../child";
import { KERNEL_NAME } from "../kernel/spec";
import { KERNEL_PACKAGE } from "../project";
import type { Notebook } from "./notebook-file";

/** What happens while a notebook runs. */
export type RunEvent =
  | { event: "start"; cells: number }
  | { event: "begin"; number: number; cells: number; title: string }
  | { event: "cell"; number: number; cells: number; title: string; seconds: number; state: "ok" | "failed" }
  | { event: "failure"; cell: number; title: string; text: string }
  | { event: "end"; ok: boolean };

/**
 * Executes a notebook in the real kernel, from the first cell to the last, in a working folder.
 *
 * @returns the executed notebook, or null where a cell failed (its failure was told as an event)
 */
export async function executeNotebook(
  notebook: Notebook,
  options: { folder: string; python: string; environment?: NodeJS.ProcessEnv; onEvent: (event: RunEvent) => void },
): Promise<Notebook | null> {
  const scratch = mkdtempSync(join(tmpdir(), `tslab-run-${randomUUID().slice(0, 8)}-`));
  try {
    const source = join(scratch, "source.ipynb");
    const target = join(scratch, "target.ipynb");
    writeFileSync(source, JSON.stringify(notebook));
    const request = { source, target, folder: options.folder, kernel: KERNEL_NAME };
    const script = join(KERNEL_PACKAGE, "python", "run_notebook.py");
    const env = { ...process.env, ...options.environment, JUPYTER_PREFER_ENV_PATH: "1", PYTHONUNBUFFERED: "1" };
    let complaints = "";
    let ended = false;
    const code = await runChild(options.python, [script], { stdio: "pipe", env }, (child) => {
      child.stdin!.end(`${JSON.stringify(request)}\n`);
      child.stderr!.on("data", (chunk) => {
        complaints += chunk;
      });
      createInterface({ input: child.stdout! }).on("line", (line) => {
        const event: RunEvent = JSON.parse(line);
        ended ||= event.event === "end" || event.event === "failure";
        options.onEvent(event);
      });
    });
    if (code === 0 && existsSync(target)) return JSON.parse(readFileSync(target, "utf8"));
    if (!ended) options.onEvent({ event: "failure", cell: 0, title: "the run ended early", text: complaints.trim() });
    return null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
