import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "compiled-"));
after(() => rmSync(folder, { recursive: true }));

const cache = join(folder, "tslab-kernel");
const library = join(folder, "library.js");
writeFileSync(library, "exports.twice = (n) => 2 * n; exports.name = require('node:path').basename(__filename);");
writeFileSync(
  join(folder, "start.js"),
  `const { keepCompiledCode, requireCached, writeCompiledCode } = require(${JSON.stringify(join(__dirname, "../../src/kernel/compile-cache.js"))});
  keepCompiledCode();
  const loaded = requireCached(${JSON.stringify(library)});
  console.log(loaded.twice(2), loaded.name, loaded === require(${JSON.stringify(library)}));
  writeCompiledCode();`,
);

function start(home: string): string {
  const env = { ...process.env, XDG_CACHE_HOME: home };
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, "start.js")], { encoding: "utf8", env });
  return stdout + stderr;
}

test("compiled code is kept for the next start, and a spoilt or unwritable cache harms nothing", () => {
  const right = "4 library.js true\n";
  assert.equal(start(folder), right);
  assert.ok(readdirSync(cache).length > 0);
  assert.equal(start(folder), right);
  const isNodes = "enableCompileCache" in Module;
  for (const name of isNodes ? [] : readdirSync(cache)) writeFileSync(join(cache, name), "spoilt");
  assert.equal(start(folder), right);
  writeFileSync(library, "exports.twice = (n) => 3 * n; exports.name = require('node:path').basename(__filename);");
  assert.equal(start(folder), "6 library.js true\n"); // of the same length
  assert.equal(start(join(folder, "library.js")), "6 library.js true\n");
  assert.ok(!existsSync(join(folder, "library.js", "tslab-kernel")));
});
