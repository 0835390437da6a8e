import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "vitepress";
import { API_SIDEBAR, DIST, PAGES } from "../build-steps/folders.mjs";

const title = "lai-loss";
const description = "Lai loss: the slope of a model built into its loss, in TypeScript.";
const api = existsSync(API_SIDEBAR) ? JSON.parse(readFileSync(API_SIDEBAR, "utf8")) : [];

export default defineConfig({
  title,
  description,
  lang: "en",
  srcDir: PAGES,
  outDir: DIST,
  // where the site is served from, such as /lai-loss/ on GitHub Pages
  base: process.env.LAI_DOCS_BASE ?? "/",
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${process.env.LAI_DOCS_BASE ?? "/"}icon.svg` }]],
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } },
  // the playground is a page of its own, which the router does not know
  ignoreDeadLinks: [/^\.{0,2}\/?index$/, /^\/$/],
  themeConfig: {
    logoLink: { link: "/", target: "_self" },
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Playground", link: "/", target: "_self" },
      { text: "Guide", link: "/guide/idea", activeMatch: "/guide/" },
      { text: "API", link: "/api/", activeMatch: "/api/" },
      { text: "Gallery", link: "/gallery" },
      { text: "Results", link: "/results" },
      { text: "Benchmarks", link: "/benchmarks" },
    ],
    sidebar: {
      "/api/": [{ text: "API", items: api }],
      "/": [
        {
          text: "Guide",
          items: [
            { text: "The idea in pictures", link: "/guide/idea" },
            { text: "Which loss for which question", link: "/guide/which-loss" },
            { text: "Your own data", link: "/guide/own-data" },
            { text: "Your own model", link: "/guide/own-model" },
            { text: "Your own loss", link: "/guide/own-loss" },
            { text: "In a browser", link: "/guide/browser" },
            { text: "Install, backends, dependencies", link: "/guide/install" },
            { text: "Reproduce", link: "/guide/reproduce" },
            { text: "Studies over machines", link: "/studies" },
            { text: "The kernel", link: "/kernel" },
          ],
        },
        {
          text: "What came out",
          items: [
            { text: "Results", link: "/results" },
            { text: "Gallery", link: "/gallery" },
            { text: "Benchmarks", link: "/benchmarks" },
          ],
        },
      ],
    },
  },
});
