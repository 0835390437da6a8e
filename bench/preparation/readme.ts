import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, writeFileAtomic } from "../../src/base/files";

const path = join(packageRoot(), "data", "README.md");

/** A part of data/README.md between two comments that name the program which writes it. */
function parts(program: string): [before: string, inside: string, after: string] {
  const begin = `<!-- written by bench/preparation/${program}.ts -->\n`;
  const end = `<!-- end of what ${program}.ts writes -->`;
  const text = readFileSync(path, "utf8");
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`${path} has no lines ${begin}${end}: put them where it goes.`);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

export const writtenBy = (program: string): string => parts(program)[1];

export function replaceWhatIsWrittenBy(program: string, inside: string): void {
  const [before, , after] = parts(program);
  writeFileAtomic(path, `${before}${inside.trimEnd()}\n${after}`);
}
