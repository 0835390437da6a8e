import { join } from "node:path";
import { packageRoot } from "../../src/base/files";
import { median } from "../../src/base/statistics";
import { digits, table } from "../markdown";
import type { KernelResult, KernelTimes, Measured } from "./types";

/** The kernel's own page, which has a table of the newest result between two marks. */
export const README: string = join(packageRoot(), "jupyter", "README.md");

const BEGIN = "<!-- written by npm run bench:kernel -->";
const END = "<!-- as far as here -->";

const TITLES: Record<string, string> = { lai: "tslab-kernel", tslab: "tslab", ipykernel: "ipykernel", deno: "Deno" };
const ROWS: readonly [what: Measured, words: string, least: string][] = [
  ["first", "start to the first result", ""],
  ["trivial", "a trivial cell", ""],
  ["importLater", "the import of lai-loss, two seconds after the first cell", ""],
  ["after", "a trivial cell after the import of lai-loss", ""],
  ["complete", "a completion", ""],
  ["flood", "10 MB of output", "some of it is lost"],
];

/** A page with the table of a result in its place. @throws Error where the page has no place for it */
export function withKernelTable(page: string, result: KernelResult): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${README}: the table's place is missing: put back ${BEGIN} and ${END}.`);
  return `${page.slice(0, from + BEGIN.length)}\n${kernelTable(result)}\n${page.slice(to)}`;
}

function kernelTable({ kernels, machine, node }: KernelResult): string {
  const beside = kernels.filter(({ name }) => name in TITLES);
  const newest = kernels.find(({ name }) => name === "newest");
  const head = beside.map(({ name, version }) => (name === "lai" ? TITLES.lai : `${TITLES[name]} ${version}`));
  const rows = ROWS.map(([what, words, least]) => [words, ...beside.map((kernel) => told(kernel, what, least))]);
  if (newest !== undefined)
    rows.splice(1, 0, [
      `the same on Node.js ${newest.version}`,
      ...beside.map(({ name }) => (name === "lai" ? told(newest, "first", "") : "")),
    ]);
  return [
    "",
    `Measured in turns on ${machine.cores} cores, Node.js ${node}, medians in ms (\`npm run bench:kernel\` in the repository, bench/BENCHMARKS.md):`,
    "",
    table(["ms", ...head], rows),
    "",
  ].join("\n");
}

function told({ name, times }: KernelTimes, what: Measured, least: string): string {
  const found = times[what] ?? [];
  if (found.length > 0) return digits(median(found));
  return name === "tslab" ? least : "";
}
