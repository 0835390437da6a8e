import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./folders.mjs";
import { write } from "./project-pages.mjs";

const NOTEBOOKS = join(ROOT, "notebooks");

/** A page with title, question and one picture of each notebook, as the notebook was saved. */
export function gallery() {
  const names = readdirSync(NOTEBOOKS).filter((name) => name.endsWith(".ipynb"));
  const parts = names.sort().map((file) => entry(file.replace(/\.ipynb$/, "")));
  const intro =
    "What each notebook asks, and one of its pictures, as it was saved. `npm start` opens them in JupyterLab, cell by cell.";
  write("gallery.md", ["# Gallery", intro, ...parts].join("\n\n"));
}

function entry(name) {
  const { cells } = JSON.parse(readFileSync(join(NOTEBOOKS, `${name}.ipynb`), "utf8"));
  const first = textOf(cells.find((cell) => cell.cell_type === "markdown")?.source);
  const title = /^# (.+)$/m.exec(first)?.[1] ?? name;
  const question = /\*\*Question\.\*\*\s*(.+)/.exec(first)?.[1] ?? "";
  const parts = [
    `## ${title} {#${name}}`,
    withoutLinks(question),
    picture(name, title, cells),
    `\`notebooks/${name}.ipynb\``,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The picture that says most stands late in a notebook; the first with a picture of its own from the last third on, else the last one. */
function picture(name, title, cells) {
  const found = cells.flatMap((cell, at) =>
    (cell.outputs ?? []).flatMap(({ data }) =>
      data?.["image/svg+xml"] ? [{ at, svg: textOf(data["image/svg+xml"]) }] : [],
    ),
  );
  const chosen = found.find(({ at }) => at >= (2 * cells.length) / 3) ?? found.at(-1);
  if (!chosen) return "";
  const file = `images/notebook-${name}.svg`;
  write(file, chosen.svg);
  const said = /<title>([^<]*)<\/title>/.exec(chosen.svg)?.[1] ?? title;
  return `![${said.replaceAll(/[[\]]/g, "")}](./${file})`;
}

function textOf(source = "") {
  return Array.isArray(source) ? source.join("") : source;
}

function withoutLinks(text) {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}
