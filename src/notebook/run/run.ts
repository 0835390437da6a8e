import { basename, dirname } from "node:path";
import { ArgumentError, checkNumber } from "../../base/check";
import { writeFileAtomic } from "../../base/files";
import { environmentPython, findEnvironment, notebooksFolder } from "../environment";
import { writeKernelSpec } from "../kernel/spec";
import { cleanNotebook, notebookText, tooLarge } from "./clean";
import { executeNotebook, type RunEvent } from "./execute";
import { findNotebooks, readNotebook } from "./notebook-file";
import { type ParameterValue, parameterNames, setParameters } from "./parameters";

export interface RunOptions {
  /** run the short version: LAI_FAST=1 in the kernel's environment, and FAST true where it is a parameter */
  fast?: boolean;
  /** other values for the notebooks' parameters */
  parameters?: ReadonlyMap<string, ParameterValue>;
  /** how many notebooks run at a time; defaults to 1 */
  jobs?: number;
  /** save the outputs into the notebooks; by default the files stay as they are */
  update?: boolean;
  /** where names are looked up; defaults to the package's notebooks folder */
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
  const { fast = false, parameters = new Map(), update = false, folder = notebooksFolder(), signal } = options;
  const tell = options.tell ?? ((line: string) => console.log(line));
  const jobs = checkNumber("jobs", options.jobs ?? 1, { min: 1, integer: true });
  if (update && (fast || parameters.size > 0)) {
    const remedy = "leave one out: saved outputs must be those of the notebook as it is written.";
    throw new ArgumentError("--update", "given with --fast or --param", remedy);
  }
  environmentPython(); // throws with the remedy where it is missing
  writeKernelSpec(findEnvironment() as string);
  const tasks = findNotebooks(names, folder).map((path) => {
    const notebook = readNotebook(path);
    const values = new Map(parameters);
    if (fast && parameterNames(notebook).includes("FAST")) values.set("FAST", true);
    setParameters(notebook, values);
    return { path, notebook };
  });

  const failed: string[] = [];
  const unfinished: string[] = [];
  const running = new Map<string, string>();
  const runOne = async ({ path, notebook }: (typeof tasks)[number]): Promise<void> => {
    const name = basename(path, ".ipynb");
    const executed = await executeNotebook(notebook, {
      folder: dirname(path),
      environment: fast ? { LAI_FAST: "1" } : {},
      onEvent: (event) => {
        if (signal?.aborted) return; // what ends by Ctrl-C is no failure of the notebook
        if (event.event === "begin") {
          running.set(name, `${name}  ${placeOf(event)}  ${event.title}`);
          options.tellRunning?.([...running.values()].join("   "));
        }
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
      cleanNotebook(executed);
      problem = update ? tooLarge(executed) : null;
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
  if (signal?.aborted)
    tell(`stopped: ${unfinished.join(", ") || "no notebook"} in the middle, with nothing of it saved`);
  return failed.length === 0 && !signal?.aborted;
}

const placeOf = ({ number, cells }: { number: number; cells: number }): string =>
  `[${String(number).padStart(String(cells).length)}/${cells}]`;

function tellEvent(event: RunEvent, name: string, tell: (line: string) => void): void {
  if (event.event === "cell") {
    const { seconds, title, state } = event;
    tell(
      `${name}  ${placeOf(event)}  ${seconds.toFixed(1).padStart(6)} s  ${state === "ok" ? "" : "FAILED  "}${title}`,
    );
  } else if (event.event === "failure") {
    const place = event.cell === 0 ? event.title : `in cell ${event.cell}, ${event.title}`;
    tell([`${name}  failed ${place}:`, ...event.text.split("\n")].join("\n    "));
  }
}
