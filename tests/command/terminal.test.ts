import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const CLI = join(__dirname, "..", "..", "src", "cli.js");

test("names and cells of a file reach the terminal as text: no command prints what a terminal would obey", () => {
  const folder = mkdtempSync(join(tmpdir(), "lai-terminal-"));
  try {
    const evil = "\u001b]0;renamed\u0007\u001b[2J";
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 7},word${evil}${i % 2}`);
    writeFileSync(join(folder, "a.csv"), [`x${evil},y,kind`, ...rows].join("\n"));
    const lai = (...words: string[]): string => {
      const { stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], { cwd: folder, encoding: "utf8" });
      return stdout + stderr;
    };
    for (const [words, shown] of [
      [["data", "describe", "a.csv"], /x\\u001b\]0;renamed\\u0007/],
      [["data", "describe", "a.csv", "--target", `no${evil}`], /no\\u001b/],
      [["notebook", "new", "a.csv", "--target", "y"], /x\\u001b\]0;renamed/],
      [["data", "describe", `none${evil}.csv`], /none\\u001b/],
    ] as const) {
      const printed = lai(...words);
      assert.match(printed, shown);
      assert.doesNotMatch(printed, /[^\P{Cc}\n\t]/u);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
