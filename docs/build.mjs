import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { api } from "./build-steps/api.mjs";
import { DOCS, PAGES, ROOT } from "./build-steps/folders.mjs";
import { gallery } from "./build-steps/gallery.mjs";
import { pictures } from "./build-steps/pictures.mjs";
import { buildPlayground } from "./build-steps/playground.mjs";
import { projectPages } from "./build-steps/project-pages.mjs";

/** The whole site, from the package's build to docs/dist. `npm run docs` calls it. */
const run = (program, ...args) =>
  execFileSync(process.execPath, [join(DOCS, "node_modules", program), ...args], { cwd: DOCS, stdio: "inherit" });

if (!existsSync(join(ROOT, "dist", "index.js"))) throw new Error("The package is not built: run npm run build first.");
rmSync(join(DOCS, "build"), { recursive: true, force: true });
mkdirSync(PAGES, { recursive: true });
cpSync(join(DOCS, "guide"), join(PAGES, "guide"), { recursive: true });
cpSync(join(DOCS, "examples"), join(PAGES, "examples"), { recursive: true });
for (const project of [".", "examples"]) run("typescript/bin/tsc", "-p", project);
projectPages();
gallery();
await pictures();
await api();
run("vitepress/bin/vitepress.js", "build", ".");
const bytes = await buildPlayground(); // last: its index.html is the site's first page
console.log(`docs/dist is the site; the playground has ${(bytes / 1000).toFixed(0)} kB gzipped.`);
