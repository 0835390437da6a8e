import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { packageRoot } from "../../src/base/files";
import { bundleForPage, guideProgram } from "./bundle";

// the package as npm packs it, installed once into an empty folder; nothing of this clone is above that folder
const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), "lai consumer "));
const installed = join(folder, "node_modules", "lai-loss");
after(() => rmSync(folder, { recursive: true }));

/** What a command in that folder prints on both outputs, and its exit code. */
function attempt(command: string, ...args: string[]): { text: string; code: number | null } {
  const env = { ...process.env, LAI_CACHE_DIR: join(folder, "cache"), LAI_DATA_DIR: "", VIRTUAL_ENV: "" };
  const { stdout, stderr, status } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env });
  return { text: stdout + stderr, code: status };
}

function run(command: string, ...args: string[]): string {
  const { text, code } = attempt(command, ...args);
  assert.equal(code, 0, text);
  return text;
}

/** What `lai` prints, as npm has installed it. */
function lai(...words: string[]): ReturnType<typeof attempt> {
  return attempt(join(folder, "node_modules", ".bin", "lai"), ...words);
}

before(() => {
  const packed = join(folder, "packed");
  mkdirSync(packed);
  const { status, stderr } = spawnSync("npm", ["pack", "--silent", "--pack-destination", packed], { cwd: root });
  assert.equal(status, 0, String(stderr));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  const [tarball] = readdirSync(packed);
  run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", `./packed/${tarball}`);
});

const ENTRIES = ["lai-loss", "lai-loss/measure", "lai-loss/data", "lai-loss/show", "lai-loss/compare"];

/** The names of the values that a CommonJS consumer gets from each entry. */
function namesOfEntries(): string[][] {
  const script = `console.log(JSON.stringify(${JSON.stringify(ENTRIES)}.map((name) => Object.keys(require(name)))))`;
  return JSON.parse(run(process.execPath, "-e", script));
}

/** A program that imports every value of every entry by its name, and some types; `each` is written for each value. */
function importsOfAll(each: (name: string) => string): string {
  return namesOfEntries()
    .map((names, i) => {
      const imported = names.map((name) => `${name} as of${i}_${name}`).join(", ");
      return `import { ${imported} } from "${ENTRIES[i]}";\n${names.map((name) => each(`of${i}_${name}`)).join("\n")}`;
    })
    .join("\n");
}

const TYPES = `
import type { GradientAwareLoss, TrainingHistory } from "lai-loss";
import type { LossAdvice } from "lai-loss/compare";
import type { DanfoFrame, PreparedDataset } from "lai-loss/data";
import type { Evaluation, PresetName } from "lai-loss/measure";
import type { Figure } from "lai-loss/show";
export type All = [GradientAwareLoss, TrainingHistory, LossAdvice, DanfoFrame, PreparedDataset, Evaluation, PresetName, Figure];
const loss: GradientAwareLoss = of0_laiLoss({ lambda: 0.3 });
// @ts-expect-error a name, not a number: types of an entry that is not found are any, and would take it
of0_createLoss(3);
export default loss;
`;

/** What cells hold of results: the kernel compiles a cell with declarations, in which the type of each value needs a name. */
const CELLS = `
import { checkLoss, laiLoss, versions, type DenseNetwork, type Samples } from "lai-loss";
import { differenceAtMeanClean, summarise, wilcoxonSignedRank } from "lai-loss/compare";
import { listDatasets } from "lai-loss/data";
import { accuracy, attack, binaryAccuracy, compareNoise, evaluate, globalLipschitzBound } from "lai-loss/measure";
import { noiseCurve, sensitivity, smoothness, withPredictor } from "lai-loss/measure";
import { figures } from "lai-loss/show";
declare const model: DenseNetwork;
declare const samples: Samples;
export const errors = accuracy(model, samples).inTargetUnits;
export const point = noiseCurve(model, samples).points[0];
export const attacked = attack(model, samples).points;
export const change = compareNoise(noiseCurve(model, samples), noiseCurve(model, samples))[0];
export const [bin] = binaryAccuracy(model, samples).calibration;
export const perFeature = sensitivity(model, samples).perFeature.map((feature) => feature);
export const rough = smoothness(model, samples)[0];
export const { surface, localLipschitz, globalLipschitz } = evaluate(model, samples).measures;
export const matched = differenceAtMeanClean([], []);
export const test = wilcoxonSignedRank([1, 2], [2, 3]);
export const set = listDatasets()[0];
export const checked = checkLoss(laiLoss({ lambda: 1 }));
export const style = figures.PALETTE;
export const loaded = versions();
export const all = [summarise([1, 2]), withPredictor(model, (predictor) => predictor.weights!.layers), globalLipschitzBound];
`;

const STRICT = [
  ...["--strict", "--target", "es2022", "--outDir", "built", "--types", "node"],
  ...["--typeRoots", join(root, "node_modules", "@types")],
];
const TSC = join(root, "node_modules", "typescript", "bin", "tsc");

/** The paths that a part of package.json names. */
function pathsIn(part: unknown): string[] {
  return typeof part === "string" ? [part] : Object.values(part as object).flatMap(pathsIn);
}

test("the packed package holds the build, one declaration file an entry and the data; not what this clone alone uses", () => {
  assert.deepEqual(readdirSync(installed).sort(), [
    "LICENSE",
    "README.md",
    "data",
    "dist",
    "notebooks",
    "package.json",
  ]);
  const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" });
  const declarations = files.filter((name) => name.endsWith(".d.ts"));
  assert.ok(declarations.every((name) => name.startsWith("types")));
  for (const entry of ["index", "measure", "data", "show", "compare"])
    assert.ok(declarations.includes(join("types", `${entry}.d.ts`)), entry);
  assert.deepEqual(
    files.filter((name) => /internal|test|notebook-run/.test(name)),
    [],
  );
  assert.deepEqual(
    readdirSync(join(installed, "data")).filter((name) => name.startsWith("results")),
    [],
  );
  const {
    browser,
    exports,
    typesVersions,
    "tslab-kernel": kernel,
  } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const own = [...Object.entries(browser).flat(), ...kernel.stoppable].filter((one) => /^(\.|dist)/.test(one));
  const named = [...own, ...[exports, typesVersions].flatMap(pathsIn)].map((path) => join(installed, path));
  assert.ok(named.length > 20);
  for (const path of named) assert.ok(existsSync(path), path);
});

test("each package that the build loads is a dependency, an optional peer, or looked for", () => {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const known = new Set(
    [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap(Object.keys),
  );
  const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" });
  const unknown = files
    .filter((name) => name.endsWith(".js"))
    .flatMap((name) => [
      ...readFileSync(join(installed, "dist", name), "utf8").matchAll(/\brequire\("([^."][^"]*)"\)/g),
    ])
    .map(([, name]) => (name.startsWith("@") ? name.split("/", 2).join("/") : name.split("/")[0]))
    .filter((name) => !name.startsWith("node:") && !builtinModules.includes(name) && !known.has(name));
  assert.deepEqual([...new Set(unknown)], []);
});

test("CommonJS consumers get each entry, and ES modules every value of it by its name", () => {
  for (const [i, names] of namesOfEntries().entries()) assert.ok(names.length >= 10, ENTRIES[i]);
  const seen = importsOfAll((name) => `if (${name} === undefined) throw new Error("${name}");`);
  writeFileSync(join(folder, "all.mjs"), `${seen}\nconsole.log(of0_laiLoss({ lambda: 0.3 }).name);\n`);
  assert.equal(run(process.execPath, "all.mjs").trim(), "lai");
});

test("every value of every entry, the parts of results and README's program have their types under tslab's compiler and its resolution", () => {
  writeFileSync(join(folder, "all.ts"), importsOfAll((name) => `export const its_${name} = ${name};`) + TYPES);
  const compiler = join(root, "node_modules", "@tslab", "typescript-for-tslab", "bin", "tsc");
  const options = ["--module", "commonjs", "--moduleResolution", "node10", "--skipLibCheck"];
  const [, program] = /```ts\n(.*?)```/s.exec(readFileSync(join(installed, "README.md"), "utf8")) ?? [];
  writeFileSync(join(folder, "readme.ts"), program);
  writeFileSync(join(folder, "cells.ts"), CELLS);
  run(process.execPath, compiler, ...STRICT, ...options, "--declaration", "all.ts", "readme.ts", "cells.ts");
});

test("and under strict NodeNext, in CommonJS and ES modules, its declaration files checked too", () => {
  const program = importsOfAll((name) => `export const its_${name} = ${name};`) + TYPES;
  for (const name of ["common.cts", "module.mts"]) writeFileSync(join(folder, name), program);
  const options = ["--module", "nodenext", "--moduleResolution", "nodenext", "--declaration"];
  const { text } = attempt(process.execPath, TSC, ...STRICT, ...options, "common.cts", "module.mts");
  // tfjs and polars have errors in declaration files of theirs, and the types of WebGPU that tfjs takes are not those of the DOM
  const ours = text.split("\n").filter((line) => !/^(\s|$|([^(]*\/)?node_modules\/(?!lai-loss))/.test(line));
  assert.deepEqual(ours, []);
  assert.ok(existsSync(join(folder, "built", "module.d.mts")));
});

test("and as bundlers resolve it", () => {
  const options = ["--module", "esnext", "--moduleResolution", "bundler", "--skipLibCheck"];
  run(process.execPath, TSC, ...STRICT, ...options, "all.ts");
});

test("declaration files keep their comments, and have no type that tslab's compiler does not know", () => {
  const types = join(installed, "dist", "types");
  for (const name of readdirSync(types)) {
    const text = readFileSync(join(types, name), "utf8");
    assert.doesNotMatch(text, /(Float32|Float64|Uint8|Uint32|Int32)Array</, name);
  }
  assert.match(readFileSync(join(types, "measure.d.ts"), "utf8"), /edges of the bins, ascending[^*]*\*\/\s+grid/);
});

test("the program in the packed README trains as it says", () => {
  const slope = Number(/^mean slope ([\d.]+)$/m.exec(run(process.execPath, join("built", "readme.js")))?.[1]);
  assert.ok(Math.abs(slope - Math.sqrt(0.1)) < 0.05, `asked for 0.316, came out ${slope}`);
});

test("a bundler takes the packed core for a page; the guide's page trains in it without anything of Node", async () => {
  const contents = guideProgram();
  const { warnings, metafile, outputFiles } = await bundleForPage({
    ...{ stdin: { contents, resolveDir: folder }, format: "esm", absWorkingDir: folder },
  });
  assert.deepEqual(warnings, []);
  const from = new Set(Object.keys(metafile.inputs).map((file) => file.replace(/^\(disabled\):|dist\/.*/g, "")));
  assert.deepEqual([...from].sort(), ["<stdin>", "node_modules/lai-loss/"]);
  const document = { body: { textContent: "" } };
  const page = createContext({ atob, console, performance, TextEncoder, MessageChannel, document });
  await runInContext(`(async () => {${outputFiles[0].text}})()`, page);
  const slope = Number(/^mean slope ([\d.]+), prediction at 1 0\.\d+$/.exec(document.body.textContent)?.[1]);
  assert.ok(Math.abs(slope - Math.sqrt(0.1)) < 0.05, document.body.textContent);
});

test("a page with tf models has the program's own TensorFlow.js in it, once", async () => {
  const program = readFileSync(join(root, "tests", "package", "tf-page-program.ts"), "utf8");
  const { warnings, metafile } = await bundleForPage({
    ...{ stdin: { contents: program, resolveDir: folder, loader: "ts" }, absWorkingDir: folder },
  });
  assert.deepEqual(warnings, []);
  const files = Object.keys(metafile.inputs);
  assert.ok(files.includes("node_modules/lai-loss/dist/base/taken-tfjs.browser.js"));
  const takers = Object.entries(metafile.inputs).filter(([, { imports }]) =>
    imports.some(({ original }) => original === "@tensorflow/tfjs"),
  );
  const own = takers.filter(([, { imports }]) => imports.some(({ path }) => /@tensorflow\/tfjs\/dist/.test(path)));
  assert.ok(takers.length > 5); // the modules of the tape engine
  assert.deepEqual(
    own.map(([file]) => file),
    ["<stdin>"],
  );
  assert.equal(files.filter((file) => /tfjs-core\/dist\/engine\.js$/.test(file)).length, 1);
});

test("adviseLoss has its evidence", () => {
  writeFileSync(
    join(folder, "advice.js"),
    `const { ready, denseModel, train, plainLoss, saveModel } = require("lai-loss");
    const { adviseLoss } = require("lai-loss/compare");
    const { prepareDataset } = require("lai-loss/data");
    async function main() {
      await ready();
      const data = await prepareDataset("auto-mpg", { seed: 0 });
      const model = denseModel({ inputs: data.train.features, hidden: [8], seed: 0 });
      await train(model, data.train, { loss: plainLoss(), epochs: 3 });
      await saveModel(model, "my-model", { preprocessing: data.preprocessor.toJSON() });
      const advice = adviseLoss(model, data.validation, { question: "noisy inputs" });
      console.log(JSON.stringify(advice));
    }
    main();`,
  );
  const { best, why } = JSON.parse(run(process.execPath, "advice.js"));
  const [first] = JSON.parse(readFileSync(join(installed, "data", "evidence.json"), "utf8"))["noisy inputs"];
  assert.ok(best.name.startsWith(first.label), best.name);
  assert.match(why[1], /over 12 data sets .* against plain training within the budget/);
});

test("importing the package for the loss alone loads neither polars, danfojs, plotly nor what a queue needs", () => {
  const script =
    'const { laiLoss } = require("lai-loss"); laiLoss({ lambda: 1 });' +
    "console.log(Object.keys(require.cache).filter((f) => /node_modules.(nodejs-polars|danfojs|plotly|tslab|linkedom|bullmq|ioredis)/.test(f)).join());";
  assert.equal(run(process.execPath, "-e", script).trim(), "");
});

test("a frame of danfojs-node beside the package is prepared by it; the guide's overrides name what package.json does", () => {
  const beside = join(folder, "node_modules", "danfojs-node");
  symlinkSync(join(root, "node_modules", "danfojs-node"), beside);
  writeFileSync(
    join(folder, "danfo.js"),
    `const dfd = require("danfojs-node");
    const { prepare, toDanfo } = require("lai-loss/data");
    const rows = Array.from({ length: 40 }, (_, i) => ({ size: Math.sin(i), colour: i % 2 ? "red" : "blue", price: i }));
    const { train } = prepare(new dfd.DataFrame(rows), { target: "price", categorical: ["colour"] });
    console.log(train.rows, train.featureNames.join(), toDanfo(rows).head(2).shape.join());`,
  );
  try {
    assert.equal(run(process.execPath, "danfo.js"), "24 size,colour=blue,colour=red 2,3\n");
  } finally {
    rmSync(beside);
  }
  const [, line] =
    /```json\n"overrides": (.*)\n```/.exec(readFileSync(join(root, "docs", "guide", "install.md"), "utf8")) ?? [];
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  assert.deepEqual(JSON.parse(line)["danfojs-node"], {
    "@tensorflow/tfjs-node": `npm:@tensorflow/tfjs@${dependencies["@tensorflow/tfjs"]}`,
    xlsx: "0.18.5",
  });
});

test("there is one copy of tfjs in the consumer's tree", () => {
  const copies = run("npm", "ls", "@tensorflow/tfjs-core", "--all", "--parseable");
  assert.equal(copies.trim().split("\n").length, 1);
});

test("lai data lists, describes and, of an embedded set, says where it is", () => {
  assert.match(run("npx", "--no-install", "lai", "--help"), /^Usage: lai \[options\] \[command\]/);
  assert.match(lai("data", "list").text, /^wine-red +1599 .* embedded$/m);
  assert.match(lai("data", "describe", "wine-red").text, /^1599 rows, 12 columns, 240 rows repeat an earlier one$/m);
  const { text } = lai("data", "fetch", "wine-red");
  assert.match(text, /^wine-red is here already, its values are right: .*wine-red\.csv\.gz\n$/);
});

test("lai measure measures a saved model", () => {
  const { text, code } = lai("measure", "my-model", "auto-mpg");
  assert.equal(code, 0, text);
  assert.match(text, /^ *RMSE\b/im);
});

test("lai notebook new writes a notebook", () => {
  writeFileSync(
    join(folder, "mine.csv"),
    `a,b\n${Array.from({ length: 60 }, (_, i) => `${i / 4},${i % 7}`).join("\n")}\n`,
  );
  const { text, code } = lai("notebook", "new", "mine.csv", "--target", "a");
  assert.equal(code, 0, text);
  const { cells } = JSON.parse(readFileSync(join(folder, "mine.ipynb"), "utf8"));
  assert.match(JSON.stringify(cells), /from \\"lai-loss\\"/);
});

test("lai doctor advises nothing that needs the repository", () => {
  const { text, code } = lai("doctor");
  assert.equal(code, 0, text);
  assert.match(text, /^absent +tslab-kernel +not installed\n +only for notebooks: npm install tslab-kernel, then /m);
  assert.doesNotMatch(text, /kernel-setup|npm ci|repository/);
});

test("what needs tslab-kernel or the repository says in one line how to get it", () => {
  const kernel = "tslab-kernel is not installed here: npm install tslab-kernel, then npx tslab-kernel install.\n";
  const clone =
    "lai-studies is not installed here: clone the repository of lai-loss: studies are not in the npm package.\n";
  for (const word of ["run", "lab"]) assert.deepEqual(lai("notebook", word), { text: kernel, code: 1 });
  for (const words of [["run", "quick.json"], ["--help"]])
    assert.deepEqual(lai("study", ...words), { text: clone, code: 1 });
});

test("figures are drawn where tslab-kernel is beside the package; elsewhere their picture says how to get it", () => {
  writeFileSync(
    join(folder, "draw.js"),
    `const { figureBundle, figureSvg, figures } = require("lai-loss/show");
    const figure = figures.projections({ slopes: [0.5, 2] });
    figureBundle(figure).then((bundle) => console.log(Object.keys(bundle).join(), bundle["text/plain"]))
      .then(() => figureSvg(figure)).then((svg) => console.log(svg), ({ name, message }) => console.log(name + ": " + message));`,
  );
  const remedy = "tslab-kernel draws the picture, and is not installed here: npm install tslab-kernel";
  const [forms, error] = run(process.execPath, "draw.js").split("\n");
  assert.match(forms, /^application\/vnd\.plotly\.v1\+json,image\/svg\+xml,text\/plain /);
  assert.ok(forms.endsWith(`There is no still picture: ${remedy}.`), forms);
  assert.equal(error, `Error: ${remedy}`);
  const beside = join(folder, "node_modules", "tslab-kernel");
  symlinkSync(join(root, "jupyter"), beside);
  try {
    assert.match(run(process.execPath, "draw.js"), /\n<svg [^>]*width="760".*<path.*<\/svg>\n$/s);
  } finally {
    rmSync(beside);
  }
});

test("with tslab-kernel beside it, lai notebook run is about the notebooks of the project that it is called in", () => {
  const beside = join(folder, "node_modules", "tslab-kernel");
  symlinkSync(join(root, "jupyter"), beside);
  try {
    const { text, code } = lai("notebook", "run", "none");
    assert.ok(text.startsWith("Python environment is ") && text.endsWith(`in ${folder}.\n`), text);
    assert.equal(code, 1);
    assert.match(lai("doctor").text, /^BROKEN +Python .*\n +python3 -m venv \.venv && /m);
  } finally {
    rmSync(beside);
  }
});
