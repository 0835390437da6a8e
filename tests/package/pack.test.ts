import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { packageRoot } from "../../src/base/files";

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), "lai consumer "));
after(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const TRAINING = `
import { ready, denseModel, train, laiLoss, type TrainingHistory, predict } from "lai-loss";

async function main(): Promise<void> {
  const { backend } = await ready();
  const x: Float32Array = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i) * 1.4);
  const data = { x, y: x.map((v) => 0.7 * v), rows: 64, features: 1 };
  const model = denseModel({ inputs: 1, hidden: [8], seed: 1 });
  const result = await train(model, data, { loss: laiLoss({ lambda: 0.3 }), epochs: 3 });
  const history: TrainingHistory = result.history;
  const outputs: Float32Array = predict(model, x);
  console.log(JSON.stringify({ backend, epochs: history.epochs.length, outputs: outputs.length }));
}
void main();
`;

before(() => {
  const packed = join(folder, "packed");
  mkdirSync(packed);
  execFileSync("npm", ["pack", "--silent", "--pack-destination", packed], { cwd: root });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  const [tarball] = readdirSync(packed);
  run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", `./packed/${tarball}`);
});

test("the packed package holds the build and the data, and neither sources, tests nor notebooks", () => {
  const names = readdirSync(join(folder, "node_modules", "lai-loss"));
  assert.deepEqual(names.sort(), ["LICENSE", "README.md", "data", "dist", "package.json"]);
});

test("installed into an empty project it type-checks with tslab's compiler, imports and trains", () => {
  writeFileSync(join(folder, "training.ts"), TRAINING);
  const compiler = join(root, "node_modules", "@tslab", "typescript-for-tslab", "bin", "tsc");
  const options = [
    "--strict",
    "--target",
    "es2022",
    "--module",
    "commonjs",
    "--moduleResolution",
    "node10",
    "--skipLibCheck",
  ];
  const types = ["--typeRoots", join(root, "node_modules", "@types"), "--types", "node"];
  run(process.execPath, compiler, ...options, ...types, "training.ts");
  const result = JSON.parse(run(process.execPath, "training.js"));
  assert.equal(result.epochs, 3);
  assert.equal(result.outputs, 64);
  assert.ok(["tensorflow", "wasm"].includes(result.backend));
});

test("importing the package for the loss alone loads neither polars, danfojs, plotly nor what a queue needs", () => {
  const script =
    'const { laiLoss } = require("lai-loss"); laiLoss({ lambda: 1 });' +
    "console.log(Object.keys(require.cache).filter((f) => /node_modules.(nodejs-polars|danfojs|plotly|tslab|linkedom|bullmq|ioredis)/.test(f)).join());";
  assert.equal(run(process.execPath, "-e", script).trim(), "");
});

test("there is one copy of tfjs in the consumer's tree", () => {
  const copies = run("npm", "ls", "@tensorflow/tfjs-core", "--all", "--parseable");
  assert.equal(copies.trim().split("\n").length, 1);
});

test("no declaration file has a type that tslab's compiler does not know", () => {
  const declarations = readdirSync(join(root, "dist"), { recursive: true }).filter((f) => String(f).endsWith(".d.ts"));
  assert.ok(declarations.length > 10);
  for (const name of declarations) {
    const text = readFileSync(join(root, "dist", String(name)), "utf8");
    assert.doesNotMatch(text, /(Float32|Float64|Uint8|Uint32|Int32)Array</, String(name));
  }
});
