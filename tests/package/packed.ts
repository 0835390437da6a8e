import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/files";

/** The packages as they go to npm, and a program for who installs them. */

/** Paths of lai-loss, of the kernel for Jupyter, and of the native kernel for this machine. */
export interface Tarballs {
  own: string;
  kernel: string;
  native: string;
}

/** What a program prints in a folder on both outputs; it must end well. */
export function run(command: string, args: readonly string[], cwd: string, changes: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, ...changes };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", env });
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** The package.json in a tarball. */
export function manifestOf(tarball: string): Record<string, Record<string, string> | string[] | undefined> {
  return JSON.parse(run("tar", ["-xzOf", tarball, "package/package.json"], packageRoot()));
}

/** Packs them into a folder, as scripts/publish.mjs does with these flags; and what it says. */
export function packForNpm(folder: string, flags: readonly string[] = []): { tarballs: Tarballs; said: string } {
  const root = packageRoot();
  const words = [join(root, "scripts", "publish.mjs"), "--here", "--out", folder, ...flags];
  const said = run(process.execPath, words, root);
  const names = readdirSync(folder);
  const find = (start: RegExp): string => join(folder, names.find((name) => start.test(name))!);
  const native = new RegExp(`^lai-loss-native-${process.platform}-${process.arch}-`);
  const tarballs = { own: find(/^lai-loss-\d/), kernel: find(/^tslab-kernel-\d/), native: find(native) };
  return { tarballs, said };
}

/** Trains a small network and prints what computed it. */
export const TRAIN = `
  const { train } = require("lai-loss");
  const network = { layers: [{ kernel: [[1, 2]], bias: [0, 0], activation: "tanh" }, { kernel: [[1], [1]], bias: [0] }] };
  const data = { x: Float32Array.of(-1, 0, 1, .5), y: Float32Array.of(-1, 0, 1, .5), rows: 4, features: 1 };
  train(network, data, { epochs: 2 }).then(({ history }) => console.log(history.description));`;
