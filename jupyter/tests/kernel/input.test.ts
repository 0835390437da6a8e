import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedKernel, withoutKernel } from "./kernel-session";

const kernel = sharedKernel();

const ASKED = { allow_stdin: true };
const FACE =
  "import * as readline from 'node:readline/promises';\n" +
  "const face = readline.createInterface({ input: process.stdin, output: process.stdout });\n";

test("prompt and confirm ask the front end, and wait without an await", { skip: withoutKernel }, async () => {
  const id = await kernel.send(
    "const name = prompt('Name?'); const sure = confirm('Sure?'); console.log(name, sure, prompt('', 'default'))",
    ASKED,
  );
  assert.deepEqual(await kernel.answer(id, "Ada"), { prompt: "Name?", password: false });
  assert.match(String((await kernel.answer(id, "y", 2)).prompt), /^Sure\?/);
  await kernel.answer(id, "", 3);
  const { stdout, error } = await kernel.finish(id);
  assert.equal(error, null);
  assert.equal(stdout, "Ada true default\n");
});

test("readline's questions ask the front end, with promises and with callbacks", { skip: withoutKernel }, async () => {
  const id = await kernel.send(
    `${FACE}const epochs = Number(await face.question("How many? ")); face.close();\n` +
      "import { createInterface } from 'readline';\n" +
      "const old = createInterface(process.stdin, process.stdout);\n" +
      "const rate = await new Promise<string>((resolve) => old.question('Rate? ', resolve)); old.close();\n" +
      "console.log(2 * epochs, rate)",
    ASKED,
  );
  assert.equal((await kernel.answer(id, "21")).prompt, "How many? ");
  assert.equal((await kernel.answer(id, "0.1", 2)).prompt, "Rate? ");
  const { stdout, error } = await kernel.finish(id);
  assert.equal(error, null);
  assert.equal(stdout, "42 0.1\n");
  assert.equal(kernel.questionsOf(id), 2);
});

test("lines of process.stdin are asked for while somebody waits for them", { skip: withoutKernel }, async () => {
  const id = await kernel.send(
    "import { createInterface as lines } from 'node:readline';\n" +
      "const got: string[] = [];\n" +
      "for await (const line of lines({ input: process.stdin })) { if (got.push(line) === 2) break; }\n" +
      "console.log(got.join('+'))",
    ASKED,
  );
  await kernel.answer(id, "one");
  await kernel.answer(id, "two", 2);
  assert.equal((await kernel.finish(id)).stdout, "one+two\n");
  assert.equal(kernel.questionsOf(id), 2);
});

test("Stop ends a question that nobody answers", { skip: withoutKernel }, async () => {
  for (const question of ["prompt('Well?')", "await null; prompt('Well?')"]) {
    const id = await kernel.send(`console.log("asking");\n${question}`, ASKED);
    await kernel.printed(id, "asking");
    await kernel.interrupt();
    assert.equal((await kernel.finish(id)).error?.ename, "Stopped");
  }
  const id = await kernel.send("prompt('Again?')", ASKED);
  await kernel.answer(id, "here");
  assert.equal((await kernel.finish(id)).stdout, "here\n");
});

for (const [what, code] of [
  ["prompt", "prompt('Name?')"],
  ["confirm", "confirm('Sure?')"],
  ["a question", `${FACE}console.log(await face.question("How many? "))`],
  [
    "a question with a callback",
    "import * as old from 'readline';\nold.createInterface({ input: process.stdin }).question('?', () => {}); await new Promise(() => {})",
  ],
  ["lines", `${FACE}for await (const line of face) console.log(line)`],
  ["chunks", "for await (const chunk of process.stdin) console.log(chunk)"],
] as const) {
  test(`where the front end takes no input, ${what} fails at once`, { skip: withoutKernel }, async () => {
    const { error } = await kernel.execute(code);
    assert.equal(error?.ename, "InputError");
    assert.match(error?.evalue ?? "", /^nobody can be asked here/);
    assert.doesNotMatch(error?.evalue ?? "", /\n/);
    assert.equal((await kernel.execute("1 + 1")).stdout, "2\n");
  });
}

test("who reads the standard input directly finds its end", { skip: withoutKernel }, async () => {
  const { stdout } = await kernel.execute(
    "import { readFileSync } from 'node:fs'; import { execFileSync } from 'node:child_process';\n" +
      "console.log(readFileSync(0).length, execFileSync('cat', { stdio: ['inherit', 'pipe', 'pipe'] }).length)",
  );
  assert.equal(stdout, "0 0\n");
});
