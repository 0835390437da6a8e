import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { DIST, DOCS } from "./folders.mjs";

/** All of the first page may weigh this much, as a server sends it. */
const MAX_GZIP_BYTES = 200_000;

/** Bundles the playground into the site, as its first page: index.html and the folder playground/. */
export async function buildPlayground() {
  const source = join(DOCS, "playground");
  const target = join(DIST, "playground");
  mkdirSync(target, { recursive: true });
  const shared = { bundle: true, minify: true, platform: "browser", target: "es2022", logLevel: "warning" };
  const modules = ["page.ts", "worker.ts"].map((name) => join(source, name));
  await build({ ...shared, entryPoints: modules, format: "esm", outdir: target });
  await build({ ...shared, entryPoints: [join(source, "theme.ts")], format: "iife", outdir: target });
  await build({ ...shared, entryPoints: [join(source, "style.css")], outdir: target });
  copyFileSync(join(source, "index.html"), join(DIST, "index.html"));
  copyFileSync(join(source, "icon.svg"), join(DIST, "icon.svg"));
  const bytes = gzippedBytes();
  if (bytes > MAX_GZIP_BYTES)
    throw new Error(`The playground has ${bytes} bytes gzipped; at most ${MAX_GZIP_BYTES} are wanted.`);
  return bytes;
}

/** What the first page and all that it loads weigh, each file gzipped. */
export function gzippedBytes() {
  const parts = [
    "index.html",
    "icon.svg",
    ...["page.js", "worker.js", "theme.js", "style.css"].map((name) => join("playground", name)),
  ];
  return parts.reduce((sum, name) => sum + gzipSync(readFileSync(join(DIST, name))).length, 0);
}
