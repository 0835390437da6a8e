import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { environmentPython } from "../src/project";
import { repository, withoutKernel } from "./kernel/kernel-session";

const folder = mkdtempSync(join(tmpdir(), "tslab-jupyter-"));
after(() => rmSync(folder, { recursive: true }));

const bin = withoutKernel ? "" : dirname(environmentPython(repository));
const withoutPapermill =
  withoutKernel || (existsSync(join(bin, "papermill")) ? false : "papermill is not in .venv: run bash kernel-setup.sh");

/** Writes a notebook, its first cell that of the parameters; returns its path. */
function save(name: string, ...sources: string[]): string {
  const path = join(folder, `${name}.ipynb`);
  const kernelspec = { name: "tslab", display_name: "TypeScript (tslab)", language: "typescript" };
  const cells = sources.map((source, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    metadata: i === 0 ? { tags: ["parameters"] } : {},
    source,
    outputs: [],
    execution_count: null,
  }));
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
  return path;
}

interface Ended {
  status: number | null;
  text: string;
}

const env = { ...process.env, JUPYTER_PREFER_ENV_PATH: "1" };
const options = { cwd: folder, env } as const;

/** Runs papermill's command as a program. */
function papermillProgram(...args: string[]): Ended {
  const words = [...args, "--no-progress-bar"];
  const { status, stdout, stderr } = spawnSync(join(bin, "papermill"), words, { ...options, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

/** Runs the same command again and again in one Python: loading papermill takes longer than most notebooks here. */
const MANY = `
import json, sys, traceback
from click.testing import CliRunner
from papermill.cli import papermill
for line in sys.stdin:
    done = CliRunner().invoke(papermill, json.loads(line))
    why = "".join(traceback.format_exception(*done.exc_info)) if done.exception else ""
    print(json.dumps({"status": done.exit_code, "text": done.output + why}), flush=True)
`;
let python: ChildProcess;
let ended: AsyncIterator<string>;
before(() => {
  if (withoutPapermill) return;
  python = spawn(environmentPython(repository), ["-c", MANY], { ...options, stdio: ["pipe", "pipe", "inherit"] });
  ended = createInterface({ input: python.stdout! })[Symbol.asyncIterator]();
});
after(() => python?.kill());

async function papermill(...args: string[]): Promise<Ended> {
  python.stdin!.write(`${JSON.stringify([...args, "--no-progress-bar"])}\n`);
  return JSON.parse((await ended.next()).value);
}

test("papermill sets parameters of every kind, and the notebook computes with them", {
  skip: withoutPapermill,
}, async () => {
  const names = ["EPOCHS", "NAME", "RATE", "LIST", "SETTINGS", "NOTHING"];
  const source = save(
    "parameters",
    'const EPOCHS: number = 20;\nconst NAME = "none";',
    // compiles only where the types are those of the values: numbers may be compared, text has a length
    "if (EPOCHS === 20) throw new Error('not set'); NAME.length; RATE.toFixed(1);",
    `console.log(JSON.stringify([${names.join(", ")}]))`,
  );
  const target = join(folder, "done.ipynb");
  const text = 'é 😀 "quoted" \\ back';
  const more = { RATE: 0.5, LIST: [1, -2.5, null], SETTINGS: { deep: { flag: true } }, NOTHING: null };
  const given = ["-p", "EPOCHS", "5", "-r", "NAME", text, "-y", JSON.stringify(more)];
  const { status, text: said } = await papermill(source, target, ...given);
  assert.equal(status, 0, said);
  const cells = JSON.parse(readFileSync(target, "utf8")).cells;
  assert.deepEqual(cells[1].metadata.tags, ["injected-parameters"]);
  const printed = cells.at(-1).outputs.map((output: { text: string[] }) => [output.text].flat().join(""));
  assert.deepEqual(JSON.parse(printed.join("")), [5, text, 0.5, [1, -2.5, null], { deep: { flag: true } }, null]);
});

test("papermill keeps the types of parameters: unions, of lists and records too, and values to be compared", {
  skip: withoutPapermill,
}, async () => {
  const source = save(
    "types",
    [
      'type Regime = "last" | "best";',
      'const REGIME: Regime = "last"; // "last" as in the paper',
      'const BARE = "last";',
      'const ASSERTED = "such as last" as Regime | "such as last"',
      "const POWER = 1;",
      'const LIVE = [\n  ["plain", "last"], // don\'t\n] as const;',
      'const SETTINGS: { regime: Regime; rates: number[] } = {\n  regime: "last",\n  rates: [1],\n};',
      "let EPOCHS = 3;",
    ].join("\n"),
    [
      "function take(regime: Regime, power: 1 | 2, live: readonly (readonly [string, Regime])[]): string {",
      '  return [regime, power, ...live, REGIME === "last", ASSERTED === "such as last", EPOCHS === 3].join();',
      "}",
      "EPOCHS += 1; if (ASSERTED !== 'such as last') take(ASSERTED, POWER, LIVE);",
      "console.log(take(REGIME, POWER, LIVE), take(BARE, POWER, LIVE), take(SETTINGS.regime, 1, []), EPOCHS);",
    ].join("\n"),
  );
  const target = join(folder, "typed.ipynb");
  const live = { LIVE: [["lai", "best"]], SETTINGS: { regime: "best", rates: [] } };
  const words = ["REGIME", "BARE", "ASSERTED"].flatMap((name) => ["-p", name, "best"]);
  const done = await papermill(
    source,
    target,
    ...words,
    "-p",
    "POWER",
    "2",
    "-p",
    "EPOCHS",
    "5",
    "-y",
    JSON.stringify(live),
  );
  assert.equal(done.status, 0, done.text);
  const printed = JSON.parse(readFileSync(target, "utf8")).cells.at(-1).outputs[0].text.join("");
  const took = "best,2,lai,best,false,false,false";
  assert.equal(printed, `${took} ${took} best,1,false,false,false 6\n`);

  const wrong = await papermill(source, target, "-p", "REGIME", "bets");
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.text, /Type '"bets"' is not assignable to type 'Regime'/);
});

test("papermill fails for a failing cell and for a name that TypeScript does not have", {
  skip: withoutPapermill,
}, async () => {
  const failing = papermillProgram(save("failing", "throw new RangeError('broken')"), join(folder, "out.ipynb"));
  assert.notEqual(failing.status, 0);
  assert.match(failing.text, /RangeError: broken/);
  const wrong = await papermill(save("wrong", "1"), join(folder, "out.ipynb"), "-p", "not-a-name", "1");
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.text, /not a name in TypeScript/);
});

test("papermill tells a notebook's parameters", { skip: withoutPapermill }, async () => {
  const source = save("help", "const EPOCHS: number = 20; // passes over the data\nconsole.log(1)");
  const { text } = await papermill("--help-notebook", source);
  assert.match(text, /EPOCHS: number \(default 20\)\s+passes over the data/);
  assert.doesNotMatch(text, /console/);
});

test("saving takes out the PNG that plotly's renderer adds to a figure, and no other", { skip: withoutKernel }, () => {
  const [plotly, svg, png] = ["application/vnd.plotly.v1+json", "image/svg+xml", "image/png"];
  const outputs = [
    { data: { [plotly]: {}, [svg]: "<svg/>", [png]: "AAAA" } },
    { data: { [plotly]: {}, [png]: "AAAA" } },
    { data: { [png]: "AAAA" } },
    { output_type: "stream", text: "x" },
  ];
  const model = { type: "notebook", content: { cells: [{ cell_type: "markdown" }, { cell_type: "code", outputs }] } };
  const program = [
    "import json, sys; from tslab_jupyter.saving import without_pictures_of_figures as clean",
    "model = json.load(sys.stdin); clean(model=model, path='a.ipynb', contents_manager=None); json.dump(model, sys.stdout)",
    "clean(model={'type': 'directory', 'content': None}, path='')",
  ].join("\n");
  const { stdout, stderr } = spawnSync(environmentPython(repository), ["-c", program], {
    input: JSON.stringify(model),
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  const kept = JSON.parse(stdout).content.cells[1].outputs.map((output: { data?: object }) =>
    Object.keys(output.data ?? {}),
  );
  assert.deepEqual(kept, [[plotly, svg], [plotly, png], [png], []]);
});
