import { basename, dirname, join } from "node:path";
import { ArgumentError } from "../argument-error";
import { writeFileAtomic } from "../files";
import { kernelSpecPath, writeKernelSpec } from "../kernel/spec";
import { notebooksFolder, projectOf, pythonEnvironment } from "../project";
import { cleanNotebook, notebookText, tooLarge } from "./clean";
import { executeNotebook, type RunEvent } from "./execute";
import { findNotebooks, readNotebook } from "./notebook-file";
import { type ParameterValue, setParameters } from "./parameters";

export interface RunOptions {
  /** the project whose Python environment runs them; defaults to that of the working folder */
  project?: string;
  /** other values for the notebooks' parameters */
  parameters?: ReadonlyMap<string, ParameterValue>;
  /** how many notebooks run at a time; defaults to 1 */
  jobs?: number;
  /** save the outputs into the notebooks; by default the files stay as they are */
  update?: boolean;
  /** where names are looked up; defaults to the project's notebooks */
  folder?: string;
  /** takes one line of progress; defaults to printing it */
  tell?: (line: string) => void;
  /** takes the cells that run now, each time that another one begins */
  tellRunning?: (cells: string) => void;
  /** ends the run early: aborted by Ctrl-C, which the kernels get by themselves. Notebooks that were not finished stay as they are */
  signal?: AbortSignal;
}

/**
 * Runs notebooks headless in the real kernel, with one line a cell. All names, parameters and options are checked before
 * the first notebook starts. With `update` a notebook is written when all its cells went well, and only then.
 *
 * @returns whether every cell of every notebook went well; false where the signal ended the run
 */
export async function runNotebooks(names: readonly string[], options: RunOptions = {}): Promise<boolean> {
  const { project = projectOf(), parameters = new Map(), update = false, signal } = options;
  const { folder = notebooksFolder(project), jobs = 1 } = options;
  const tell = options.tell ?? ((line: string) => console.log(line));
  if (!Number.isInteger(jobs) || jobs < 1) throw new ArgumentError("jobs", jobs, "give a whole number of at least 1.");
  if (update && parameters.size > 0) {
    const remedy = "leave one out: saved outputs must be those of the notebook as it is written.";
    throw new ArgumentError("--update", "given with --param", remedy);
  }
  const environment = pythonEnvironment(project);
  writeKernelSpec(kernelSpecPath(environment));
  const tasks = findNotebooks(names, folder).map((path) => {
    const notebook = readNotebook(path);
    setParameters(notebook, parameters);
    return { path, notebook };
  });

  const failed: string[] = [];
  const skipped: string[] = [];
  const unfinished: string[] = [];
  const running = new Map<string, string>();
  const runOne = async ({ path, notebook }: (typeof tasks)[number]): Promise<void> => {
    const name = basename(path, ".ipynb");
    let missing: string | undefined;
    const executed = await executeNotebook(notebook, {
      folder: dirname(path),
      python: join(environment, "bin", "python"),
      onEvent: (event) => {
        if (signal?.aborted) return; // what ends by Ctrl-C is no failure of the notebook
        if (event.event === "begin") {
          running.set(name, `${name}  ${placeOf(event)}  ${event.title}`);
          options.tellRunning?.([...running.values()].join("   "));
        }
        if (event.event === "cell") missing ??= event.reason;
        tellEvent(event, name, tell);
      },
    });
    running.delete(name);
    if (executed === null && signal?.aborted) {
      unfinished.push(name);
      return;
    }
    let problem: string | null = "failed";
    if (executed !== null) {
      cleanNotebook(executed, project);
      problem = update ? (missing === undefined ? tooLarge(executed) : "not saved, as cells were skipped") : null;
      if (missing !== undefined) skipped.push(name);
      if (problem === null && update) writeFileAtomic(path, notebookText(executed));
    }
    if (problem !== null) failed.push(name);
    if (executed !== null) tell(`${name}  ${problem ?? (update ? "saved" : "ok")}`);
  };
  const waiting = tasks.slice();
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined && !signal?.aborted; task = waiting.shift()) await runOne(task);
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, worker));
  if (failed.length > 0)
    tell(`${failed.length} of ${tasks.length} failed: ${failed.join(", ")}; nothing of them was saved`);
  if (skipped.length > 0) tell(`cells that need data were skipped in ${skipped.join(", ")}`);
  if (signal?.aborted)
    tell(`stopped: ${unfinished.join(", ") || "no notebook"} in the middle, with nothing of it saved`);
  return failed.length === 0 && !signal?.aborted;
}

const placeOf = ({ number, cells }: { number: number; cells: number }): string =>
  `[${String(number).padStart(String(cells).length)}/${cells}]`;

function tellEvent(event: RunEvent, name: string, tell: (line: string) => void): void {
  if (event.event === "cell") {
    const { seconds, title, state, reason } = event;
    const said = { ok: "", failed: "FAILED  ", skipped: "skipped  " }[state];
    const why = reason === undefined ? "" : `: ${reason}`;
    tell(`${name}  ${placeOf(event)}  ${seconds.toFixed(1).padStart(6)} s  ${said}${title}${why}`);
  } else if (event.event === "failure") {
    const place = event.cell === 0 ? event.title : `in cell ${event.cell}, ${event.title}`;
    tell([`${name}  failed ${place}:`, ...event.text.split("\n")].join("\n    "));
  }
}
