import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

const CLI = join(__dirname, "..", "..", "src", "cli.js");

/** What a command prints on both outputs, and its exit code. */
export interface Ended {
  out: string;
  err: string;
  code: number | null;
}

/**
 * Runs `lai` with packages replaced.
 *
 * @param packages what `require` does for each of those names, as JavaScript that returns or throws; `loading` is false
 * where it is only asked whether the package is there
 */
export function laiWith(packages: Record<string, string>, ...words: string[]): Ended {
  const preload = join(folder, "preload.js");
  const bodies = Object.entries(packages).map(([name, body]) => `${JSON.stringify(name)}: (loading) => { ${body} },`);
  writeFileSync(
    preload,
    `const Module = require("node:module");
     const replaced = { ${bodies.join("\n")} };
     for (const name of ["_load", "_resolveFilename"]) {
       const own = Module[name];
       Module[name] = (request, ...rest) => {
         if (!Object.hasOwn(replaced, request)) return own.call(Module, request, ...rest);
         const found = replaced[request](name === "_load");
         return name === "_load" ? found : request;
       };
     }`,
  );
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--require", preload, CLI, ...words], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return { out: stdout, err: stderr, code: status };
}

const folder = mkdtempSync(join(tmpdir(), "lai-command-"));
after(() => rmSync(folder, { recursive: true }));
