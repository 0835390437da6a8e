import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import ts from "typescript";
import { CellProgram } from "../../src/kernel/program";

const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** A project with a package.json and files of packages, by their paths below node_modules. */
function project(manifest: unknown, files: Record<string, string> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "read-ahead-")));
  made.push(folder);
  writeFileSync(join(folder, "package.json"), typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  return folder;
}

function write(folder: string, path: string, text: string): void {
  const file = join(folder, "node_modules", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function readAll(program: CellProgram): void {
  while (program.ahead.next());
}

/** The declarations that are read from the disk meanwhile. */
function declarationsReadBy(work: () => void): string[] {
  const { readFile } = ts.sys;
  const read: string[] = [];
  ts.sys.readFile = (path, encoding) => {
    if (path.endsWith(".d.ts")) read.push(path);
    return readFile(path, encoding);
  };
  try {
    work();
  } finally {
    ts.sys.readFile = readFile;
  }
  return read;
}

function problemsOf(program: CellProgram, cell: string): string[] {
  const { fileName } = program.open(cell);
  return program.service.getSemanticDiagnostics(fileName).map(({ messageText }) => {
    return ts.flattenDiagnosticMessageText(messageText, " ");
  });
}

const PARTS = {
  "parts/package.json": JSON.stringify({ name: "parts", version: "1.0.0", types: "index.d.ts" }),
  "parts/index.d.ts": 'export * from "./screw";\nimport "./nut";\ndeclare global { var loose: number }\n',
  "parts/screw.d.ts": "export declare const screw: number;\n",
  "parts/nut.d.ts": 'export {};\n/// <reference path="./bolt.d.ts" />\n',
};

test("what Node and the dependencies declare is read once, before a cell imports it", () => {
  const folder = project({ dependencies: { parts: "1.0.0", absent: "1.0.0" } }, PARTS);
  const program = new CellProgram(folder, false);
  program.warmUp();
  const ahead = declarationsReadBy(() => readAll(program));
  assert.ok(ahead.some((path) => path.endsWith("@types/node/fs.d.ts")));
  assert.ok(ahead.some((path) => path.endsWith("parts/screw.d.ts")));
  assert.ok(ahead.some((path) => path.endsWith("parts/nut.d.ts")));
  let problems: string[] = [];
  const atImport = declarationsReadBy(() => {
    problems = problemsOf(
      program,
      'import { screw } from "parts"; import { sep } from "node:path"; [screw, sep, loose];',
    );
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(atImport, []);
  program.close();
});

test("what is read ahead is not seen before it is imported", () => {
  const program = new CellProgram(project({ dependencies: { parts: "1.0.0" } }, PARTS), false);
  program.warmUp();
  readAll(program);
  assert.deepEqual(problemsOf(program, "loose;"), ["Cannot find name 'loose'."]);
  program.close();
});

test("a package that has changed since it was read ahead is imported as it is", () => {
  const folder = project({ dependencies: { parts: "1.0.0" } }, PARTS);
  const program = new CellProgram(folder, false);
  program.warmUp();
  readAll(program);
  write(folder, "parts/screw.d.ts", "export declare const screw: string[]; // another version\n");
  assert.deepEqual(problemsOf(program, 'import { screw } from "parts"; screw.join();'), []);
  program.close();
});

test("behind five million characters no more dependencies are read ahead", () => {
  const large = `/*${" ".repeat(4_000_000)}*/ export declare const large: 1;`;
  const files = { ...PARTS, "large/index.d.ts": large };
  const program = new CellProgram(project({ dependencies: { large: "1", parts: "1" } }, files), false);
  program.warmUp();
  const ahead = declarationsReadBy(() => readAll(program));
  assert.equal(ahead.filter((path) => path.endsWith("large/index.d.ts")).length, 1);
  assert.equal(ahead.filter((path) => path.includes("parts/")).length, 0);
  assert.deepEqual(
    problemsOf(program, 'import { large } from "large"; import { screw } from "parts"; screw + large;'),
    [],
  );
  program.close();
});

test("a folder without a package.json that can be read has Node's declarations read", () => {
  for (const manifest of ["{ not JSON", "null", '{ "name": 1, "dependencies": ["a"] }']) {
    const program = new CellProgram(project(manifest), false);
    program.warmUp();
    const ahead = declarationsReadBy(() => readAll(program));
    assert.ok(ahead.some((path) => path.endsWith("@types/node/fs.d.ts")));
    program.close();
  }
});
