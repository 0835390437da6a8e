import { median } from "../../src/base/statistics";
import { digits, table, times } from "../markdown";
import { ENGINES, type NotebooksResult, type NotebookTimes } from "./types";

/** The times of notebooks as Markdown, each on both engines: measured while there was the one before the kernel. */
export function notebooksText({ machine, node, date, runs }: NotebooksResult): string {
  const names = [...new Set(runs.map(({ notebook }) => notebook))];
  const rows = names.flatMap((notebook) => {
    const [after, before] = ENGINES.map((engine) =>
      runs.find((run) => run.notebook === notebook && run.engine === engine),
    );
    if (!before || !after) return [];
    return (["seconds", "trainingSeconds"] as const).map((what) => [
      `${notebook}, ${what === "seconds" ? "all cells" : "the cells that train"}`,
      range(before[what]),
      range(after[what]),
      times(median(before[what].map((seconds, round) => seconds / after[what][round]))),
    ]);
  });
  const rounds = Math.max(...runs.map(({ seconds }) => seconds.length));
  return [
    "## Notebooks, before and after the kernel",
    `${machine.processor}, Node.js ${node}, ${date.slice(0, 10)}; ${rounds === 1 ? "one run each" : `${rounds} runs each, in turns`}. Before: the closed form in tfjs operations, on its WebAssembly backend, which trained before there was a kernel. Whole notebooks in the tslab kernel.`,
    table(["notebook", "before, s", "after, s", "faster"], rows),
  ].join("\n\n");
}

function range(seconds: NotebookTimes["seconds"]): string {
  const middle = digits(median(seconds));
  return seconds.length === 1 ? middle : `${middle} [${digits(Math.min(...seconds))}, ${digits(Math.max(...seconds))}]`;
}
