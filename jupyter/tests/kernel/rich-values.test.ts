import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedKernel, withoutKernel } from "./kernel-session";

const PLOTLY_MIME = "application/vnd.plotly.v1+json";

const kernel = sharedKernel();

/** The value of a cell's last expression, by MIME type. */
async function shown(code: string): Promise<Record<string, string>> {
  const { result, error } = await kernel.execute(code);
  assert.equal(error, null);
  return result as Record<string, string>;
}

test("the last expression is an execute_result with the cell's number", { skip: withoutKernel }, async () => {
  const { outputs, reply } = await kernel.execute("console.log('printed'); 6 * 7");
  assert.deepEqual(outputs, [
    { type: "stream", content: { name: "stdout", text: "printed\n" } },
    {
      type: "execute_result",
      content: { data: { "text/plain": "42" }, metadata: {}, execution_count: reply.execution_count },
    },
  ]);
});

test("undefined, and what a semicolon stands behind, are not shown", { skip: withoutKernel }, async () => {
  for (const code of ["undefined", "6 * 7;", "6 * 7; // no", "const six = 6;", "void 0", "", "// nothing"])
    assert.deepEqual((await kernel.execute(code)).outputs, [], code);
  assert.equal((await shown("6 * 7 // yes; yes"))["text/plain"], "42");
});

test("an object says itself how it looks, at once or later", { skip: withoutKernel }, async () => {
  const object = (method: string): string => `({ a: 1, [Symbol.for("Jupyter.display")]: ${method} })`;
  assert.equal((await shown(object("() => ({ 'text/html': '<b>x</b>' })")))["text/html"], "<b>x</b>");
  const later = await shown(object("async () => ({ 'application/json': { n: 1 }, 'text/plain': 'own' })"));
  assert.deepEqual(later, { "application/json": { n: 1 }, "text/plain": "own" });
  const bytes = await shown(object("() => ({ 'image/png': new Uint8Array([1, 2, 3]) })"));
  assert.equal(bytes["image/png"], "AQID");
  for (const wrong of ["() => { throw 1 }", "async () => { throw 1 }", "() => 7", "() => ({})", "() => null", "5"])
    assert.deepEqual(Object.keys(await shown(object(wrong))), ["text/plain"], wrong);
});

test("a polars frame is a table with types, first and last rows and its size", { skip: withoutKernel }, async () => {
  const data = await shown(
    "import pl from 'nodejs-polars';\n" +
      "const frame = pl.DataFrame({ shape: Array.from({ length: 1000 }, (_, i) => i), name: Array.from({ length: 1000 }, (_, i) => '<' + i + '>') });\nframe",
  );
  assert.match(data["text/html"], /shape<br><span[^>]*>Float64<\/span>.*name<br><span[^>]*>String/s);
  assert.match(data["text/html"], />&lt;0&gt;<.*>…<.*>&lt;999&gt;</s);
  assert.doesNotMatch(data["text/html"], />500</);
  assert.match(data["text/html"], /overflow:auto.*1,000 rows × 2 columns/s);
  assert.doesNotMatch(data["text/html"], /#[0-9a-f]{3}|white(?!-)|black/); // colours are the theme's
  assert.match(
    data["text/plain"],
    /^ +shape {2}name\nFloat64 {2}String\n +0 {2}<0>\n[\s\S]* 999 {2}<999>\n\n1,000 rows × 2 columns$/,
  );
  const column = await shown("frame.getColumn('name')");
  assert.match(column["text/plain"], /^name\nString\n<0>\n[\s\S]*1,000 rows × 1 column$/);
  const empty = await shown("pl.DataFrame({})");
  assert.match(empty["text/plain"], /0 rows × 0 columns/);
});

test("a danfo frame and a series are tables too", { skip: withoutKernel }, async () => {
  const data = await shown(
    "import * as dfd from 'danfojs-node';\n" +
      "const danfo = new dfd.DataFrame({ values: [1.5, 2.25, null], word: ['x', 'y', 'z'] });\ndanfo",
  );
  assert.match(data["text/html"], /values<br><span[^>]*>float32<\/span>.*>2.25<.*3 rows × 2 columns/s);
  assert.match((await shown("danfo.column('word')"))["text/plain"], / word\n +string\n0 +x\n[\s\S]*3 rows × 1 column$/);
});

test("tensors tell shape, type and values; models their layers and parameters", { skip: withoutKernel }, async () => {
  const setup = "import * as tf from '@tensorflow/tfjs'; const none = tf.scalar(1); none.dispose();";
  await kernel.execute(setup);
  assert.equal(
    (await shown("tf.tensor2d([[1, 2], [3, 4]])"))["text/plain"],
    "Tensor float32 [2, 2], 4 values\n    [[1, 2],\n     [3, 4]]",
  );
  assert.match(
    (await shown("tf.ones([1000, 50])"))["text/plain"],
    /^Tensor float32 \[1000, 50\], 50,000 values\n[\s\S]*\.\.\./,
  );
  assert.equal((await shown("none"))["text/plain"], "Tensor float32 [], disposed");
  const model = await shown(
    "tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.dense({ units: 1 })] })",
  );
  assert.match(
    model["text/plain"],
    /Dense +\[any, 4\] +16\n.*Dense +\[any, 1\] +5\n\n.*: 21 parameters, 21 of them trainable/,
  );
  assert.match(model["text/html"], /<th[^>]*>parameters</);
});

test("a plotly figure is live, with its typed arrays as lists", { skip: withoutKernel }, async () => {
  const data = await shown(
    "({ data: [{ x: new Float32Array([1, 2, NaN]), error_y: { array: new Float64Array([3]) }, z: [new Int8Array(2)] }], layout: { title: { text: 'Curve' } } })",
  );
  assert.deepEqual(data[PLOTLY_MIME], {
    data: [{ x: [1, 2, null], error_y: { array: [3] }, z: [[0, 0]] }],
    layout: { title: { text: "Curve" } },
  });
  assert.equal(data["text/plain"], "figure of 1 trace (scatter): Curve");
  assert.deepEqual(Object.keys(await shown("({ data: [1, 2], layout: 'wide' })")), ["text/plain"]);
});

test("a plotly figure has a still picture; where only a browser draws it, a sentence that says so", {
  skip: withoutKernel,
}, async () => {
  const bars = "({ data: [{ type: 'bar', x: ['a', 'b'], y: [1, 2] }], layout: { title: 'Bars', width: 500 } })";
  const { [PLOTLY_MIME]: live, "image/svg+xml": svg, "text/plain": text } = await shown(bars);
  assert.equal((live as unknown as { data: object[] }).data.length, 1);
  assert.match(
    svg,
    /^<svg [^>]*width="500" height="450".*<title>figure of 1 trace \(bar\): Bars<\/title>.*<path.*<\/svg>$/s,
  );
  assert.equal(text, "figure of 1 trace (bar): Bars");
  assert.equal((await shown(bars))["image/svg+xml"], svg);
  const surface = await shown("({ data: [{ type: 'surface', z: [[1, 2], [3, 4]] }], layout: {} })");
  assert.match(surface["text/plain"], /^figure of 1 trace \(surface\)\. surface: .* so there is no still picture\.$/);
  assert.match(surface["image/svg+xml"].replace(/<[^>]*>/g, " "), /surface: .* no still\s+picture\./);
  const image = await shown("({ data: [{ type: 'image', z: [[[255, 0, 0], [0, 0, 255]]] }], layout: {} })");
  assert.match(image["image/svg+xml"], /<path [^>]*fill="rgb\(255,0,0\)"/); // plotly waits for its pixels
});

test("a figure keeps its place among what is printed, and a large one has no picture", {
  skip: withoutKernel,
}, async () => {
  const figure = "({ data: [{ y: [1, 2] }], layout: {} })";
  const { outputs } = await kernel.execute(
    `import { display } from "tslab-kernel";\nconsole.log("before"); display(${figure}); console.log("behind");`,
  );
  assert.deepEqual(
    outputs.map(({ type }) => type),
    ["stream", "display_data", "stream"],
  );
  assert.match((outputs[1].content.data as Record<string, string>)["image/svg+xml"], /^<svg/);
  const points = (n: number): string =>
    `({ data: [{ mode: 'markers', y: Array.from({ length: ${n} }, (_, i) => Math.sin(i)) }], layout: {} })`;
  const [dense, long] = [await shown(points(6000)), await shown(points(200_000))];
  assert.match(
    dense["text/plain"],
    /There is no still picture: it has [\d,]+ characters, and a notebook keeps 300,000\.$/,
  );
  assert.match(long["text/plain"], /There is no still picture: it has more than 20,000 values\.$/);
  for (const data of [dense, long]) assert.ok(data["image/svg+xml"].length < 2000);
});

test("a figure is shown although a cell has taken JSON and timers away, and drawn when they are back", {
  skip: withoutKernel,
}, async () => {
  const away = "const kept = [globalThis.JSON.stringify, setTimeout] as const;\n";
  const { error } = await kernel.execute(
    `${away}JSON.stringify = () => { throw 1 }; globalThis.setTimeout = null as never;`,
  );
  assert.equal(error, null);
  const data = await shown("({ data: [{ y: [1, 2] }], layout: {} })");
  assert.match(data["text/plain"], /^figure of 1 trace/);
  await kernel.execute("JSON.stringify = kept[0]; globalThis.setTimeout = kept[1];");
  assert.match((await shown("({ data: [{ y: [1, 2] }], layout: {} })"))["image/svg+xml"], /^<svg/);
});

test("images and elements are shown", { skip: withoutKernel }, async () => {
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  assert.deepEqual(await shown(`Buffer.from("${png}", "base64")`), {
    "image/png": png,
    "text/plain": "PNG image, 1 × 1, 70 bytes",
  });
  assert.equal((await shown("new Uint8Array([0xff, 0xd8, 0xff, 0])"))["image/jpeg"], "/9j/AA==");
  assert.equal((await shown("({ outerHTML: '<svg></svg>' })"))["image/svg+xml"], "<svg></svg>");
  assert.equal((await shown("({ outerHTML: '<p>a</p>' })"))["text/html"], "<p>a</p>");
});

test("everything else is text: arrays with length and first values, maps, sets, promises, errors", {
  skip: withoutKernel,
}, async () => {
  const text = async (code: string): Promise<string> => (await shown(code))["text/plain"];
  assert.match(await text("new Float32Array(1000)"), /^Float32Array\(1000\) \[[\s\S]*\.\.\. 900 more items\n\]$/);
  assert.equal(await text("new Map([['a', new Set([1])]])"), "Map(1) { 'a' => Set(1) { 1 } }");
  assert.equal(await text("new Promise(() => {})"), "Promise { <pending> }");
  assert.doesNotMatch(await text("[setTimeout(() => {}, 1), setImmediate(() => {})]"), /kResourceStore|asyncId|frozen/);
  assert.match(await text("new RangeError('shown')"), /^RangeError: shown\n {4}at cell \[\d+\], line 1:1$/);
  assert.match(await text("'x'.repeat(100_000)"), /^x+\n… 80,000 more characters of 100,000$/);
  assert.equal(await text("'one\\ntwo'"), "one\ntwo");
});

test("a value whose own code fails or never ends harms nobody", { skip: withoutKernel }, async () => {
  for (const value of [
    "({ get a(): number { throw new Error('!') } })",
    "new Proxy({}, { get() { throw new Error('!') }, ownKeys() { throw 1 }, getPrototypeOf() { throw 2 }, has() { throw 3 } })",
    "({ data: [{ get x(): number { throw new Error('!') } }], layout: {} })",
    "({ get outerHTML(): string { throw new Error('!') } })",
    "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('!') } })",
    "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '', get 'text/plain'(): string { throw 1 } }) })",
    "({ [Symbol.for('Jupyter.display')]: () => { for (;;) {} } })",
  ])
    assert.equal(typeof (await shown(value))["text/plain"], "string", value);
  const id = await kernel.send(
    "console.log('shows'); ({ [Symbol.for('Jupyter.display')]: () => new Promise(() => {}) })",
  );
  await kernel.printed(id, "shows");
  await kernel.interrupt();
  assert.equal((await kernel.finish(id)).error?.ename, "Stopped");
});

test("display shows in the middle of a cell, in order, and again in the same place", {
  skip: withoutKernel,
}, async () => {
  const { outputs } = await kernel.execute(
    "import { display, html, md, svg } from 'tslab-kernel';\n" +
      `display(html\`<b>\${1 + 1}</b>\`); console.log('then'); display(new Set([1]), { display_id: 'here' });\n` +
      "display({ 'text/html': '<i>raw</i>' }, { raw: true, display_id: 'here', update: true });\n" +
      `display(svg\`<svg/>\`); md\`**\${html\`<u>in</u>\`}**\``,
  );
  const seen = outputs.map(({ type, content }) => [type, content.data ?? content.text]);
  assert.deepEqual(seen, [
    ["display_data", { "text/html": "<b>2</b>", "text/plain": "<b>2</b>" }],
    ["stream", "then\n"],
    ["display_data", { "text/plain": "Set(1) { 1 }" }],
    ["update_display_data", { "text/html": "<i>raw</i>", "text/plain": "<i>raw</i>" }],
    ["display_data", { "image/svg+xml": "<svg/>", "text/plain": "SVG picture, 6 characters" }],
    ["execute_result", { "text/markdown": "**<u>in</u>**", "text/plain": "**<u>in</u>**" }],
  ]);
  assert.deepEqual(outputs[3].content.transient, { display_id: "here" });
});
