import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DOCS } from "./folders.mjs";

/** The examples of an entry: what all of them begin with, and the code for each public value. */
export function examplesOf(page) {
  const lines = readFileSync(join(DOCS, "examples", `${page}.ts`), "utf8").split("\n");
  const examples = new Map();
  let names;
  let code = [];
  for (const line of lines) {
    const [, begun] = /^\/\/ #region (.+)$/.exec(line) ?? [];
    if (begun) [names, code] = [begun.split(", "), []];
    else if (line.startsWith("// #endregion")) for (const name of names) examples.set(name, code.join("\n"));
    else code.push(line);
  }
  return { begin: examples.get("begin"), of: (name) => examples.get(name) };
}
