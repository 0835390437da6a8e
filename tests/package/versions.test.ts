import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";

test("all packages have one version, and so have the changelog, the citation and the page's build", () => {
  const read = (path: string): string => readFileSync(join(packageRoot(), path), "utf8");
  const { version, peerDependencies } = JSON.parse(read("package.json"));
  const others = ["jupyter", "studies", "bench", "vendor/lai-lab", "vendor/lai-internal"];
  for (const folder of others) assert.equal(JSON.parse(read(join(folder, "package.json"))).version, version, folder);
  assert.equal(peerDependencies["tslab-kernel"], `^${version}`);
  const found = {
    changelog: /^## (\S+)/m.exec(read("CHANGELOG.md"))?.[1],
    citation: /^version: (\S+)$/m.exec(read("CITATION.cff"))?.[1],
    browser: /VERSION = "(.*)"/.exec(read("src/base/versions.browser.ts"))?.[1],
    readme: /lai-loss-(\d\S*)\.tgz/.exec(read("README.md"))?.[1],
  };
  assert.deepEqual(found, { changelog: version, citation: version, browser: version, readme: version });
});
