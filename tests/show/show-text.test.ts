import assert from "node:assert/strict";
import { test } from "node:test";
import { textBundle } from "../../src/show/show-text";

test("a paragraph a string in HTML, Markdown and plain text, with nothing taken for markup", () => {
  const bundle = textBundle(["p < .05 *", "a_b | [1, 2]"]);
  assert.equal(bundle["text/plain"], "p < .05 *\na_b | [1, 2]");
  assert.equal(bundle["text/markdown"], "p &lt; .05 \\*\n\na\\_b \\| \\[1, 2\\]");
  assert.match(bundle["text/html"], /^<p [^>]*>p &lt; \.05 \*<\/p><p [^>]*>a_b \| \[1, 2\]<\/p>$/);
  assert.equal(textBundle("one")["text/plain"], "one");
});
