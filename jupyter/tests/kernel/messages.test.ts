import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedKernel, withoutKernel } from "./kernel-session";

const kernel = sharedKernel();

test("comm_info is answered as such, and a comm of an unknown target is closed", { skip: withoutKernel }, async () => {
  const { replyType, status, comms } = await kernel.request("comm_info_request", { target_name: "jupyter.widget" });
  assert.deepEqual([replyType, status, comms], ["comm_info_reply", "ok", {}]);
  const id = await kernel.sendMessage("comm_open", { comm_id: "a", target_name: "unknown", data: {} });
  await kernel.request("comm_info_request");
  assert.deepEqual(kernel.outputsOf(id), [{ type: "comm_close", content: { comm_id: "a", data: {} } }]);
  await kernel.sendMessage("comm_msg", { comm_id: "a", data: {} });
  await kernel.sendMessage("comm_close", { comm_id: "a", data: {} });
  assert.equal((await kernel.execute("1 + 1")).stdout, "2\n");
});

test("kernel_info is answered on both channels, and promises the variable panel", { skip: withoutKernel }, async () => {
  for (const channel of ["shell", "control"] as const) {
    const info = await kernel.request("kernel_info_request", {}, channel);
    assert.deepEqual([info.replyType, info.status, info.debugger], ["kernel_info_reply", "ok", true]);
  }
});

test("a request of unknown type is answered with an error, another message is logged once", {
  skip: withoutKernel,
}, async () => {
  const reply = await kernel.request("strange_request");
  assert.deepEqual([reply.replyType, reply.status, reply.ename], ["strange_reply", "error", "NotImplemented"]);
  const id = await kernel.sendMessage("odd_words", {});
  await kernel.sendMessage("odd_words", {});
  await kernel.request("kernel_info_request");
  assert.deepEqual(kernel.statesOf(id), ["busy", "idle"]);
  assert.equal(kernel.log.split("odd_words").length, 2);
});

test("an execute_request without code is an error, and the next cell runs", { skip: withoutKernel }, async () => {
  for (const content of [{}, { code: null }, { code: 7 }]) {
    const reply = await kernel.request("execute_request", content);
    assert.equal(reply.status, "error");
    assert.match(String(reply.evalue), /code is missing/);
  }
  assert.equal((await kernel.execute("'next'")).stdout, "next\n");
});

test("a message with a wrong signature is ignored, and the log does not tell the right one", {
  skip: withoutKernel,
}, async () => {
  await kernel.sendForged("execute_request", { code: "console.log('forged')" });
  assert.equal((await kernel.execute("'genuine'")).stdout, "genuine\n");
  assert.match(kernel.log, /signature/);
  assert.doesNotMatch(kernel.log, /[0-9a-f]{64}/);
});

test("a silent cell says nothing, has no number and no history; store_history false neither", {
  skip: withoutKernel,
}, async () => {
  const before = (await kernel.execute("'numbered'")).reply.execution_count;
  const id = await kernel.send("console.log('heard'); const fromSilence = 6; fromSilence", { silent: true });
  const silent = await kernel.finish(id);
  assert.deepEqual([silent.status, silent.outputs], ["ok", []]);
  const unstored = await kernel.finish(await kernel.send("fromSilence * 7", { store_history: false }));
  assert.equal(unstored.stdout, "42\n");
  const next = await kernel.execute("'next number'");
  assert.equal(next.reply.execution_count, Number(before) + 1);
  const { history } = await kernel.request("history_request", { hist_access_type: "tail", n: 2, output: false });
  assert.deepEqual(history, [
    [1, before, "'numbered'"],
    [1, Number(before) + 1, "'next number'"],
  ]);
});

test("history is told by its end, by numbers and by a pattern, also with outputs", {
  skip: withoutKernel,
}, async () => {
  const { reply } = await kernel.execute("6 * 111");
  const count = Number(reply.execution_count);
  await kernel.execute("6 * 111");
  const range = { hist_access_type: "range", session: 0, start: count, stop: count + 1, output: true };
  assert.deepEqual((await kernel.request("history_request", range)).history, [[1, count, ["6 * 111", "666"]]]);
  const search = { hist_access_type: "search", pattern: "6 ? 1*", n: 5, output: false };
  const twice = (await kernel.request("history_request", search)).history as unknown[];
  assert.equal(twice.length, 2);
  assert.deepEqual((await kernel.request("history_request", { ...search, unique: true })).history, [
    [1, count + 1, "6 * 111"],
  ]);
  const other = { hist_access_type: "range", session: -1, start: 1, stop: 9 };
  assert.deepEqual((await kernel.request("history_request", other)).history, []);
});

test("user_expressions are evaluated, each for itself", { skip: withoutKernel }, async () => {
  const { reply } = await kernel.finish(
    await kernel.send("const base = 20;", {
      user_expressions: { sum: "base + 1", wrong: "base.nothing()", text: "'a' + 'b'" },
    }),
  );
  const { sum, wrong, text } = reply.user_expressions as Record<string, Record<string, unknown>>;
  assert.deepEqual(sum, { status: "ok", data: { "text/plain": "21" }, metadata: {} });
  assert.deepEqual([wrong.status, wrong.ename], ["error", "TypeScriptError"]);
  assert.equal((text.data as Record<string, string>)["text/plain"], "ab");
});

test("is_complete tells unfinished code, with its indent", { skip: withoutKernel }, async () => {
  const ask = (code: string): Promise<Record<string, unknown>> => kernel.request("is_complete_request", { code });
  assert.equal((await ask("const a = 1;")).status, "complete");
  const { status, indent } = await ask("function f() {\n  if (true) {");
  assert.deepEqual([status, indent], ["incomplete", "    "]);
  for (const open of ["`a", "const t = `a $" + "{1} b", "/* a", "f(1,", "[1,"])
    assert.equal((await ask(open)).status, "incomplete", open);
  for (const whole of ["`a`", "const t = `a $" + "{`b`}`", "const broken = ;", "'a"])
    assert.equal((await ask(whole)).status, "complete", whole);
});

test("places are counted in characters, of which an emoji is one", { skip: withoutKernel }, async () => {
  await kernel.execute("const list = [1];");
  const { matches, cursor_start, cursor_end } = await kernel.ask("complete", "'\u{1F600}'; list.leng", 13);
  assert.deepEqual([matches, cursor_start, cursor_end], [["length"], 10, 14]);
  const { data } = await kernel.ask("inspect", "'\u{1F600}'; list", 7);
  assert.match((data as Record<string, string>)["text/plain"], /const list: number\[\]/);
});

test("a question about code without code is an error", { skip: withoutKernel }, async () => {
  for (const type of ["complete", "inspect", "is_complete"]) {
    const { status, ename, evalue } = await kernel.request(`${type}_request`, { cursor_pos: 0 });
    assert.deepEqual([status, ename], ["error", "ArgumentError"]);
    assert.equal(evalue, `${type}_request: code is undefined: give it the text of a cell.`);
  }
});

test("interrupt_request stops a cell", { skip: withoutKernel }, async () => {
  const id = await kernel.send("console.log('waiting'); await new Promise((ok) => setTimeout(ok, 60000))");
  await kernel.printed(id, "waiting");
  const { replyType, status } = await kernel.request("interrupt_request", {}, "control");
  assert.deepEqual([replyType, status], ["interrupt_reply", "ok"]);
  assert.equal((await kernel.finish(id)).error?.ename, "Stopped");
});

test("the variable panel is told the variables and what is in them; breakpoints are refused in words", {
  skip: withoutKernel,
}, async () => {
  await kernel.execute(
    "const numbers = new Float32Array(3); const nested = { a: { b: [1, 2] }, get trap(): number { throw new Error('!'); } };",
  );
  const ask = async (command: string, given: object = {}): Promise<Record<string, unknown>> =>
    kernel.request("debug_request", { type: "request", seq: 7, command, arguments: given }, "control");
  assert.equal(((await ask("debugInfo")).body as Record<string, unknown>).richRendering, true);
  for (const command of ["initialize", "attach"]) assert.equal((await ask(command)).success, true);
  const { variables } = (await ask("inspectVariables")).body as { variables: Record<string, unknown>[] };
  const found = variables.find(({ name }) => name === "numbers");
  assert.deepEqual([found?.type, found?.value], ["Float32Array", "Float32Array(3) [ 0, 0, 0 ]"]);
  const nested = variables.find(({ name }) => name === "nested");
  const reference = { variablesReference: nested?.variablesReference };
  const inside = ((await ask("variables", reference)).body as { variables: Record<string, unknown>[] }).variables;
  assert.deepEqual(
    inside.map(({ name, value }) => [name, value]),
    [
      ["a", "{ b: [ 1, 2 ] }"],
      ["trap", "(a getter)"],
    ],
  );
  const rich = (await ask("richInspectVariables", { variableName: "numbers" })).body as { data: object };
  assert.ok("text/plain" in rich.data);
  assert.match(String((await ask("richInspectVariables", { variableName: "none" })).message), /no cell has declared/);
  const refused = await ask("setBreakpoints", { breakpoints: [{ line: 1 }] });
  assert.deepEqual([refused.success, refused.request_seq, refused.command], [false, 7, "setBreakpoints"]);
  assert.match(String(refused.message), /no breakpoints/);
});
