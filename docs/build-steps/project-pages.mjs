import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { PAGES, ROOT } from "./folders.mjs";

/** Project files that are pages of the site: source, page and title. */
const PROJECT_PAGES = [
  ["RESULTS.md", "results.md"],
  ["bench/BENCHMARKS.md", "benchmarks.md"],
  ["jupyter/README.md", "kernel.md"],
  ["studies/README.md", "studies.md"],
];
/** Results by data set, a page each, where the studies have written them. */
const RESULTS_FOLDER = "studies/results";
const PICTURE = /\.(svg|png|jpe?g)$/;

/** Makes pages of the project's own Markdown files; their links lead to pages of the site, and pictures come along. */
export function projectPages() {
  const byDataSet = readdirSync(join(ROOT, RESULTS_FOLDER))
    .filter((name) => name.endsWith(".md"))
    .map((name) => [`${RESULTS_FOLDER}/${name}`, `results/${name}`]);
  const pages = new Map([...PROJECT_PAGES, ...byDataSet].filter(([source]) => existsSync(join(ROOT, source))));
  for (const [source, page] of pages) {
    const text = readFileSync(join(ROOT, source), "utf8");
    write(page, withLinks(text, source, page, pages));
  }
}

/** Rewrites the links of a page that do not lead out of the project. */
function withLinks(text, source, page, pages) {
  return text.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, isPicture, words, target) => {
    if (/^(https?:|#|mailto:)/.test(target)) return whole;
    const [path, anchor] = target.split("#");
    const found = relative(ROOT, resolve(ROOT, dirname(source), path));
    if (PICTURE.test(path)) return copyPicture(found, page, (link) => `${isPicture}[${words}](${link})`, words);
    const [, notebook] = /^notebooks\/([\w-]+)(\.ipynb)?$/.exec(found) ?? [];
    if (notebook) return `[${words}](/gallery#${notebook})`;
    const known = pages.get(found) ?? pages.get(join(found, "README.md"));
    if (known) return `[${words}](/${known.replace(/\.md$/, "")}${anchor ? `#${anchor}` : ""})`;
    return words; // a file of the repository that has no page here
  });
}

function copyPicture(found, page, linkTo, words) {
  if (!existsSync(join(ROOT, found))) return words;
  const name = join("images", basename(found));
  mkdirSync(join(PAGES, "images"), { recursive: true });
  cpSync(join(ROOT, found), join(PAGES, name));
  const link = relative(dirname(page), name);
  return linkTo(link.startsWith(".") ? link : `./${link}`);
}

/** Writes a page of the site; `page` is its path below PAGES. */
export function write(page, text) {
  mkdirSync(dirname(join(PAGES, page)), { recursive: true });
  writeFileSync(join(PAGES, page), text);
}
