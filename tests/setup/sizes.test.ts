import assert from "node:assert/strict";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";

const root = packageRoot();

/** Bytes on the disk of the files below a folder, without those of folders called `except`. */
function size(folder: string, except?: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === except) return sum;
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? size(path, except) : 512 * lstatSync(path).blocks);
  }, 0);
}

/** Bytes of the packages that an install has: with those for development, or without. */
function packages(withDevelopment: boolean): number {
  const { packages: locked } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return Object.entries<{ dev?: boolean; link?: boolean }>(locked).reduce((sum, [path, { dev, link }]) => {
    const counts = path.startsWith("node_modules/") && !link && (withDevelopment || !dev);
    const folder = join(root, path);
    // the packages of other platforms are locked too, and not there
    return sum + (counts && existsSync(folder) ? size(folder, "node_modules") : 0);
  }, 0);
}

test("README says how much an install takes, within a sixth", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const said =
    /([\d.]+) GB of npm packages \(([\d.]+) GB with what the tests need\) and ([\d.]+) GB of JupyterLab/.exec(readme)!;
  const venv = join(root, ".venv");
  const measured = [packages(false), packages(true), existsSync(venv) ? size(venv, "__pycache__") : null];
  for (const [i, bytes] of measured.entries()) {
    if (bytes === null) continue; // set up without JupyterLab
    const [gigabytes, promised] = [bytes / 1e9, Number(said[i + 1])];
    assert.ok(Math.abs(gigabytes / promised - 1) < 1 / 6, `${gigabytes.toFixed(2)} GB, README says ${promised}`);
  }
});
