import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { dirname, sep } from "node:path";
import test from "node:test";

const PACKAGE = require.resolve("lai-loss");

/** The modules that a program has loaded, in a Node.js of its own that imports lai-loss as `lai` first. */
function modulesAfter(program: string): string[] {
  const script = `
    const lai = require(${JSON.stringify(PACKAGE)});
    const main = async () => {${program}};
    main().then(() => process.stdout.write(JSON.stringify(Object.keys(require.cache))));`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }));
}

const own = (modules: string[]): string[] => modules.filter((file) => file.startsWith(dirname(PACKAGE) + sep));

/** The packages that others made, by their names. */
const packages = (modules: string[]): string[] => {
  const names = modules.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file.replaceAll(sep, "/"))?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].filter((name) => name !== "lai-loss");
};

test("importing lai-loss, making a loss and checking it loads no other package, and fewer than 60 modules of its own", () => {
  const modules = modulesAfter(
    "lai.checkLoss(lai.laiLoss({ lambda: 0.3 })); new lai.Random(1).normal(); lai.versions()",
  );
  assert.deepEqual(packages(modules), []);
  assert.ok(own(modules).length < 60, `${own(modules).length} modules`);
  assert.equal(own(modules).length, modules.length);
});

test("a dense network is trained and measured without tfjs", () => {
  const modules = modulesAfter(`
    const network = { layers: [{ kernel: [[0.1], [0.2]], bias: [0] }] };
    const x = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i)), y = Float32Array.from({ length: 40 }, (_, i) => Math.cos(i));
    const loss = lai.laiLoss({ lambda: 0.3 });
    await lai.train(network, { x, y, rows: 40, features: 2 }, { epochs: 2, loss });
    lai.predict(network, x); lai.inputGradients(network, x); lai.lossAndGradients(network, x, y, loss);`);
  assert.deepEqual(packages(modules), []);
});

test("importing lai-loss/show and making a figure loads neither plotly.js nor tslab-kernel, which draw its picture", () => {
  const figure = `
    const { figures, tableBundle } = require(${JSON.stringify(require.resolve("lai-loss/show"))});
    figures.projections({ slopes: [1, 2] }); tableBundle([{ a: 1 }]);`;
  const modules = modulesAfter(figure);
  assert.deepEqual(
    modules.filter((file) => /plotly\.js|linkedom|jupyter|tslab/.test(file)),
    [],
  );
});

test("tfjs is loaded at the first tf model", () => {
  assert.ok(packages(modulesAfter("lai.denseModel({ inputs: 2 })")).includes("@tensorflow/tfjs"));
});
