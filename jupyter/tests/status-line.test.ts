import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusLine } from "../src/status-line";

function written(isTTY: boolean, body: (status: StatusLine) => void): string {
  let text = "";
  const write = (part: string): boolean => {
    text += part;
    return true;
  };
  const status = new StatusLine({ isTTY, columns: 20, write } as NodeJS.WriteStream);
  body(status);
  status.end();
  return text;
}

const use = (status: StatusLine): void => {
  status.show("cell 1");
  status.print("done");
  status.show("a cell with a long title");
};

test("on a terminal the last line is written over, cut to its width, and taken away in the end", () => {
  const clear = "\r\u001b[K";
  const expected = ["", "cell 1  0 s", "done\n", "cell 1  0 s", "a cell with a   0 s", ""].join(clear);
  assert.equal(written(true, use), expected);
});

test("elsewhere only what stays is written", () => {
  assert.equal(written(false, use), "done\n");
});
