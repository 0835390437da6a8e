import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import { packageRoot } from "../../src/base/files";

const EXAMPLES = join(packageRoot(), "docs", "examples");

describe("the examples of guide and API reference", () => {
  const folder = mkdtempSync(join(tmpdir(), "lai-examples-"));
  // as in a project that has the package installed
  before(() => symlinkSync(join(packageRoot(), "node_modules"), join(folder, "node_modules")));
  after(() => rmSync(folder, { recursive: true }));

  for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith(".ts"))) {
    test(`${name} runs to its end and says something`, async () => {
      const program = join(folder, name.replace(/ts$/, "mjs"));
      const options = {
        bundle: true,
        packages: "external",
        format: "esm",
        platform: "node",
        logLevel: "error",
      } as const;
      await build({ ...options, entryPoints: [join(EXAMPLES, name)], outfile: program });
      const said = execFileSync(process.execPath, [program], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 24 });
      assert.notEqual(said.trim(), "");
    });
  }
});
