import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { FileWriteError, targetOfTemporary, writeFileAtomic } from "../../src/base/files";
import { FAILURES, onFailingFiles } from "./failing-files";

const folder = mkdtempSync(join(tmpdir(), "lai-files-"));
after(() => rmSync(folder, { recursive: true }));

const [OLD, NEW] = ["old ".repeat(20), "the new content ".repeat(20)];

for (const failure of FAILURES) {
  test(`${failure} at any operation, a file is the old or the new one, whole`, async () => {
    const path = join(folder, failure, "file.txt");
    const { operations } = await onFailingFiles(() => writeFileAtomic(path, NEW));
    assert.ok(operations >= 6);
    const met = new Set<string>();
    for (const before of [null, OLD]) {
      for (let at = 0; at < operations; at++) {
        rmSync(join(folder, failure), { recursive: true });
        mkdirSync(join(folder, failure));
        if (before) writeFileSync(path, before);
        const { error } = await onFailingFiles(() => writeFileAtomic(path, NEW), failure, at);
        const content = existsSync(path) ? readFileSync(path, "utf8") : null;
        assert.ok(content === before || content === NEW, `${failure} at operation ${at}: ${content}`);
        met.add(content === NEW ? "new" : "old");
        if (failure.startsWith("full")) {
          assert.ok(error instanceof FileWriteError && error.code === "ENOSPC");
          assert.match(error.message, /file\.txt could not be written: the disk is full: make room/);
          assert.deepEqual(readdirSync(join(folder, failure)), content === null ? [] : ["file.txt"]);
        }
      }
    }
    assert.deepEqual([...met].sort(), failure === "names lost" ? ["old"] : ["new", "old"]);
  });
}

test("what a killed process leaves behind is known by its name, and nothing else is", async () => {
  const path = join(folder, "killed", "model.json");
  const { operations } = await onFailingFiles(() => writeFileAtomic(path, NEW));
  rmSync(path);
  await onFailingFiles(() => writeFileAtomic(path, NEW), "killed", operations - 3);
  const [left] = readdirSync(join(folder, "killed")).filter((name) => name.startsWith("model.json"));
  assert.equal(targetOfTemporary(left), "model.json");
  for (const name of ["model.json", "notes.tmp", "model.json.tmp", "model.json.1234.tmp"])
    assert.equal(targetOfTemporary(name), null);
});

test("a place that cannot be written to is named with the remedy, and nothing is left beside it", () => {
  writeFileSync(join(folder, "file"), "");
  assert.throws(
    () => writeFileAtomic(join(folder, "file", "inside"), ""),
    /inside could not be written: a file stands/,
  );
  mkdirSync(join(folder, "taken"));
  assert.throws(() => writeFileAtomic(join(folder, "taken"), ""), /taken could not be written: this is a folder/);
  assert.ok(!readdirSync(folder).some((name) => name.endsWith(".tmp")));
});
