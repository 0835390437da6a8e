import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { cleanNotebook, plainText, tooLarge } from "../../src/run/clean";
import { findNotebooks, joined, type Notebook } from "../../src/run/notebook-file";
import { parseParameter, setParameters } from "../../src/run/parameters";
import { runNotebooks } from "../../src/run/run";
import { repository, withoutKernel } from "../kernel/kernel-session";

const folder = mkdtempSync(join(tmpdir(), "lai-run-test-"));
after(() => rmSync(folder, { recursive: true }));

function notebook(...sources: string[]): Notebook {
  const cells = sources.map((source, index) => ({
    cell_type: "code" as const,
    id: `cell-${index}`,
    source,
    metadata: index === 0 ? { tags: ["parameters"] } : {},
    outputs: [],
    execution_count: null,
  }));
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells } as Notebook;
}

function save(name: string, ...sources: string[]): string {
  const path = join(folder, `${name}.ipynb`);
  writeFileSync(path, JSON.stringify(notebook(...sources)));
  return path;
}

async function run(name: string, options = {}): Promise<{ ok: boolean; text: string }> {
  const lines: string[] = [];
  const ok = await runNotebooks([name], { folder, project: repository, tell: (line) => lines.push(line), ...options });
  return { ok, text: lines.join("\n") };
}

test("--param takes JSON or text", () => {
  assert.deepEqual(parseParameter("SEEDS=[1,2]"), ["SEEDS", [1, 2]]);
  assert.deepEqual(parseParameter("NAME=plain words"), ["NAME", "plain words"]);
  assert.throws(() => parseParameter("nothing"), /give NAME=VALUE/);
});

test("a parameter's value is replaced where it is declared", () => {
  const changed = notebook("const EPOCHS: number = 20; // many\nconst HALF = EPOCHS / 2;", "EPOCHS");
  setParameters(changed, new Map([["EPOCHS", 4]]));
  assert.equal(joined(changed.cells[0].source), "const EPOCHS: number = 4; // many\nconst HALF = EPOCHS / 2;");
  assert.throws(() => setParameters(changed, new Map([["EPOCH", 4]])), /not a parameter.*EPOCHS, HALF/);
});

test("cleaning takes out colours, overwritten lines and the package's folder", () => {
  assert.equal(plainText("\u001b[31mred\u001b[0m 1\r 2\r 3\nend"), " 3\nend");
  const executed = notebook("x");
  executed.cells[0].outputs = [
    { output_type: "stream", name: "stdout", text: "/home/me/lai/src/a.ts\n" },
    { output_type: "stream", name: "stdout", text: ["more\n"] },
  ];
  cleanNotebook(executed, "/home/me/lai");
  assert.deepEqual(executed.cells[0].outputs, [
    { output_type: "stream", name: "stdout", text: ["src/a.ts\n", "more\n"] },
  ]);
});

test("a notebook of more than 1 MB is too large, and the largest cell is named", () => {
  const large = notebook("x", "y");
  assert.equal(tooLarge(large), null);
  large.cells[1].outputs = [{ output_type: "stream", name: "stdout", text: "x".repeat(1_200_000) }];
  assert.match(tooLarge(large) ?? "", /1200 kB with outputs.*cell 2: 1200 kB/);
});

test("an unknown notebook is refused with the names there are", () => {
  save("known", "1");
  assert.throws(() => findNotebooks(["unknown"], folder), /one of known/);
});

test("a notebook runs, and its file stays as it was", { skip: withoutKernel }, async () => {
  const path = save("good", "const EPOCHS = 20;", "if (EPOCHS !== 5) throw new Error(String(EPOCHS))");
  const before = readFileSync(path, "utf8");
  const { ok, text } = await run("good", { parameters: new Map([["EPOCHS", 5]]) });
  assert.ok(ok, text);
  assert.match(text, /good {2}\[2\/2\] .* s /);
  assert.equal(readFileSync(path, "utf8"), before);
});

test("with --update a notebook that goes well is saved, one with any kind of error is not", {
  skip: withoutKernel,
}, async () => {
  const good = save("good-1", "console.log('seen')");
  const bad = {
    error: [save("bad-error", "throw new RangeError('broken')"), /RangeError: broken/],
    printed: [save("bad-printed", "console.error('looks bad')"), /printed as an error:\s+looks bad/],
    late: [save("bad-late", "void setTimeout(() => Promise.reject(new Error('too late')), 50)"), /Error: too late/],
  } as const;
  const before = Object.values(bad).map(([path]) => readFileSync(path, "utf8"));
  const running: string[] = [];
  const lines: string[] = [];
  const ok = await runNotebooks([good, ...Object.values(bad).map(([path]) => path)], {
    project: repository,
    ...{ folder, jobs: 2, update: true },
    tell: (line) => lines.push(line),
    tellRunning: (cells) => running.push(cells),
  });
  assert.equal(ok, false);
  for (const [, message] of Object.values(bad)) assert.match(lines.join("\n"), message);
  assert.ok(lines.includes("good-1  saved"));
  assert.match(lines.at(-1) ?? "", /^3 of 4 failed: .*; nothing of them was saved$/);
  assert.ok(running.some((cells) => cells.includes("good-1  [1/1]  console.log('seen')")));
  assert.deepEqual(JSON.parse(readFileSync(good, "utf8")).cells[0].outputs[0].text, ["seen\n"]);
  assert.deepEqual(
    Object.values(bad).map(([path]) => readFileSync(path, "utf8")),
    before,
  );
});

test("Ctrl-C in the middle leaves the notebooks as they were, and starts no other", {
  skip: withoutKernel,
}, async () => {
  const paths = ["await new Promise((ok) => setTimeout(ok, 600_000))", "console.log('never')"].map((source, i) =>
    save(`stopped-${i}`, "console.log('first')", source),
  );
  const before = paths.map((path) => readFileSync(path, "utf8"));
  const cli = join(__dirname, "..", "..", "src", "cli.js");
  const child = spawn(process.execPath, [cli, "run", ...paths, "--update"], { stdio: "pipe", cwd: repository });
  const ended = once(child, "close");
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      text += chunk;
      if (!child.killed && text.includes("[1/2]")) child.kill("SIGINT");
    });
  const [code] = await ended;
  assert.equal(code, 130, text);
  assert.match(text, /stopped: stopped-0 in the middle, with nothing of it saved/);
  assert.doesNotMatch(text, /Traceback|stopped-1 {2}/);
  assert.deepEqual(
    paths.map((path) => readFileSync(path, "utf8")),
    before,
  );
});

test("--update is refused with other values, and unknown names before anything runs", async () => {
  save("known-2", "1");
  await assert.rejects(
    run("known-2", { update: true, parameters: new Map([["NO", 1]]) }),
    /--update .*saved outputs must be those/,
  );
  await assert.rejects(run("known-2", { parameters: new Map([["NO", 1]]) }), /NO.*no parameters|not a parameter/);
  await assert.rejects(run("known-2", { jobs: 0 }), /jobs is 0/);
});
