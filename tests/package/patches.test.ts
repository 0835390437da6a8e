import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "lai-patches-"));
after(() => rmSync(folder, { recursive: true }));

/** What a program changes in a Node.js of its own: of everything that all code in a process shares. */
function changesOf(program: string): string[] {
  const script = `
    const shared = {
      globalThis, console, process, Module: require("node:module"), env: process.env,
      ...Object.fromEntries(["util", "timers", "fs", "events", "worker_threads"].map((name) => [name, require("node:" + name)])),
    };
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
      if (/^[A-Z]/.test(name) && (typeof value === "function" || typeof value === "object")) shared[name] = value;
    }
    for (const [name, value] of Object.entries(shared)) if (value.prototype) shared[name + ".prototype"] = value.prototype;

    /** Every property by its path: of an accessor its functions. */
    function snapshot() {
      const seen = new Map();
      for (const [name, holder] of Object.entries(shared)) {
        for (const key of Reflect.ownKeys(holder)) {
          const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key);
          seen.set(name + "." + String(key), [typeof value === "number" ? 0 : value, get, set]);
        }
        seen.set("what is behind " + name, [Object.getPrototypeOf(holder)]);
      }
      for (const event of process.eventNames()) seen.set("process.on " + String(event), process.listeners(event));
      return seen;
    }
    /** Node.js has getters that make way for their value when they are first asked. */
    const isFirstUse = ([, get], [value]) => get !== undefined && value !== undefined && get.call(globalThis) === value;

    const main = async () => {
      const before = snapshot();
      const lai = require(${JSON.stringify(require.resolve("lai-loss"))});
      await (async () => {${program}})();
      const after = snapshot();
      const same = (a = [], b = []) => (a.length === b.length && a.every((one, i) => Object.is(one, b[i]))) || isFirstUse(a, b);
      const names = [...new Set([...before.keys(), ...after.keys()])];
      process.stdout.write(JSON.stringify(names.filter((name) => !same(before.get(name), after.get(name)))));
    };
    main();`;
  // a file: code of -e makes globals of its own while it runs
  const file = join(folder, "program.js");
  writeFileSync(file, script);
  return JSON.parse(execFileSync(process.execPath, [file], { encoding: "utf8" }));
}

test("importing the core, and training with it, changes nothing that other code shares", () => {
  assert.deepEqual(changesOf(""), []);
  const training = `
    const network = { layers: [{ kernel: [[0.1], [0.2]], bias: [0] }] };
    const x = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i)), y = Float32Array.from({ length: 40 }, (_, i) => Math.cos(i));
    await lai.train(network, { x, y, rows: 40, features: 2 }, { epochs: 2, loss: lai.laiLoss({ lambda: 0.3 }) });
    lai.predict(network, x); lai.versions();`;
  assert.deepEqual(changesOf(training), []);
});

test("a change would be seen: of a global, a prototype, a module of Node, the environment, a handler", () => {
  const program = `
    globalThis.mine = 1; console.warn = () => {}; Array.prototype.mine = 1; globalThis.setTimeout = () => {};
    require("node:util").mine = () => {}; process.env.MINE = "1"; process.on("warning", () => {});
    require("node:module").prototype._compile = () => {};`;
  assert.deepEqual(changesOf(program).sort(), [
    "Array.prototype.mine",
    "Module.prototype._compile",
    "console.warn",
    "env.MINE",
    "globalThis.mine",
    "globalThis.setTimeout",
    "process.on warning",
    "util.mine",
  ]);
});

test("ready changes no more than the list in src/base/patches.ts says", () => {
  const changes = changesOf('await lai.ready({ backend: "wasm" })');
  const listed =
    /^(env\.TF_CPP_MIN_LOG_LEVEL|util\.isNullOrUndefined|process\.on (uncaughtException|unhandledRejection)|globalThis\._tf(Globals|engine))$/;
  assert.deepEqual(
    changes.filter((name) => !listed.test(name)),
    [],
  );
});
