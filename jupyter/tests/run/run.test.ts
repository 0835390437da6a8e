import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { environmentPython } from "../../src/project";
import { cleanNotebook, plainText, tooLarge } from "../../src/run/clean";
import { describeDeath, executeNotebook, type RunEvent } from "../../src/run/execute";
import { findNotebooks, joined, type Notebook, readNotebook } from "../../src/run/notebook-file";
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

test("the type of a parameter's value stays when the value is replaced", () => {
  const source = 'const RATES = [0.1, 0.2] as const;\nconst HOW = "last" as "last" | "best";';
  const changed = notebook(source, "RATES");
  const values = new Map<string, string | number[]>();
  setParameters(changed, values.set("RATES", [1]).set("HOW", "best"));
  assert.equal(joined(changed.cells[0].source), 'const RATES = [1] as const;\nconst HOW = "best" as "last" | "best";');
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

const MISSING =
  'throw Object.assign(new Error("my-data is not here: get it"), { name: "MissingDataError" });\nconst rows = 3;';

test("where data are missing the cells that need them are skipped with their saved outputs, and the others run", async () => {
  const whole = notebook('console.log("before");', MISSING, "console.log(rows);", 'console.log("after");');
  for (const cell of whole.cells.slice(1, 3)) {
    cell.metadata = { tags: ["needs-data"] };
    cell.outputs = [{ output_type: "stream", name: "stdout", text: "with data\n" }];
  }
  const events: RunEvent[] = [];
  const python = environmentPython(repository);
  const executed = await executeNotebook(whole, { folder, python, onEvent: (event) => events.push(event) });
  const texts = executed?.cells.map((cell) => cell.outputs?.map((output) => joined(output.text)).join(""));
  assert.deepEqual(texts, ["before\n", "with data\n", "with data\n", "after\n"]);
  const states = events.flatMap((event) => (event.event === "cell" ? [[event.state, event.reason]] : []));
  assert.deepEqual(states, [
    ["ok", undefined],
    ["skipped", "my-data is not here: get it"],
    ["skipped", undefined],
    ["ok", undefined],
  ]);
});

test("a run with skipped cells says what is missing; it is not saved, and a cell without the tag fails as any other", async () => {
  const path = save("skips", "const A = 1;", MISSING);
  const failed = await run("skips");
  assert.equal(failed.ok, false);
  assert.match(failed.text, /MissingDataError: my-data is not here/);
  const tagged = readNotebook(path);
  tagged.cells[1].metadata = { tags: ["needs-data"] };
  writeFileSync(path, JSON.stringify(tagged));
  const skipped = await run("skips");
  assert.equal(skipped.ok, true);
  assert.match(skipped.text, /\[2\/2\] .*skipped .*: my-data is not here: get it\n/);
  assert.match(skipped.text, /skips {2}ok\ncells that need data were skipped in skips$/);
  const before = readFileSync(path, "utf8");
  const updated = await run("skips", { update: true });
  assert.equal(updated.ok, false);
  assert.match(updated.text, /skips {2}not saved, as cells were skipped/);
  assert.equal(readFileSync(path, "utf8"), before);
});

test("an unknown notebook is refused with the names there are", () => {
  save("known", "1");
  assert.throws(() => findNotebooks(["unknown"], folder), /one of known/);
});

test("a file that is no notebook is refused with file, fault and remedy, before any notebook runs", async () => {
  const cell = { cell_type: "code", metadata: {}, source: "1", outputs: [] };
  const whole = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
  const wrong: [name: string, content: unknown, fault: RegExp][] = [
    ["null", null, /null, not a notebook/],
    ["list", [], /\[\], not a notebook/],
    ["text", "notebook", /"notebook", not a notebook/],
    ["format", { ...whole, nbformat: 3 }, /nbformat: 3, not format 4/],
    ["no-cells", { ...whole, cells: undefined }, /cells: undefined, not a list of cells/],
    ["cells", { ...whole, cells: { 0: cell } }, /cells: \{.*\}, not a list of cells/],
    ["no-metadata", { ...whole, metadata: undefined }, /metadata: undefined, not an object/],
    ["cell", { ...whole, cells: [cell, null] }, /cells\.1: null, not a cell/],
    ["source", { ...whole, cells: [{ ...cell, source: 5 }] }, /cells\.0\.source: 5, not a text or a list of lines/],
    ["sources", { ...whole, cells: [{ ...cell, source: ["a", 5] }] }, /cells\.0\.source: \["a",5\], not a text or/],
    ["no-source", { ...whole, cells: [{ ...cell, source: undefined }] }, /cells\.0\.source: undefined, not/],
    ["cell-metadata", { ...whole, cells: [{ ...cell, metadata: undefined }] }, /cells\.0\.metadata: undefined, not/],
    ["tags", { ...whole, cells: [{ ...cell, metadata: { tags: "a" } }] }, /cells\.0\.metadata\.tags: "a", not a list/],
    ["type", { ...whole, cells: [{ ...cell, cell_type: "heading" }] }, /cells\.0\.cell_type: "heading", not "code"/],
    ["outputs", { ...whole, cells: [{ ...cell, outputs: [1] }] }, /cells\.0\.outputs\.0: 1, not an output/],
    ["no-json", Buffer.from('{"nbformat": 4,'), /not JSON/],
    ["empty", Buffer.alloc(0), /not JSON/],
    ["bytes", Buffer.from([0x7b, 0xff, 0xfe, 0x01]), /not UTF-8/],
  ];
  for (const [name, content, fault] of wrong) {
    const path = join(folder, `wrong-${name}.ipynb`);
    writeFileSync(path, Buffer.isBuffer(content) ? content : JSON.stringify(content));
    const lines: string[] = [];
    await assert.rejects(
      runNotebooks([save("before-it", "1"), path], { tell: (line) => lines.push(line) }),
      ({ name, message }: Error) => {
        assert.equal(name, "ArgumentError");
        assert.ok(message.includes(path), message);
        assert.match(message, fault);
        assert.match(message, /open it in JupyterLab and save it there|save the file as UTF-8/);
        return true;
      },
    );
    assert.deepEqual(lines, []);
  }
  assert.throws(() => readNotebook(folder), /it is no file/);
  const marked = join(folder, "marked.ipynb");
  writeFileSync(marked, `\uFEFF${JSON.stringify(whole)}`);
  assert.equal(readNotebook(marked).cells.length, 1);
});

test("a kernel that ends is told of with its cell; where memory ran out, so is that, with a remedy", {
  skip: withoutKernel,
}, async () => {
  const failures = async (environment: NodeJS.ProcessEnv, ...sources: string[]): Promise<RunEvent[]> => {
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent): unknown => events.push(event);
    assert.equal(
      await executeNotebook(notebook(...sources), {
        folder,
        python: environmentPython(repository),
        environment,
        onEvent,
      }),
      null,
    );
    return events.filter((event) => event.event === "failure");
  };
  const small = { NODE_OPTIONS: "--max-old-space-size=300" };
  // in a cell's own loop it is noticed before (leaving.test.ts), in one call it is not
  const fill = "const kept = JSON.parse('[' + '[1.5,2.5],'.repeat(2e7) + '0]');";
  const [outOfMemory, ...others] = await failures(small, "1", "2", fill, "4");
  assert.ok(outOfMemory.event === "failure" && others.length === 0);
  assert.deepEqual([outOfMemory.cell, outOfMemory.title], [3, fill.slice(0, 60)]);
  assert.match(outOfMemory.text, /^the kernel ended by the signal SIGABRT, out of memory \(.*heap out of memory\)/);
  assert.match(outOfMemory.text, /Keep less at a time.*NODE_OPTIONS=--max-old-space-size/);
  const [killed] = await failures({}, "1", "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});");
  assert.ok(killed.event === "failure" && killed.cell === 2);
  assert.match(killed.text, /^the kernel ended by the signal SIGKILL, as the system does where memory has run out/);
});

test("how a program ended says its code or signal and its last words", () => {
  assert.equal(describeDeath("the kernel", 3, "one\ntwo\n"), "the kernel ended with exit code 3.\none\ntwo");
  assert.equal(describeDeath("the kernel", 128 + 11, ""), "the kernel ended by the signal SIGSEGV.");
  assert.match(
    describeDeath("the kernel", 134, "memory allocation of 80 bytes failed"),
    /SIGABRT, out of memory \(mem/,
  );
});

test("a notebook runs, and its file stays as it was; a warning of Node does not fail it", {
  skip: withoutKernel,
}, async () => {
  const path = save(
    "good",
    "const EPOCHS = 20;",
    "if (EPOCHS !== 5) throw new Error(String(EPOCHS))",
    "process.emitWarning('x is old', 'DeprecationWarning')",
    "await new Promise((ok) => setImmediate(ok))",
  );
  const before = readFileSync(path, "utf8");
  const { ok, text } = await run("good", { parameters: new Map([["EPOCHS", 5]]) });
  assert.ok(ok, text);
  assert.match(text, /good {2}\[4\/4\] .* s /);
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
