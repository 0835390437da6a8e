import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { onlyLong } from "../long";
import { manifestOf, packForNpm, run, type Tarballs, TRAIN } from "./packed";

/** The published packages, as npm, pnpm and yarn install them into an empty project, and as npm would take them. */
const skip = onlyLong || (spawnSync("cc", ["--version"]).status === 0 ? false : "there is no C compiler here");
const REPOSITORY = "someone/somewhere";

/** How each installs tarballs; npx brings those that are not Node's own. */
const MANAGERS: Readonly<Record<string, readonly string[]>> = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"],
  pnpm: ["npx", "--yes", "pnpm@10", "add"],
  "yarn 1": ["npx", "--yes", "yarn@1", "add", "--no-progress"],
  "yarn 4": ["npx", "--yes", "@yarnpkg/cli-dist@4", "add"],
};

describe("what goes to npm", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "lai managers-"));
  const env = { LAI_CACHE_DIR: join(folder, "cache"), LAI_KERNEL: "", LAI_NATIVE: "" };
  let tarballs: Tarballs;
  let said = "";
  before(() => {
    ({ tarballs, said } = packForNpm(join(folder, "packed"), ["--dry-run", "--repository", REPOSITORY]));
  });
  after(() => rmSync(folder, { recursive: true }));

  test("npm would take each package, which says where it comes from", () => {
    for (const name of ["lai-loss", "tslab-kernel", `lai-loss-native-${process.platform}-${process.arch}`])
      assert.match(said, new RegExp(`^\\+ ${name}@\\d+\\.\\d+\\.\\d+$`, "m"), name);
    for (const tarball of Object.values(tarballs)) {
      const { repository, devDependencies } = manifestOf(tarball);
      assert.deepEqual(repository, { type: "git", url: `git+https://github.com/${REPOSITORY}.git` });
      assert.equal(devDependencies, undefined);
    }
  });

  for (const [name, [command, ...words]] of Object.entries(MANAGERS)) {
    test(`${name} installs them: the native kernel trains, both commands work`, () => {
      const project = join(folder, name);
      mkdirSync(project);
      // until they are published yarn misses the other platforms' packages, where npm and pnpm pass over optional ones
      const optional = Object.keys(manifestOf(tarballs.own).optionalDependencies!);
      const natives = optional.filter((one) => one.startsWith("lai-loss-native-"));
      const resolutions = Object.fromEntries(natives.map((one) => [one, `file:${tarballs.native}`]));
      const isYarn = name.startsWith("yarn");
      const manifest = { name: "consumer", private: true, ...(isYarn ? { resolutions } : {}) };
      writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
      // yarn 4 keeps packages in archives unless told otherwise, which libraries with machine code cannot be loaded from
      if (name === "yarn 4") writeFileSync(join(project, ".yarnrc.yml"), "nodeLinker: node-modules\n");
      const platform = `lai-loss-native-${process.platform}-${process.arch}`;
      const names = { own: "lai-loss", kernel: "tslab-kernel", native: platform };
      const given = (["own", "kernel", "native"] as const).map((one) => `${names[one]}@file:${tarballs[one]}`);
      run(command, [...words, ...given], project, env);
      const bin = (program: string): string => join(project, "node_modules", ".bin", program);
      assert.match(run(process.execPath, ["-e", TRAIN], project, env), /^native \S+$/m);
      assert.match(run(bin("lai"), ["data", "describe", "auto-mpg"], project, env), /398 rows/);
      assert.match(run(bin("tslab-kernel"), ["install", "--help"], project, env), /Usage: tslab-kernel install/);
    });
  }
});
