import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mock, test } from "node:test";
import { studyCommand } from "../../src/command/study";
import { StudyStore } from "../../src/store/store";
import { PROGRAM } from "../processes";
import { newFolder, SMALL_STUDY } from "../small-study";

const folder = newFolder();
const study = {
  ...SMALL_STUDY,
  ...{ data: ["concrete"], learningRates: [0.01], methods: ["plainMse", "plainMae"] },
  ...{ seeds: { tuning: 1, evaluation: 2 }, comparison: { references: [] } },
};
writeFileSync(join(folder, "mine.json"), JSON.stringify(study));
// a learning rate of 1e30 squares to a loss that is no number
writeFileSync(join(folder, "wild.json"), JSON.stringify({ ...study, name: "wild", learningRates: [0.01, 1e30] }));

process.chdir(folder);

/** What a command prints on both outputs. */
async function lai(...words: string[]): Promise<{ out: string[]; err: string }> {
  let err = "";
  const log = mock.method(console, "log", () => {});
  const write = mock.method(process.stderr, "write", (part: string) => {
    err += part;
    return true;
  });
  try {
    await studyCommand().parseAsync(words, { from: "user" });
    return { out: log.mock.calls.map((call) => call.arguments.join(" ")), err };
  } finally {
    log.mock.restore();
    write.mock.restore();
  }
}
const said = async (...words: string[]): Promise<string[]> => (await lai(...words)).out;

test("a dry run says how many runs there are and how long they take, and stores nothing", async () => {
  const [data, all, ...more] = await said("run", "mine.json", "--dry-run", "--workers", "1");
  assert.match(data, /^concrete: 2 tuning runs and at least 4 evaluation runs, \d+ s( to \d+ s)?$/);
  assert.match(all, /^in all at least 6 runs, \d+ s( to \d+ s)? on 1 threads; nothing was stored$/);
  assert.deepEqual(more, []);
  assert.deepEqual(readdirSync(folder).sort(), ["mine.json", "wild.json"]);
});

test("run stores beside the file and says what comes next; again there is nothing left to do", async () => {
  const { out, err } = await lai("run", "mine.json", "--workers", "1");
  const runs = new StudyStore(join(folder, "mine-records")).size;
  const complete = [
    `small is complete: ${runs} of ${runs} runs are in mine-records.`,
    "Next: lai study report mine-records",
  ];
  assert.deepEqual(out, complete);
  assert.match(err, /^small: \d of \d runs/);
  assert.equal(err.trimEnd().split("\n").at(-1)?.split(",")[0], `small: ${runs} of ${runs} runs`);
  assert.deepEqual(await said("run", "mine.json"), complete);
});

test("status says how far each data set is", async () => {
  assert.deepEqual(await said("status", "mine-records"), [
    "concrete: tuning 2 of 2, evaluation 4 of 4",
    "small is complete.",
  ]);
});

test("report and export name the files that they wrote", async () => {
  const report = await said("report", "mine-records");
  assert.deepEqual(
    report,
    ["RESULTS.md", "runs.parquet"].map((name) => join("mine-records", name)),
  );
  const exported = await said("export", "mine-records", "--to", "results");
  assert.deepEqual(
    exported.sort(),
    ["concrete.parquet", "study.json"].map((name) => join("results", "small", name)),
  );
  for (const path of [...report, ...exported]) assert.ok(existsSync(join(folder, path)), path);
});

test("a run that failed is counted, named by status, and done again by retry", async () => {
  const out = await said("run", "wild.json", "--store", "others", "--workers", "1");
  const { size } = new StudyStore(join(folder, "others"));
  assert.deepEqual(out, [
    `wild is complete: ${size} of ${size} runs are in others.`,
    "1 failed: see lai study status others",
    "Next: lai study report others",
  ]);
  const failed = (await said("status", "others")).filter((line) => line.startsWith("failed: "));
  assert.equal(failed.length, 1);
  assert.match(
    failed[0],
    /^failed: concrete, MSE, learning rate 1e\+30, seed \d+: Training diverged in epoch 1, step 2: /,
  );
  assert.deepEqual(await said("retry", "others", "--workers", "1"), out);
});

test("a study that its time ended says so, and the same command goes on", async () => {
  const out = await said("run", "mine.json", "--store", "slow", "--workers", "1", "--limit-minutes", "1e-9");
  assert.deepEqual(out, ["small is stopped at the time limit: 0 of 6 runs are in slow.", "The same command goes on."]);
  assert.deepEqual(await said("status", "slow"), [
    "concrete: tuning 0 of 2, evaluation waits for it",
    "small is not complete.",
  ]);
  assert.deepEqual((await said("report", "slow"))[0], "concrete is not complete: 2 known runs are missing");
});

test("wrong words are refused by name, in one line on stderr with exit code 1; nothing is written", async () => {
  const before = readdirSync(folder);
  for (const [words, message] of [
    [["run", "none.json"], /none\.json/],
    [["run", "mine.json", "--workers", "0"], /^--workers is 0: give a whole number of at least 1\.$/],
    [
      ["run", "mine.json", "--store", "x", "--limit-minutes", "0"],
      /^--limit-minutes is 0: give a finite number above 0\.$/,
    ],
    [["run", "mine.json", "--store", "x", "--shard", "9/8"], /^shard is "9\/8": /],
    [["status", "none"], /none/],
    [["report", "none"], /none/],
    [["retry", "none"], /none/],
    [["export", "none"], /none/],
    [
      ["worker", "--queue", "redis://127.0.0.1:1", "--lost-after", "0"],
      /^--lost-after is 0: give a finite number of at least 1\.$/,
    ],
  ] as const) {
    await assert.rejects(lai(...words), { name: "ArgumentError", message });
  }
  assert.deepEqual(readdirSync(folder), before);
  const program = spawnSync(process.execPath, [PROGRAM, "status", "none"], { encoding: "utf8" });
  assert.deepEqual([program.stdout, program.status], ["", 1]);
  assert.match(program.stderr, /^folder is "none": .*\n$/);
});
