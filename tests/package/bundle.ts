import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, type BuildResult, build } from "esbuild";
import { RELAXED_SIMD_MODULE } from "lai-internal";
import { packageRoot } from "../../src/base/files";
import * as browserModules from "../../src/engine/dense/kernel/modules.browser";

export const VARIANTS = ["simd", "relaxed-simd"] as const;
export type Variant = (typeof VARIANTS)[number];

/** How a training says which variant of the kernel it ran on. */
export const DESCRIPTIONS: Readonly<Record<Variant, string>> = {
  simd: "WebAssembly SIMD",
  "relaxed-simd": "WebAssembly relaxed SIMD",
};

/** One script for a page, as an engineer would make it; `page` holds what its entry exports. */
export async function bundleForPage(options: BuildOptions): Promise<BuildResult<{ metafile: true; write: false }>> {
  const page = { minify: true, format: "iife", globalName: "page", platform: "browser" } as const;
  return await build({ ...page, ...options, bundle: true, logLevel: "silent", metafile: true, write: false });
}

/** The program that runs in Node.js and in a page. */
export const PROGRAM: string = join(packageRoot(), "tests", "package", "page-program.ts");

/** The program of the guide's page on browsers. */
export function guideProgram(): string {
  const guide = join(packageRoot(), "docs", "guide", "browser.md");
  const [, program] = /```js\n(.*?)```/s.exec(readFileSync(guide, "utf8"))!;
  return program;
}

/** A script before all others, where only one variant of the kernel is to run: a page cannot ask for one. */
export function onlyVariant(variant: Variant, relaxedModule: string = browserModules.RELAXED_SIMD_MODULE): string {
  if (variant === "relaxed-simd") return "";
  const length = Buffer.from(relaxedModule, "base64").length;
  return `{ const { validate } = WebAssembly; WebAssembly.validate = (bytes) => bytes.length !== ${length} && validate(bytes); }`;
}

/** What a program beside this file gives in a Node.js of its own. */
export function inNode(variant: Variant, program: string, call: string): Record<string, unknown> {
  const script = `
    require(${JSON.stringify(join(__dirname, "../engine/dense/relaxed-simd"))});
    ${onlyVariant(variant, RELAXED_SIMD_MODULE)}
    const page = require(${JSON.stringify(join(__dirname, program))});
    page.${call}.then((result) => process.stdout.write(JSON.stringify(result)));`;
  const env = { ...process.env, LAI_KERNEL: "wasm" }; // a page has no other
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8", maxBuffer: 2 ** 26, env }));
}
