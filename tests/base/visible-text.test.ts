import assert from "node:assert/strict";
import { test } from "node:test";
import { visibleLine, visibleText } from "../../src/base/visible-text";

test("control characters, those that turn the direction of writing, and what XML may not hold are written out", () => {
  const acting = "\u0000\u0007\u001b\r\u007f\u009b\u200f\u2028\u202e\u2066\ufffe\ud800";
  const written = "\\u0000\\u0007\\u001b\\u000d\\u007f\\u009b\\u200f\\u2028\\u202e\\u2066\\ufffe\\ud800";
  assert.equal(visibleText(acting), written);
  assert.equal(visibleText("a\tb\nλ 漢 🙂 é"), "a\tb\nλ 漢 🙂 é");
  assert.equal(visibleLine("a\tb\nc"), "a\\tb\\nc");
});
