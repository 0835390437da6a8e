import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, test } from "node:test";
import { SITE, withoutSite } from "./site";

describe("the site", { skip: withoutSite }, () => {
  const pages = readdirSync(SITE, { recursive: true, encoding: "utf8" }).filter((name) =>
    /^(?!assets).*\.html$/.test(name),
  );

  test("every page has one heading of the first rank and a language", () => {
    assert.ok(pages.length >= 18, `${pages.length} pages`);
    for (const page of pages.filter((name) => name !== "404.html")) {
      const html = readFileSync(join(SITE, page), "utf8");
      assert.equal(html.match(/<h1[ >]/g)?.length, 1, page);
      assert.match(html, /<html [^>]*lang="en"/, page);
    }
  });

  test("every link and picture within the site is there", () => {
    const missing: string[] = [];
    for (const page of pages) {
      const html = readFileSync(join(SITE, page), "utf8");
      for (const [, target] of html.matchAll(/ (?:href|src)="([^"]+)"/g)) {
        if (/^(https?:|data:|mailto:|#)/.test(target)) continue;
        const path = decodeURIComponent(target.replace(/[#?].*$/, ""));
        const file = path.startsWith("/") ? join(SITE, path) : join(SITE, dirname(page), path);
        const candidates = [file, `${file}.html`, join(file, "index.html")];
        if (!candidates.some((candidate) => existsSync(candidate) && statSync(candidate).isFile()))
          missing.push(`${page}: ${target} (${relative(SITE, file)})`);
      }
    }
    assert.deepEqual([...new Set(missing)], []);
  });

  test("the gallery has a part for each notebook, with its question", () => {
    const html = readFileSync(join(SITE, "gallery.html"), "utf8");
    const notebooks = readdirSync(join(SITE, "..", "..", "notebooks")).filter((name) => name.endsWith(".ipynb"));
    for (const name of notebooks) assert.ok(html.includes(`id="${name.replace(/\.ipynb$/, "")}"`), name);
    assert.ok((html.match(/<img /g)?.length ?? 0) >= notebooks.length - 2);
  });
});
