import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { packageRoot } from "lai-internal";

/** The compiled studies and the compiled lai-loss that they use, as they are installed here, or a copy of both. */
export interface Packages {
  /** the compiled studies */
  studies: string;
  /** the compiled lai-loss */
  lai: string;
}

export const INSTALLED: Packages = {
  studies: join(packageRoot(), "studies", "dist"),
  lai: join(packageRoot(), "dist"),
};

/** A copy of both that a test may change, below the studies so that all else is found; it goes with the test. */
export function copyPackages(t: TestContext): Packages {
  const folder = mkdtempSync(join(packageRoot(), "studies", "build", "copied-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const package_ = join(folder, "node_modules", "lai-loss");
  mkdirSync(package_, { recursive: true });
  cpSync(join(packageRoot(), "package.json"), join(package_, "package.json"));
  symlinkSync(join(packageRoot(), "data"), join(package_, "data"));
  const internal = join(folder, "node_modules", "lai-internal");
  mkdirSync(internal);
  writeFileSync(join(internal, "index.js"), 'module.exports = require("../lai-loss/dist/internal.js");');
  const copy = { studies: join(folder, "dist"), lai: join(package_, "dist") };
  cpSync(INSTALLED.lai, copy.lai, { recursive: true });
  cpSync(INSTALLED.studies, copy.studies, { recursive: true });
  return copy;
}

/** The fingerprint of numbers that another process finds for a copy of the packages. */
export async function fingerprintOf({ studies, lai }: Packages, backend?: string): Promise<string> {
  const load = (folder: string, file: string): string => `require(${JSON.stringify(join(folder, file))})`;
  const ready = backend ? `await ${load(lai, "engine/backend")}.ready({ backend: ${JSON.stringify(backend)} });` : "";
  const after = backend ? ' + " " + require("@tensorflow/tfjs").getBackend()' : "";
  const script = `(async () => { ${ready}
    const { numerics } = await ${load(studies, "environment")}.environment();
    process.stdout.write(numerics${after}); })();`;
  return (await promisify(execFile)(process.execPath, ["-e", script], { cwd: studies })).stdout;
}
