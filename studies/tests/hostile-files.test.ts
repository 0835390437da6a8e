import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs, { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mock, test } from "node:test";
import { polars } from "lai-internal";
import { ArgumentError } from "lai-loss";
import { checkStudy } from "../src/check-study";
import { readStudy } from "../src/read-study";
import { writeReport } from "../src/report";
import { runStudy } from "../src/run-study";
import { studyStatus } from "../src/status";
import { StudyStore } from "../src/store/store";
import { exportRuns } from "../src/stored/export-runs";
import { readStoredRuns } from "../src/stored/stored-study";
import { newFolder, SMALL_STUDY, smallStudy } from "./small-study";

/** It is refused with the file or field, the fault and the remedy. */
function refused(work: () => unknown, message: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof ArgumentError, String((error as Error).stack));
    assert.match(error.message, message);
    return true;
  });
}

test("a study that asks for more than there can be is refused with the number and the limit", () => {
  const grid = ["off", ...Array.from({ length: 999 }, (_, i) => i + 1)];
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ seeds: { tuning: 2, evaluation: 1e9 } }, /study.seeds.evaluation is 1000000000: give how many, at most 10000/],
    [{ seeds: { tuning: 1e300, evaluation: 1 } }, /at most 10000/],
    [{ seeds: { tuning: Array.from({ length: 10_001 }, (_, i) => i), evaluation: 1 } }, /at most 10000/],
    [{ model: { hidden: [1e8] } }, /study.model.hidden.0 is 100000000: .*65536/],
    [{ model: { hidden: new Array(101).fill(1) } }, /a list of 101": give at most 100/],
    [{ model: { hidden: [60_000, 60_000] } }, /3600060000 weights between them; give at most 10000000/],
    [{ training: { epochs: 1e12 } }, /study.training.epochs is 1000000000000: .*1000000/],
    [{ data: [{ dataset: "concrete", training: { batchSize: 1e12 } }] }, /batchSize is 1000000000000: .*10000000/],
    [{ learningRates: new Array(1001).fill(0.1) }, /a list of 1001": give at most 1000/],
    [
      { methods: ["plainMse", { method: "laiMse", grid }], seeds: { tuning: 1000, evaluation: 1 } },
      /study is "4008004 runs": .*at most 1000000 runs/,
    ],
    [{ name: "../x" }, /study.name is "..\/x": give letters/],
    [{ name: "..", seeds: { tuning: 1, evaluation: 1 } }, /study.name/],
  ];
  for (const [changes, message] of cases) refused(() => checkStudy({ ...SMALL_STUDY, ...changes }), message);
});

test("a study's file with a byte order mark is read; what is no study is refused with the file and the remedy", () => {
  const folder = newFolder();
  const text = JSON.stringify(SMALL_STUDY);
  const write = (content: string | Uint8Array): string => {
    writeFileSync(join(folder, "study.json"), content);
    return join(folder, "study.json");
  };
  assert.deepEqual(readStudy(write(`\uFEFF${text}`)), smallStudy());
  assert.deepEqual(readStudy(write(Buffer.from(`\uFEFF${text}`, "utf16le"))), smallStudy());
  for (const content of ["", text.slice(0, 100), "\u0000", "{"]) {
    refused(() => readStudy(write(content)), /file is .*study.json.*cannot be read: it is not JSON.*mend it/);
  }
  for (const content of ["null", "[]", "3", '"text"']) refused(() => readStudy(write(content)), /holds no object/);
  const forged = write(`{"__proto__": {"name": "x"}, ${text.slice(1)}`);
  refused(() => readStudy(forged), /study.__proto__.*unknown field/);
  writeFileSync(
    join(folder, "own.json"),
    '{"extends": "study.json", "__proto__": {"name": "x"}, "constructor": {"a": 1}}',
  );
  refused(() => readStudy(join(folder, "own.json")), /unknown field/);
  refused(() => readStudy(folder), /this is a folder/);
});

const store = newFolder();
const small = smallStudy({ data: [{ dataset: "concrete", rows: 100 }], seeds: { tuning: 1, evaluation: 2 } });
const ran = runStudy(small, { store, workers: 2 });

/** A copy of the finished store. */
async function copyOfStore(): Promise<string> {
  await ran;
  const copy = newFolder();
  fs.cpSync(store, copy, { recursive: true });
  return copy;
}

test("a study.json that is cut short or of another shape is refused with the file, the fault and the remedy", async () => {
  const folder = await copyOfStore();
  const file = join(folder, "study.json");
  const whole = JSON.parse(readFileSync(file, "utf8"));
  const contents: [string, RegExp][] = [
    [readFileSync(file, "utf8").slice(0, 300), /study.json.*not JSON.*take this file away and run the study again/],
    ["null", /study.json is null: .*expected object/],
    [JSON.stringify({ ...whole, data: "x" }), /study.json.data is "x": /],
    [JSON.stringify({ ...whole, seeds: { tuning: [1], evaluation: [1] } }), /tuning seed too/],
    [JSON.stringify({ ...whole, name: "../../x" }), /study.json.name is/],
    [JSON.stringify({ ...whole, methods: [{ label: "a", spec: { method: "constructor" }, grid: [] }] }), /spec.method/],
    [JSON.stringify({ ...whole, environment: 3 }), /environment is 3/],
    [JSON.stringify({ ...whole, model: undefined, learningRates: [Number.NaN] }), /learningRates.0 is null/],
  ];
  for (const [content, message] of contents) {
    writeFileSync(file, content);
    for (const work of [studyStatus, writeReport, exportRuns]) refused(() => work(folder), message);
  }
  rmSync(file);
  const { progress } = await runStudy(small, { store: folder, workers: 1 });
  assert.equal(progress.now, 0, "all records are kept");
});

test("a forged record is refused with the journal, the line, the field and the remedy", async () => {
  const folder = await copyOfStore();
  const [name] = readdirSync(join(folder, "journals"));
  const journal = join(folder, "journals", name);
  const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
  const whole = JSON.parse(lines[1].slice(17));
  const { outcome } = whole;
  const line = (json: string): string => `${createHash("sha256").update(json).digest("hex").slice(0, 16)} ${json}`;
  const measures = (change: object): unknown => ({
    ...whole,
    outcome: { ...outcome, measures: { ...outcome.measures, ...change } },
  });
  const forged: [unknown, RegExp][] = [
    [null, /line 2 is null/],
    [[], /line 2/],
    [{ ...whole, key: "../../x" }, /line 2.key is "..\/..\/x": give letters/],
    [{ ...whole, key: "__proto__" }, /line 2.key/],
    [{ ...whole, outcome: { status: "won" } }, /line 2.outcome/],
    [{ ...whole, outcome: { ...outcome, epochs: 1e300 } }, /line 2.outcome.epochs/],
    [measures({ best: null }), /line 2.outcome.measures.best is null/],
    [measures({ last: { validation: { rmse: "1", mae: 1, r2: 0 } } }), /last.validation.rmse is "1"/],
    [measures({ last: { validation: { rmse: 1, mae: 1, r2: 0, noise: { length: 1e9 } } } }), /last.validation.noise/],
    [{ ...whole, run: { ...whole.run, seed: "0" } }, /line 2.run.seed/],
    [{ ...whole, cost: undefined }, /line 2.cost is undefined: .*take the line out; its run is done again/],
  ];
  for (const [entry, message] of forged) {
    writeFileSync(journal, `${[lines[0], line(JSON.stringify(entry)), ...lines.slice(2)].join("\n")}\n`);
    refused(() => new StudyStore(folder), message);
  }
  writeFileSync(journal, `${lines[0]}\n${line("{cut")}\n`);
  refused(() => new StudyStore(folder), /line 2 is "{cut": it is not JSON: take the line out/);
  // lines that were read before are counted
  writeFileSync(journal, `${lines[0]}\n`);
  const reader = new StudyStore(folder);
  writeFileSync(journal, `${lines[0]}\n${line(JSON.stringify({ ...whole, key: "a/b" }))}\n`);
  refused(() => reader.refresh(), /line 2.key/);
  rmSync(journal);
  mkdirSync(join(folder, "journals", "x.jsonl"));
  refused(() => new StudyStore(folder), /x.jsonl.*this is a folder/);
});

test("a damaged export is refused with the file, the fault and the remedy; no column of it reaches a prototype", async () => {
  const to = newFolder();
  exportRuns(await copyOfStore(), to);
  const [header, parquet] = ["study.json", "concrete.parquet"].map((name) => join(to, "small", name));
  const content = JSON.parse(readFileSync(header, "utf8"));
  const bytes = readFileSync(parquet);
  const read = () => readStoredRuns("small", { folder: to });
  read();
  const reason = /bring the stored file back, or export the study again/;
  const withHeader = (text: string, message: RegExp): void => {
    writeFileSync(header, text);
    refused(read, message);
  };
  withHeader("", /study.json.*not JSON/);
  withHeader("null", reason);
  withHeader(JSON.stringify({ ...content, format: 1 }), /format is 1: this version reads format 2/);
  withHeader(JSON.stringify({ ...content, study: {} }), /study.json.study/);
  const { files } = content;
  const named = (more: object) => ({ ...content, files: { ...files, concrete: { ...files.concrete, ...more } } });
  withHeader(JSON.stringify(named({ lines: 3 })), /rows is \d+: its header says 3/);
  const withBytes = (own: Buffer, message: RegExp): void => {
    writeFileSync(parquet, own);
    withHeader(JSON.stringify(named({ sha256: createHash("sha256").update(own).digest("hex") })), message);
  };
  withBytes(bytes.subarray(0, bytes.length / 2), /not a whole Parquet file/);
  const pl = polars();
  const table = pl.readParquet(bytes);
  const rows = table.height;
  const other = (column: ReturnType<typeof pl.Series>): Buffer =>
    pl.DataFrame([...table.getColumns().filter(({ name }) => name !== column.name), column]).writeParquet({});
  // columns are looked up by name and never walked into
  writeFileSync(parquet, other(pl.Series("__proto__.polluted", new Array(rows).fill(1))));
  const sha256 = createHash("sha256").update(readFileSync(parquet)).digest("hex");
  writeFileSync(header, JSON.stringify(named({ sha256 })));
  read();
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  withBytes(other(pl.Series("seed", new Array(rows).fill("0"))), /column seed is "0": give a number/);
  withBytes(other(pl.Series("seed", new Array(rows).fill(99))), /seed is 99: the study has no such seed/);
  withBytes(other(pl.Series("seed", new Array(rows).fill(0))), /seeds of .* is 1: the study has 2/);
  withBytes(other(pl.Series("method", new Array(rows).fill("x"))), /is "x": the study has no such method/);
  withBytes(
    other(pl.Series("best.validation.rmse", new Array(rows).fill("low"))),
    /column best.validation.rmse is "low": give a number/,
  );
  refused(() => readStoredRuns("../small", { folder: to }), /study is "..\/small": give letters/);
});

test("a full disk in a report, and a folder that may not be written, are said in words; what was there stays", async () => {
  const folder = await copyOfStore();
  const { files } = writeReport(folder);
  const before = readFileSync(files.parquet);
  for (const [code, message] of [
    ["ENOSPC", /runs.parquet could not be written: the disk is full: make room \(ENOSPC\)/],
    ["EACCES", /runs.parquet could not be written: this user may not read or write it/],
    ["EROFS", /runs.parquet could not be written: its disk can be read only/],
  ] as const) {
    mock.method(fs, "writeFileSync", () => {
      throw Object.assign(new Error(code), { code });
    });
    try {
      assert.throws(() => writeReport(folder), message);
    } finally {
      mock.restoreAll();
    }
  }
  assert.deepEqual(readFileSync(files.parquet), before);
  assert.ok(!readdirSync(folder).some((name) => name.endsWith(".tmp")));
});
