import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application } from "typedoc";
import { addExamples, checkCoverage } from "./api-coverage.mjs";
import { examplesOf } from "./examples.mjs";
import { API_SIDEBAR, PAGES, ROOT } from "./folders.mjs";
import { write } from "./project-pages.mjs";

/** The entries of the package, as a user imports them, and what each is for. */
export const ENTRIES = {
  "lai-loss": ["index", "losses, models, training, prediction, saving and loading"],
  "lai-loss/measure": ["measure/index", "accuracy, slopes, noise, attacks, Lipschitz bounds, smoothness"],
  "lai-loss/data": ["data/index", "tables to standardised samples, and back to units"],
  "lai-loss/show": ["show/index", "what a notebook's cell shows: figures, tables, progress"],
  "lai-loss/compare": ["compare/index", "several methods over seeds, and the statistics for it"],
};

/** What the page of an entry is called: index for the first, else what stands behind the slash. */
const pageOf = (entry) => entry.split("/")[1] ?? "core";
/** An entry with a namespace has a folder. */
const linkOf = (entry) => (existsSync(join(PAGES, "api", `${pageOf(entry)}.md`)) ? pageOf(entry) : `${pageOf(entry)}/`);

/** Writes the API's pages from the doc comments of the five entries; fails where a public value is not documented. */
export async function api() {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: Object.values(ENTRIES).map(([file]) => join(ROOT, "src", `${file}.ts`)),
    tsconfig: join(ROOT, "tsconfig.json"),
    plugin: ["typedoc-plugin-markdown"],
    logLevel: "Error",
    readme: "none",
    disableSources: true,
    excludeInternal: true,
    out: join(PAGES, "api"),
    outputFileStrategy: "modules",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hidePageTitle: true,
    hideGroupHeadings: false,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    propertyMembersFormat: "table",
    typeDeclarationFormat: "table",
    expandParameters: false,
    useCodeBlocks: true,
    sanitizeComments: false,
    groupOrder: ["Functions", "Classes", "Variables", "Namespaces", "Interfaces", "Type Aliases", "*"],
    entryFileName: "index",
  });
  const project = await app.convert();
  if (!project || app.logger.hasErrors()) throw new Error("typedoc could not read the five entries.");
  for (const module of project.children) {
    const [entry] = Object.entries(ENTRIES).find(
      ([, [file]]) => file === module.name || file === `${module.name}/index`,
    );
    module.name = pageOf(entry);
  }
  addExamples(project);
  checkCoverage(project);
  await app.generateOutputs(project);
  for (const entry of Object.keys(ENTRIES)) addTitle(entry);
  const namespace = join(PAGES, "api", "show", "namespaces", "figures.md");
  writeFileSync(namespace, `# figures, of lai-loss/show\n\n${readFileSync(namespace, "utf8")}`);
  const rows = Object.entries(ENTRIES).map(([entry, [, what]]) => `| [\`${entry}\`](./${linkOf(entry)}) | ${what} |`);
  const intro =
    "Made from the doc comments of the source. The examples are whole programs in docs/examples, which a test runs.";
  write("api/index.md", `# API\n\n${intro}\n\n| import from | what |\n| --- | --- |\n${rows.join("\n")}\n`);
  const sidebar = Object.keys(ENTRIES).map((entry) => ({ text: entry, link: `/api/${linkOf(entry)}` }));
  writeFileSync(API_SIDEBAR, JSON.stringify(sidebar));
}

function addTitle(entry) {
  const link = linkOf(entry);
  const file = join(PAGES, "api", link.endsWith("/") ? `${link}index.md` : `${link}.md`);
  const begin = `The examples on this page begin with\n\n\`\`\`ts\n${examplesOf(pageOf(entry)).begin}\n\`\`\``;
  writeFileSync(file, `# ${entry}\n\n${ENTRIES[entry][1]}\n\n${begin}\n\n${readFileSync(file, "utf8")}`);
}
