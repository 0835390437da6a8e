import assert from "node:assert/strict";
import { mock, test } from "node:test";
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

test("each second the seconds of what runs are written anew, from 0 for what comes next, until the end", () => {
  let now = 5000;
  const clock = mock.method(performance, "now", () => now);
  mock.timers.enable({ apis: ["setInterval"] });
  const pass = (seconds: number): void => {
    for (let i = 0; i < seconds; i++) {
      now += 1000;
      mock.timers.tick(1000);
    }
  };
  try {
    const text = written(true, (status) => {
      pass(1); // nothing runs yet
      status.show("a\u001b[2J");
      pass(2);
      status.show("b");
      pass(1);
      status.end();
      pass(2);
    });
    const lines = ["", "a\\u001b[2J  0 s", "a\\u001b[2J  1 s", "a\\u001b[2J  2 s", "b  0 s", "b  1 s", "", ""];
    assert.equal(text, lines.join("\r\u001b[K"));
  } finally {
    mock.timers.reset();
    clock.mock.restore();
  }
});
