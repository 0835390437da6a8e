import assert from "node:assert/strict";
import { test } from "node:test";
import { KernelSession, withoutKernel } from "./kernel-session";

// it costs the kernel its whole patience; rich-values.test.ts has another such value
const onlyLong = process.env.LAI_TEST_LONG === "1" ? false : "npm run test:long runs it";
const skip = onlyLong || withoutKernel;

test("a value whose JSON never ends harms nobody", { skip }, async () => {
  const kernel = await KernelSession.start();
  const { result, error } = await kernel.execute(
    "({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': { toJSON() { for (;;) {} } } }) })",
  );
  await kernel.close();
  assert.equal(error, null);
  assert.equal(typeof result?.["text/plain"], "string");
});
