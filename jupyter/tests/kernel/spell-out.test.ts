import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { runInNewContext } from "node:vm";
import { spellOut } from "../../src/kernel/spell-out";
import { type Diagnostic, loadTslab } from "../../src/kernel/tslab";
import { KernelSession, withoutKernel } from "./kernel-session";

const { typescript } = loadTslab();
const spelled = (source: string): string => spellOut(typescript, source).source;

test("shorthand properties get their value, names of properties in patterns become strings", () => {
  assert.equal(spelled("const o = { x, y: x };"), "const o = { x: x, y: x };");
  assert.equal(spelled("const { mean: m, sd } = s;"), 'const { "mean": m, sd } = s;');
  assert.equal(spelled("({ mean, sd: [a, { b = 1 }] } = s);"), '({ "mean": mean, "sd": [a, { "b": b = 1 }] } = s);');
  assert.equal(spelled("[{ a }, ...[{ b }]] = s;"), '[{ "a": a }, ...[{ "b": b }]] = s;');
  assert.equal(spelled("for ({ a } of s);"), 'for ({ "a": a } of s);');
  assert.equal(spelled("({ mean: m }: T) => ({ m });"), '({ "mean": m }: T) => ({ m: m });');
});

test("what tslab translates rightly stays as it is", () => {
  for (const source of [
    "const { a, b = 2, ...rest } = s;",
    "const o = { a: 1, 'b': 2, c() {}, [d]: 3, ...e };",
    "({ __proto__ });",
    "const { 'quoted': q, [computed]: c, 0: zero } = s;",
    "import { mean as m } from 'lai-loss';",
    "type T = { a: number }; // { a }",
    "half written ({ ",
  ])
    assert.equal(spelled(source), source);
});

test("a spelled-out source computes the same", () => {
  for (const source of [
    "const x = 1, y = 2; const o = { x, y, z: { x } }; JSON.stringify(o)",
    "let a, b, c; ({ a, b: [b, { c = 7 } = {}] } = { a: 1, b: [2] }); JSON.stringify([a, b, c])",
    "const { a: { b: deep = 3 } = {}, ...rest } = { c: 1, d: 2 }; JSON.stringify([deep, rest])",
    "let v; const seen = []; for ({ v } of [{ v: 1 }, { v: 2 }]) seen.push({ v }); JSON.stringify(seen)",
    "let p, q; (({ p }) = { p: 1 }, [{ q }, ...[p]] = [{ q: 5 }, 6]); JSON.stringify([p, q])",
    "let h; const k = (h = { h: 1 }, { h }) ; JSON.stringify(k)",
    "const __proto__ = { inherited: 1 }; const o = { __proto__ }; String(Object.keys(o))",
  ]) {
    const run = (code: string): unknown => {
      try {
        return runInNewContext(code);
      } catch (error) {
        return (error as Error).name;
      }
    };
    assert.equal(run(spelled(source)), run(source), source);
  }
});

test("places in a spelled-out source are told as places in the source as it was", () => {
  const source = "const a = { x };\n  const { mean: m, sd: s } = { x, wrong };";
  const { source: text, place } = spellOut(typescript, source);
  for (const word of ["m,", "sd", "s }", "wrong };", "};", "const {"]) {
    const at = (inside: string): Diagnostic["start"] => {
      const offset = inside.lastIndexOf(word);
      const line = inside.slice(0, offset).split("\n").length - 1;
      return { offset, line, character: offset - (inside.lastIndexOf("\n", offset) + 1) };
    };
    const [moved] = place([{ start: at(text), end: at(text), messageText: "" }]);
    assert.deepEqual(moved.start, at(source), word);
  }
  const other: Diagnostic = {
    fileName: "module.ts",
    start: { offset: 9, line: 0, character: 9 },
    end: { offset: 10, line: 0, character: 10 },
    messageText: "",
  };
  assert.deepEqual(place([other]), [other]);
});

let kernel: KernelSession;
before(async () => {
  if (!withoutKernel) kernel = await KernelSession.start();
});
after(() => kernel?.close());

test("a shorthand property takes its value from an earlier cell", { skip: withoutKernel }, async () => {
  await kernel.execute("import { targetSlopeOf } from 'lai-loss';\nconst rate = 0.5; let size = 3;");
  const { stdout, error } = await kernel.execute(
    "const options = { rate, size };\nconsole.log(options.rate, options.size, typeof { targetSlopeOf }.targetSlopeOf)",
  );
  assert.equal(error, null);
  assert.equal(stdout, "0.5 3 function\n");
});

test("a destructured property may have the name of an import and a type of an earlier cell", {
  skip: withoutKernel,
}, async () => {
  await kernel.execute(
    "import { mean } from 'lai-loss/measure';\nconst stats = { mean: 4, deep: { mean: 5 } }; let sd = 0;",
  );
  const renamed = await kernel.execute("const { mean: m, deep: { mean: inner } } = stats; console.log(m, inner)");
  assert.equal(renamed.error, null);
  assert.equal(renamed.stdout, "4 5\n");
  const parameter = await kernel.execute("const f = ({ mean: z }: typeof stats) => z; console.log(f(stats))");
  assert.equal(parameter.stdout, "4\n");
  const loop = await kernel.execute("for (const { mean: each } of [stats]) console.log(each)");
  assert.equal(loop.stdout, "4\n");
  await kernel.execute("({ mean: sd } = stats); void 0");
  assert.equal((await kernel.execute("sd")).stdout, "4\n");
});

test("a shorthand assignment reaches the variable of an earlier cell", { skip: withoutKernel }, async () => {
  await kernel.execute("let level = 1; const given = { level: 2 };");
  await kernel.execute("({ level } = given); void 0");
  assert.equal((await kernel.execute("level")).stdout, "2\n");
});

test("a compile error behind a spelled-out property names the place that was written", {
  skip: withoutKernel,
}, async () => {
  await kernel.execute("const known = 1; const have = { known };");
  const missing = await kernel.execute("const o = { known, unknownName };");
  assert.match(missing.error?.evalue ?? "", /^1:20 - .*'unknownName'/);
  const property = await kernel.execute("const { known: k, absent: a } = have;");
  assert.match(property.error?.evalue ?? "", /^1:19 - Property 'absent' does not exist/);
});
