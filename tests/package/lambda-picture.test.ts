import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";

test("README's moving picture says the slopes that its trainings reach, and they are near what lambda asks for", () => {
  const folder = mkdtempSync(join(tmpdir(), "lai-picture-"));
  const file = join(folder, "lambda.svg");
  execFileSync(process.execPath, [join(packageRoot(), "scripts", "lambda-picture.mjs"), file]);
  const said = (path: string): number[][] => {
    const svg = readFileSync(path, "utf8");
    const found = svg.matchAll(/>lambda ([\d.]+) asks for the slope ([\d.]+); reached: ([\d.]+)</g);
    return [...found].map(([, ...numbers]) => numbers.map(Number));
  };
  const [committed, now] = [join(packageRoot(), "notebooks", "images", "lambda.svg"), file].map(said);
  rmSync(folder, { recursive: true });
  assert.equal(committed.length, 5);
  for (const [i, [lambda, asked, reached]] of committed.entries()) {
    assert.equal(asked, Number(Math.sqrt(lambda).toFixed(2)));
    assert.ok(Math.abs(reached - now[i][2]) < 0.03, `lambda ${lambda}: ${reached} in the picture, ${now[i][2]} now`);
    assert.ok(Math.abs(reached / asked - 1) < 0.15, `lambda ${lambda} asks for ${asked}, reached ${reached}`);
  }
});
