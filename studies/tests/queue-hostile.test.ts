import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { environment } from "../src/environment";
import { planStudy } from "../src/plan";
import { engineVersion, queueName } from "../src/queue/engine-version";
import { KEY_PREFIX, Presence } from "../src/queue/presence";
import { checkJob, checkResult } from "../src/queue/run-job";
import { resolveStudy } from "../src/resolve-study";
import { type RunSpec, runKey } from "../src/run-spec";
import { runStudy } from "../src/run-study";
import { StudyStore } from "../src/store/store";
import { end, type LaiProcess, lai, until } from "./processes";
import { NO_REDIS, RedisServer } from "./redis-server";
import { newFolder, smallStudy } from "./small-study";

const study = smallStudy({ data: [{ dataset: "concrete", rows: 100 }], seeds: { tuning: 1, evaluation: 1 } });
const folder = newFolder();
const processes: LaiProcess[] = [];
after(async () => {
  await Promise.all(processes.map((process) => end(process, "SIGKILL")));
});

/** The first tuning run and the first evaluation run, by the same learning rate. */
async function firstRuns(): Promise<RunSpec[]> {
  const resolved = await resolveStudy(study);
  const [{ tuning }] = planStudy(resolved, await environment(), () => undefined);
  return [tuning[0].spec, { ...tuning[0].spec, measures: study.measures }];
}

test("a job is a run whose id is its key; a result is one of its run", async () => {
  const [spec, evaluation] = await firstRuns();
  const here = await environment();
  const key = runKey(spec, here);
  assert.deepEqual(checkJob(JSON.parse(JSON.stringify({ study: "small", spec })), key, here), { study: "small", spec });
  for (const data of [undefined, null, {}, { study: "small" }, { study: "../x", spec }, { study: "small", spec: {} }]) {
    assert.throws(() => checkJob(data, key, here), /^ArgumentError: job/);
  }
  const changes = [{ seed: 1.5 }, { method: { method: "none" } }, { method: { method: "laiMse", lambda: -1 } }];
  for (const change of [...changes, { data: { ...spec.data, model: { hidden: [1e8], activation: "tanh" } } }]) {
    const other = { ...spec, ...change };
    assert.throws(() => checkJob({ study: "small", spec: other }, key, here), /ArgumentError/);
  }
  assert.throws(() => checkJob({ study: "small", spec }, "another", here), /job is "another": its run has the key/);

  const cost = { prepare: 0, train: 0, measure: 0, ended: "", node: "" };
  const regime = { validation: { rmse: 1, mae: 1, r2: 0 } };
  const done = { status: "done", epochs: 6, bestEpoch: 3, measures: { best: regime, last: regime } };
  checkResult({ outcome: done, cost }, spec);
  const wrong: [unknown, RunSpec][] = [
    [undefined, spec],
    ["done", spec],
    [{ outcome: done }, spec],
    [{ outcome: { ...done, epochs: 7 }, cost }, spec],
    [{ outcome: { ...done, bestEpoch: 7 }, cost }, spec],
    [{ outcome: { ...done, measures: { best: regime } }, cost }, spec],
    [{ outcome: done, cost }, evaluation],
    [{ outcome: { ...done, measures: { best: { ...regime, test: regime.validation }, last: regime } }, cost }, spec],
  ];
  for (const [result, of] of wrong) assert.throws(() => checkResult(result, of), /ArgumentError: result/);
});

test("jobs that are no run of a study are set aside with their reason; the worker lives, the study ends as it does here", {
  skip: NO_REDIS,
}, async (t) => {
  const redis = await RedisServer.start();
  const connection = new Redis(redis.address, { maxRetriesPerRequest: null });
  const queue = new Queue(queueName(await engineVersion()), { connection, prefix: KEY_PREFIX });
  t.after(async () => {
    await queue.close();
    connection.disconnect();
    await redis.stop();
  });
  const [spec] = await firstRuns();
  const secret = join(folder, "secret.csv");
  writeFileSync(secret, `a,b\n${Array.from({ length: 60 }, (_, i) => `${i},${i % 7}`).join("\n")}\n`);
  const sha256 = "0".repeat(64);
  const foreign = { ...spec, data: { ...spec.data, dataset: secret, target: "b", sha256 } };
  const absent = { ...spec, data: { ...spec.data, dataset: "concrete", sha256 } };
  const here = await environment();
  const jobs: [string, unknown][] = [
    ["empty", {}],
    ["no-spec", { study: "small" }],
    ["list", []],
    [runKey(foreign, here), { study: "small", spec: foreign }],
    [runKey(absent, here), { study: "small", spec: absent }],
    // under the name of a run that the study will ask for
    [runKey(spec, here), { study: "small", spec: foreign }],
  ];
  for (const [jobId, data] of jobs) await queue.add("run", data, { jobId });
  // what is not even JSON stalls, and is set aside by the queue itself
  await queue.add("run", {}, { jobId: "garbage" });
  await connection.hset(queue.toKey("garbage"), "data", "{cut");
  await new Presence<unknown>(connection, "studies").announce({ id: "x", study: "small" });
  await connection.zadd(`${KEY_PREFIX}:studies`, "9999999999", "{cut");
  const worker = lai(["worker", "--queue", redis.address, "--workers", "1"]);
  processes.push(worker);
  await until(async () => (await queue.getFailedCount()) >= jobs.length || worker.child.exitCode !== null, worker.said);
  assert.equal(worker.child.exitCode, null, worker.said());
  const reasons = new Map((await queue.getFailed()).map(({ id, failedReason }) => [id, failedReason]));
  assert.ok(
    [...reasons.values()].every((reason) => reason?.startsWith("set aside: ")),
    [...reasons.values()].join("\n"),
  );
  assert.match(reasons.get(jobs[3][0])!, /secret.csv.*no study small that asks for runs has named this file/);

  const store = join(folder, "queue");
  const notes = new Set<string>();
  const { progress } = await runStudy(study, {
    ...{ store, queue: redis.address },
    onProgress: ({ note }) => note && notes.add(note),
  });
  assert.deepEqual([progress.failed, progress.done], [0, progress.runs], [...notes].join("\n"));
  assert.match([...notes].at(-1)!, /set aside: [56] jobs of nobody's, such as/);
  const local = join(folder, "local");
  await runStudy(study, { store: local, workers: 1 });
  const outcomes = (path: string): unknown => new StudyStore(path).all().map(({ key, outcome }) => [key, outcome]);
  assert.deepEqual(outcomes(store), outcomes(local));
  assert.equal(await end(worker, "SIGINT"), 130, worker.said());
});

test("results that are none are refused, and their runs asked for again; where they never come, the run fails with the reason", {
  skip: NO_REDIS,
}, async (t) => {
  const redis = await RedisServer.start();
  const connection = new Redis(redis.address, { maxRetriesPerRequest: null });
  const asked = new Map<string, number>();
  const liar = new Worker(
    queueName(await engineVersion()),
    async ({ id }) => {
      asked.set(id!, (asked.get(id!) ?? 0) + 1);
      return { outcome: { status: "done", epochs: 1e9, measures: {} } };
    },
    { connection, prefix: KEY_PREFIX },
  );
  t.after(async () => {
    await liar.close(true);
    connection.disconnect();
    await redis.stop();
  });
  const one = smallStudy({
    data: [{ dataset: "concrete", rows: 100 }],
    methods: ["plainMse"],
    learningRates: [0.01],
    seeds: { tuning: 1, evaluation: 1 },
  });
  const store = join(folder, "liar");
  const { progress } = await runStudy(one, { store, queue: redis.address });
  assert.deepEqual([progress.done, progress.failed], [2, 2]);
  assert.deepEqual([...asked.values()], [4, 4]);
  for (const { outcome } of new StudyStore(store).all()) {
    assert.match(
      outcome.status === "failed" ? outcome.error.message : "",
      /no result was right, 4 times \(result\.outcome/,
    );
  }
});

test("a file that the study has named is opened by its path, absolute as it is", { skip: NO_REDIS }, async (t) => {
  const redis = await RedisServer.start();
  t.after(() => redis.stop());
  const worker = lai(["worker", "--queue", redis.address, "--workers", "1"]);
  processes.push(worker);
  const table = join(folder, "named.csv");
  writeFileSync(
    table,
    `a,b,c\n${Array.from({ length: 60 }, (_, i) => `${i},${(i * 7) % 11},${i + ((i * 3) % 5)}`).join("\n")}\n`,
  );
  const own = smallStudy({ data: [{ name: "named", dataset: table, target: "c" }], methods: ["plainMse"] });
  const { progress } = await runStudy(own, { store: join(folder, "named"), queue: redis.address });
  assert.equal(progress.failed, 0, "a file that the study names is opened by its path");
  assert.equal(await end(worker, "SIGINT"), 130, worker.said());
});
