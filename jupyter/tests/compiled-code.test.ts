import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
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
  `const { keepCompiledCode, requireCached, writeCompiledCode } = require(${JSON.stringify(join(__dirname, "../src/compiled-code.js"))});
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

test("a script is compiled once for each set of names, keeps one file, and none where nobody asked for it", () => {
  const home = join(folder, "home");
  const script = join(folder, "script.js");
  writeFileSync(script, "given.f = () => a + Object.keys(given).length;");
  const program = join(folder, "scripts.js");
  writeFileSync(
    program,
    `const code = require(${JSON.stringify(join(__dirname, "../src/compiled-code.js"))});
    const [kept, ...names] = process.argv.slice(2);
    const vm = require("node:vm");
    const Script = vm.Script;
    vm.Script = class extends Script {
      constructor(source, options) {
        super(source, options);
        console.log(options.cachedData === undefined ? "new" : this.cachedDataRejected ? "rejected" : "kept");
      }
    };
    if (kept === "yes") code.keepCompiledCode();
    const given = {};
    code.compileScript(${JSON.stringify(script)}, ["given", ...names])(given, 20);
    console.log(given.f());
    code.writeCompiledCode();`,
  );
  const run = (...words: string[]): string => {
    const env = { ...process.env, XDG_CACHE_HOME: home };
    return spawnSync(process.execPath, [program, ...words], { encoding: "utf8", env }).stdout.replaceAll("\n", " ");
  };
  const files = (): string[] => readdirSync(join(home, "tslab-kernel")).filter((name) => name.endsWith(".cache"));
  assert.equal(run("no", "a"), "new 21 ");
  assert.ok(!existsSync(home));
  assert.equal(run("yes", "a"), "new 21 ");
  assert.equal(run("yes", "a"), "kept 21 ");
  const [first] = files();
  assert.equal(run("yes", "a", "b"), "new 21 ");
  assert.equal(files().length, 1);
  assert.notEqual(files()[0], first);
  const old = join(home, "tslab-kernel", "gone.js-0123-v20.0.0.cache");
  writeFileSync(old, "");
  assert.equal(run("yes", "a"), "new 21 ");
  assert.ok(existsSync(old));
  utimesSync(old, 0, Date.now() / 1000 - 61 * 24 * 3600);
  assert.equal(run("yes", "a", "b"), "new 21 ");
  assert.ok(!existsSync(old));
});
