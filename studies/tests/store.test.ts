import assert from "node:assert/strict";
import fs, { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mock, test } from "node:test";
import fc from "fast-check";
import type { RunRecord } from "../src/run-record";
import { JournalWriter, readJournal } from "../src/store/journal";
import { StudyStore } from "../src/store/store";
import { newFolder, smallStudy } from "./small-study";

function record(key: string, rmse = 1): RunRecord {
  const regime = { validation: { rmse, mae: 1, r2: 0 } };
  return {
    key,
    run: { data: "concrete", method: "MSE", learningRate: 0.01, seed: 0 },
    outcome: { status: "done", epochs: 1, bestEpoch: 1, measures: { best: regime, last: regime } },
    cost: { prepare: 0, train: 0, measure: 0, ended: "", node: "" },
  };
}

test("a journal that is cut anywhere gives all its whole lines and no other", () => {
  const path = join(newFolder(), "journal.jsonl");
  const entries = [{ text: "a\nb" }, { number: 0.1 + 0.2 }, { list: [1, null] }, { text: "é" }];
  const writer = new JournalWriter(path);
  const ends = entries.map((entry) => {
    writer.append(entry);
    return fs.statSync(path).size;
  });
  writer.close();
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
      writeFileSync(path, whole.subarray(0, length));
      const { entries: read, damaged, torn: isTorn, end } = readJournal(path);
      // a line without its line feed is whole all the same
      const count = ends.filter((end) => end - 1 <= length).length;
      assert.deepEqual(read, entries.slice(0, count));
      assert.deepEqual([damaged, isTorn], [0, length > (ends[count - 1] ?? 0)]);
      // a later reading goes on behind the last whole line
      writeFileSync(path, whole);
      const wholeLines = ends.filter((at) => at <= length).length;
      assert.equal(end, ends[wholeLines - 1] ?? 0);
      assert.deepEqual(readJournal(path, end).entries, entries.slice(wholeLines));
    }),
  );
});

test("a changed byte is found", () => {
  const path = join(newFolder(), "journal.jsonl");
  const writer = new JournalWriter(path);
  writer.append({ rmse: 0.123 });
  writer.append({ rmse: 0.456 });
  writer.close();
  writeFileSync(path, readFileSync(path, "utf8").replace("0.123", "0.124"));
  const { size } = fs.statSync(path);
  assert.deepEqual(readJournal(path), { entries: [{ rmse: 0.456 }], damaged: 1, torn: false, end: size });
});

test("stores side by side see each other's records after a refresh; a torn end is passed over", () => {
  const folder = newFolder();
  const [a, b] = [new StudyStore(folder), new StudyStore(folder)];
  a.put(record("a"));
  b.put(record("b"));
  assert.equal(a.get("b"), undefined);
  assert.deepEqual(a.refresh(), [record("b")]);
  assert.deepEqual(
    a.all().map(({ key }) => key),
    ["a", "b"],
  );
  b.put(record("d"));
  assert.deepEqual(a.refresh(), [record("d")], "what was read before is not read again");
  assert.deepEqual(a.refresh(), []);
  const [name] = readdirSync(join(folder, "journals"));
  appendFileSync(join(folder, "journals", name), '0123456789abcdef {"key":"c"');
  const c = new StudyStore(folder);
  assert.equal(c.size, 3);
  assert.equal(c.damaged, 1);
  c.put(record("a", 2));
  assert.deepEqual(new StudyStore(folder).get("a"), record("a", 2), "the later record counts");
});

test("on a full disk a record is stored whole or not at all, and those before it stay", (t) => {
  const folder = newFolder();
  const store = new StudyStore(folder);
  store.put(record("a"));
  const write = fs.writeSync;
  let calls = 0;
  const full = mock.method(fs, "writeSync", ((file: number, data: Buffer, at: number, length: number, to: number) => {
    calls++;
    if (calls % 2 === 1) return write(file, data, at, Math.floor(length / 2), to);
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  }) as typeof fs.writeSync);
  t.after(() => full.mock.restore());
  assert.throws(() => store.put(record("b")), /disk is full.*make room/);
  assert.equal(calls, 2);
  assert.equal(store.get("b"), undefined);
  assert.deepEqual([new StudyStore(folder).size, new StudyStore(folder).damaged], [1, 0]);
  full.mock.restore();
  store.put(record("c"));
  const again = new StudyStore(folder);
  assert.deepEqual([again.get("a"), again.get("c"), again.size, again.damaged], [record("a"), record("c"), 2, 0]);
});

test("a folder keeps to one study and one environment", async () => {
  const study = { ...smallStudy(), data: [] };
  const store = new StudyStore(newFolder());
  const here = { numerics: 1, kernel: "simd 12345678", arithmetic: "9abcdef0", threads: 1 };
  store.writeStudy({ ...study, name: "first" }, here);
  store.writeStudy(study, here);
  store.put(record("a"));
  store.writeStudy({ ...study, description: "changed" }, here);
  assert.throws(() => store.writeStudy({ ...study, name: "other" }, here), /study small.*folder of its own/);
  assert.throws(
    () => store.writeStudy(study, { ...here, numerics: "0123456789abcdef" }),
    /numerics 1,.*here it is numerics 0123456789abcdef/,
  );
  assert.equal(store.readStudy().description, "changed");
  assert.deepEqual(store.readStudy().environment, here, "records of the first edition keep their mark");
});

test("the report of a folder without a study is refused", () => {
  assert.throws(() => StudyStore.existing(newFolder()), /study.json/);
});
