import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { describeProgress, describeWorker, duration, ProgressLine } from "../../src/command/progress-line";
import type { StudyProgress } from "../../src/progress";
import type { StudyWorkerProgress } from "../../src/queue/queue-worker";

test("a time is said in seconds up to a minute and a half, in minutes as long, then in hours", () => {
  const seconds = [0, 0.4, 89.4, 89.9, 90, 5369, 5370, 7500];
  const said = ["0 s", "0 s", "89 s", "90 s", "2 min", "89 min", "1 h 30 min", "2 h 5 min"];
  assert.deepEqual(seconds.map(duration), said);
});

test("a study's progress says what there is to say", () => {
  const begun: StudyProgress = {
    ...{ done: 0, runs: 900, failed: 0, now: 0, perMinute: 0, secondsLeft: null, note: null, last: null },
  };
  const said = (changes: Partial<StudyProgress>): string => describeProgress({ ...begun, ...changes });
  assert.equal(said({}), "0 of 900 runs");
  // of an earlier call: no rate yet
  assert.equal(said({ done: 40 }), "40 of 900 runs");
  assert.equal(
    said({ done: 120, failed: 2, now: 80, perMinute: 84.96, secondsLeft: 551, note: "3 workers, 6 threads" }),
    "120 of 900 runs, 2 failed, 85.0 a minute, about 9 min left; 3 workers, 6 threads",
  );
  assert.equal(said({ done: 900, now: 1, perMinute: 2, secondsLeft: 0 }), "900 of 900 runs, 2.00 a minute");
  assert.equal(said({ done: 1, note: "no worker" }), "1 of 900 runs; no worker");
});

test("a worker's progress says for whom it works, or why it does not", () => {
  const idle: StudyWorkerProgress = {
    ...{ done: 0, failed: 0, inHand: 0, perMinute: 0, studies: [], connected: true, trouble: null },
  };
  const said = (changes: Partial<StudyWorkerProgress>): string => describeWorker({ ...idle, ...changes });
  assert.equal(said({}), "0 runs done; no study asks for runs");
  assert.equal(
    said({ done: 120, failed: 2, perMinute: 85, studies: ["diamonds", "wine"] }),
    "120 runs done, 2 of them failed, 85.0 a minute; for diamonds, wine",
  );
  assert.equal(
    said({ studies: ["wine"], connected: false, trouble: "a run was lost" }),
    "0 runs done; the queue does not answer, trying again (a run was lost)",
  );
});

/** What a line writes on a terminal or in a log, with a clock that only moves when it is told to. */
function written(isTTY: boolean, use: (line: ProgressLine, pass: (milliseconds: number) => void) => void): string {
  let now = 1e6;
  let text = "";
  const clock = mock.method(performance, "now", () => now);
  const write = mock.method(process.stderr, "write", (part: string) => {
    text += part;
    return true;
  });
  const before = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
  Object.defineProperty(process.stderr, "isTTY", { value: isTTY, configurable: true });
  try {
    use(new ProgressLine("wine"), (milliseconds) => {
      now += milliseconds;
    });
  } finally {
    clock.mock.restore();
    write.mock.restore();
    if (before) Object.defineProperty(process.stderr, "isTTY", before);
    else Reflect.deleteProperty(process.stderr, "isTTY");
  }
  return text;
}

const use = (line: ProgressLine, pass: (milliseconds: number) => void): void => {
  line.show("1 of 9 runs");
  pass(199);
  line.show("2 of 9 runs");
  pass(1);
  line.show("3 of 9 runs");
  pass(29_800);
  line.show("4 of 9 runs");
  line.show("4 of 9 runs", "no\u001b worker");
  line.show("5 of 9 runs", "no\u001b worker");
  line.end();
  line.end();
};

test("on a terminal it is one line, written over five times a second at most, and at once where its note changes", () => {
  const lines = ["1 of 9 runs", "3 of 9 runs", "4 of 9 runs", "5 of 9 runs"];
  assert.equal(written(true, use), `${lines.map((text) => `\r\x1b[Kwine: ${text}`).join("")}\n\n`);
});

test("in a log it is a new line every half minute, where its note changes, and in the end; never the same twice", () => {
  assert.equal(written(false, use), "wine: 1 of 9 runs\nwine: 4 of 9 runs\nwine: 5 of 9 runs\n");
});

test("what a terminal would obey is shown as text", () => {
  assert.equal(
    written(false, (line) => line.show("a\u001b[2J\nb")),
    "wine: a\\u001b[2J\\nb\n",
  );
});
