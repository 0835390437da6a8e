import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedKernel, withoutKernel } from "../kernel/kernel-session";

const VIEW = "application/vnd.jupyter.widget-view+json";

const kernel = sharedKernel('import { interact, slider, choice, display } from "tslab-kernel";');

const power = "slider({ label: 'power', min: 0, max: 10, value: 2, steps: 10 })";

/** Runs a cell in front of a person; gives its id and the comm of its first control. */
async function runLive(code: string): Promise<{ id: string; comm: string }> {
  const id = await kernel.send(code, { allow_stdin: true });
  const { status, error } = await kernel.finish(id);
  assert.equal(status, "ok", error?.traceback.join("\n"));
  const [opened] = kernel.outputsOf(id).filter(({ type }) => type === "comm_open");
  return { id, comm: opened.content.comm_id as string };
}

async function move(comm: string, position: number): Promise<void> {
  const data = { method: "update", state: { position }, buffer_paths: [] };
  await kernel.sendMessage("comm_msg", { comm_id: comm, data });
}

test("a control is a widget of the page; a move draws again in the place of the first drawing", {
  skip: withoutKernel,
}, async () => {
  const { id, comm } = await runLive(`await interact({ power: ${power} }, (at) => "now " + at.power);`);
  const shown = kernel.outputsOf(id).filter(({ type }) => type === "display_data");
  const [control, drawing] = shown.map(({ content }) => content as Record<string, Record<string, unknown>>);
  assert.equal((control.data[VIEW] as Record<string, unknown>).model_id, comm);
  assert.equal(drawing.data["text/plain"], "now 2");
  await move(comm, 7);
  await kernel.printed(id, "now 7");
  const updates = kernel.outputsOf(id).filter(({ type }) => type === "update_display_data");
  const [update] = updates.map(({ content }) => content as Record<string, Record<string, unknown>>);
  assert.equal(update.transient.display_id, drawing.transient.display_id);
  const open = await kernel.request("comm_info_request", { target_name: "jupyter.widget" });
  assert.deepEqual((open.comms as Record<string, unknown>)[comm], { target_name: "jupyter.widget" });
});

test("drawings run one at a time, and those that wait become one of the newest values", {
  skip: withoutKernel,
}, async () => {
  const { id, comm } = await runLive(
    `let running = 0;
    await interact({ power: ${power} }, async (at) => {
      if (++running > 1) throw new Error("two at a time");
      await new Promise((ready) => setTimeout(ready, 150));
      running--;
      console.log("drawn " + at.power);
      return at.power;
    });`,
  );
  for (const position of [3, 4, 5, 6]) await move(comm, position);
  await kernel.printed(id, "drawn 6");
  const { stdout, error } = await kernel.finish(id);
  assert.equal(error, null);
  const drawn = stdout.match(/drawn \d/g) ?? [];
  assert.ok(drawn.length <= 4 && drawn[0] === "drawn 2" && drawn.at(-1) === "drawn 6", drawn.join());
});

test("Stop ends a drawing, the next move draws again, and cells go on", { skip: withoutKernel }, async () => {
  const { id, comm } = await runLive(
    `await interact({ power: ${power} }, async (at) => {
      if (at.power === 9) { console.log("begun"); while (true) await new Promise((ready) => setTimeout(ready, 5)); }
      return "drawn " + at.power;
    });`,
  );
  await move(comm, 9);
  await kernel.printed(id, "begun");
  await kernel.interrupt();
  await kernel.printed(id, "Stopped");
  await move(comm, 1);
  await kernel.printed(id, "drawn 1");
  assert.equal((await kernel.execute("1 + 1")).stdout, "2\n");
});

test("a drawing that fails is told of below its cell, and later cells run", { skip: withoutKernel }, async () => {
  const { id, comm } = await runLive(
    `await interact({ power: ${power} }, (at) => {
      if (at.power === 5) throw new RangeError("no five");
      return at.power;
    });`,
  );
  await move(comm, 5);
  await kernel.printed(id, "no five");
  const failure = kernel.outputsOf(id).find(({ type }) => type === "error");
  assert.equal(failure?.content.ename, "RangeError");
  assert.match(String(failure?.content.traceback), /cell \[\d+\], line 2:/);
  assert.equal((await kernel.execute("'on'")).status, "ok");
});

test("where nobody can move a control the drawing stands alone", { skip: withoutKernel }, async () => {
  const { outputs, status } = await kernel.execute(`await interact({ power: ${power} }, (at) => "still " + at.power);`);
  assert.equal(status, "ok");
  assert.deepEqual(
    outputs.map(({ type, content }) => [type, (content.data as Record<string, unknown>)["text/plain"]]),
    [["display_data", "still 2"]],
  );
});

test("a module's own messages arrive on both sides", { skip: withoutKernel }, async () => {
  const { id, comm } = await runLive(
    `import { widget } from "tslab-kernel";
    const heard = widget({ esm: "export default {}", state: { count: 0 } });
    heard.onMessage((content) => { console.log("heard", content); heard.send({ back: 1 }); });
    await display(heard);`,
  );
  await kernel.sendMessage("comm_msg", { comm_id: comm, data: { method: "custom", content: { a: 1 } } });
  await kernel.printed(id, "heard");
  await kernel.printed(id, '"back":1');
  await kernel.sendMessage("comm_msg", { comm_id: comm, data: { method: "request_state" } });
  await kernel.printed(id, '"method":"update"');
});

test("typed arrays of a widget's state and messages are bytes on the way to the page and back", {
  skip: withoutKernel,
}, async () => {
  const { id, comm } = await runLive(
    `import { widget } from "tslab-kernel";
    const picture = widget({ esm: "export default {}", state: { name: "p", at: { row: new Int16Array([1, -2]) } } });
    picture.on("at", (at) => console.log("row", (at as { row: Int16Array }).row));
    picture.onMessage((said, buffers) => console.log("said", said, buffers[0][1]));
    display(picture);
    picture.set("more", new Uint8Array([7]));
    picture.send("look", [new Uint8Array([8, 9])]);`,
  );
  const sent = kernel.outputsOf(id).filter(({ type }) => type.startsWith("comm_"));
  const told = sent.map(({ content, buffers }) => {
    const { state, buffer_paths } = content.data as { state?: Record<string, unknown>; buffer_paths?: unknown };
    return { name: state?.name, at: state?.at, buffer_paths, buffers };
  });
  assert.deepEqual(told, [
    { name: "p", at: { row: null }, buffer_paths: [["at", "row"]], buffers: ["0100feff"] },
    { name: undefined, at: undefined, buffer_paths: [["more"]], buffers: ["07"] },
    { name: undefined, at: undefined, buffer_paths: undefined, buffers: ["0809"] },
  ]);
  const data = { method: "update", state: { at: { row: null } }, buffer_paths: [["at", "row"]] };
  await kernel.sendMessage("comm_msg", { comm_id: comm, data }, "shell", ["05000600"]);
  await kernel.printed(id, "row Int16Array(2) [ 5, 6 ]");
  const custom = { method: "custom", content: "hello" };
  await kernel.sendMessage("comm_msg", { comm_id: comm, data: custom }, "shell", ["0a0b"]);
  await kernel.printed(id, "said hello 11");
});
