import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** docs/, where the site's own sources are. */
export const DOCS = dirname(dirname(fileURLToPath(import.meta.url)));
/** The project. */
export const ROOT = dirname(DOCS);
/** The pages as VitePress reads them: the guide's, and those that are made from the project's files. */
export const PAGES = join(DOCS, "build", "pages");
/** What the API's pages are called in the list beside them. */
export const API_SIDEBAR = join(DOCS, "build", "api-sidebar.json");
/** The site. */
export const DIST = join(DOCS, "dist");
