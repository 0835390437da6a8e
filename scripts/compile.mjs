// Compiles the TypeScript projects that are named, one after the other: node scripts/compile.mjs TSCONFIG...
// By TypeScript 7, a native program that takes a sixth of the time; where a platform has none, by TypeScript 6, which is written
// in JavaScript and is there for the kernel and the roll-up of declarations.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const { resolve } = createRequire(import.meta.url);
const command = compiler();
for (const project of process.argv.slice(2)) {
  const [program, ...words] = command;
  const { status, error } = spawnSync(program, [...words, "-p", project], { stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function compiler() {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  try {
    const native = join(dirname(resolve(platform, { paths: [resolve("typescript-7/package.json")] })), "lib", "tsc");
    if (existsSync(native)) return [native];
  } catch {} // an optional package, which not every platform has
  return [process.execPath, resolve("typescript/bin/tsc")];
}
