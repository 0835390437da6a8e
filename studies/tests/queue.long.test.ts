import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { Random } from "lai-loss";
import { onlyLong, repeats } from "../../tests/long";
import { environment } from "../src/environment";
import { engineVersion, queueName } from "../src/queue/engine-version";
import { KEY_PREFIX } from "../src/queue/presence";
import { writeReport } from "../src/report";
import { runStudy } from "../src/run-study";
import { StudyStore } from "../src/store/store";
import { copyPackages } from "./copied-packages";
import { end, exitCode, type LaiProcess, lai, sleep, storedKeys, until, untilStored } from "./processes";
import { NO_REDIS, RedisServer } from "./redis-server";
import { newFolder, outcomesOf, SMALL_STUDY, smallStudy } from "./small-study";

// runs of some tenths of a second, so that kills come in the middle of them
const study = {
  ...SMALL_STUDY,
  training: { epochs: 120, batchSize: 16, warmUpEpochs: 1 },
  seeds: { tuning: repeats({ short: 2, long: 4 }), evaluation: repeats({ short: 4, long: 8 }) },
};

const folder = newFolder();
const file = join(folder, "study.json");
writeFileSync(file, JSON.stringify(study));
const local = join(folder, "local");
const processes: LaiProcess[] = [];
after(async () => {
  await Promise.all(processes.map((process) => end(process, "SIGKILL")));
});

function begin(args: readonly string[], options: Parameters<typeof lai>[1] = {}): LaiProcess {
  const process = lai(args, options);
  processes.push(process);
  return process;
}

const ask = (address: string, store: string): LaiProcess => begin(["run", file, "--store", store, "--queue", address]);
const work = (address: string, ...flags: string[]): LaiProcess =>
  begin(["worker", "--queue", address, "--workers", "1", "--lost-after", "2", ...flags]);

test("on three workers, killed and frozen at random moments, over two crashes of the Redis, a study ends as it does here", {
  skip: NO_REDIS || onlyLong,
}, async (t) => {
  const whole = runStudy(smallStudy(study), { store: local, workers: 1 });
  const redis = await RedisServer.start();
  t.after(() => redis.stop());
  const store = join(folder, "queue");
  let asker = ask(redis.address, store);
  const workers = [0, 1, 2].map(() => work(redis.address));
  const random = new Random(8, "kills over machines");
  const killWorker = async (): Promise<void> => {
    const which = 1 + random.integer(2);
    await end(workers[which], "SIGKILL");
    workers[which] = work(redis.address);
  };
  let thawed = Promise.resolve(false);
  const freezeWorker = async (): Promise<void> => {
    const { child } = workers[0];
    child.kill("SIGSTOP");
    // it is lost meanwhile, and comes back with a run that another has done
    thawed = sleep(6000).then(() => child.kill("SIGCONT"));
  };
  const killAsker = async (): Promise<void> => {
    await end(asker, "SIGKILL");
    asker = ask(redis.address, store);
  };
  const kills = [killWorker, killWorker];
  const events = [
    ...kills,
    () => redis.restart({ keepData: true }),
    ...kills.slice(1),
    killAsker,
    freezeWorker,
    () => redis.restart({ keepData: false }),
    ...kills,
  ];
  for (const event of events) {
    await untilStored(asker, store, 2 + random.integer(4));
    await sleep(200 * random.uniform());
    assert.equal(asker.child.exitCode, null, "the study was done before all kills: make it longer");
    await event();
  }
  assert.equal(await exitCode(asker), 0, asker.said());
  assert.ok(await thawed);
  assert.match(asker.said(), /workers?, \d threads?/);

  const { progress } = await whole;
  const [expected, actual] = [new StudyStore(local), new StudyStore(store)];
  assert.equal(actual.size, progress.runs);
  assert.deepEqual(outcomesOf(actual.all()), outcomesOf(expected.all()));
  assert.equal(new Set(storedKeys(store)).size, storedKeys(store).length, "each record is stored once");
  const [shared, own] = [writeReport(store), writeReport(local)];
  assert.deepEqual(shared.missing, []);
  assert.deepEqual(readFileSync(shared.files.parquet), readFileSync(own.files.parquet));

  for (const worker of workers) assert.equal(await end(worker, "SIGINT"), 130, worker.said());
  assert.deepEqual(await jobs(redis.address), { wait: 0, active: 0 });
});

/** Jobs that are left in the queue of this version. */
async function jobs(address: string): Promise<Record<string, number>> {
  const connection = new Redis(address, { maxRetriesPerRequest: null });
  const queue = new Queue(queueName(await engineVersion()), { connection, prefix: KEY_PREFIX });
  const counts = await queue.getJobCounts("wait", "active");
  await queue.close();
  connection.disconnect();
  return counts;
}

test("Ctrl-C gives runs back: a worker's to the queue, those that nobody has begun to who asked; the study goes on", {
  skip: NO_REDIS || onlyLong,
}, async (t) => {
  const redis = await RedisServer.start({ password: "open sesame!" });
  t.after(() => redis.stop());
  const store = join(folder, "interrupted");
  const asker = ask(redis.address, store);
  const flags = ["worker", "--queue", redis.address, "--workers", "1"];
  const worker = begin(flags);
  await untilStored(asker, store, 3);
  assert.equal(await end(worker, "SIGINT"), 130, worker.said());
  const { active, wait } = await jobs(redis.address);
  assert.equal(active, 0, "the run in hand was given back");
  assert.ok(wait > 0);
  const other = begin(flags);
  await untilStored(asker, store, 3);
  assert.equal(await end(asker, "SIGTERM"), 130, asker.said());
  assert.equal((await jobs(redis.address)).wait, 0);
  assert.ok(!asker.said().includes("sesame") && !worker.said().includes("sesame"), "no password is shown");
  await end(other, "SIGINT");
  const { size, damaged } = new StudyStore(store);
  assert.ok(size >= 6 && damaged === 0);
});

test("a worker of another version is refused by name, and who asks reads of it", {
  skip: NO_REDIS || onlyLong,
}, async (t) => {
  const redis = await RedisServer.start();
  t.after(() => redis.stop());
  const asker = ask(redis.address, join(folder, "refusing"));
  await until(() => asker.said().includes("no worker"), asker.said);
  // the program as it is, but for one number
  const other = copyPackages(t);
  const loss = join(other.lai, "loss", "base-loss.js");
  const code = readFileSync(loss, "utf8");
  const changed = code.replace("out.derivative = 2 * error", "out.derivative = 2.0001 * error");
  assert.notEqual(changed, code);
  writeFileSync(loss, changed);
  const worker = begin(["worker", "--queue", redis.address], { program: join(other.studies, "cli.js") });
  assert.equal(await exitCode(worker), 1);
  assert.match(
    worker.said(),
    /study small is computed by lai-loss .* numerics ([0-9a-f]{16}), .* here it is .* numerics (?!\1)[0-9a-f]{16}, /,
  );
  await until(() => asker.said().includes("refused"), asker.said);
  assert.equal(await end(asker, "SIGINT"), 130);
  const { numerics } = await environment();
  assert.match(
    asker.said(),
    new RegExp(
      `refused: .*process \\d+, lai-loss .* numerics (?!${numerics})[0-9a-f]{16}, .*here .* numerics ${numerics}`,
    ),
  );
});

test("a worker without the data gives the run back and says what is missing; the time limit of who asks ends the waiting", {
  skip: NO_REDIS || onlyLong,
}, async (t) => {
  const redis = await RedisServer.start();
  t.after(() => redis.stop());
  const table = join(folder, "mine.csv");
  const rows = Array.from({ length: 60 }, (_, i) => `${i},${(i * 7) % 11},${i + ((i * 3) % 5)}`);
  writeFileSync(table, `a,b,c\n${rows.join("\n")}\n`);
  const own = smallStudy({ data: [{ name: "mine", dataset: table, target: "c" }] });
  // ready before the time runs, and held until the table is gone
  const worker = work(redis.address);
  await until(() => worker.said().includes("no study asks for runs"), worker.said);
  worker.child.kill("SIGSTOP");
  const asked = runStudy(own, { store: join(folder, "mine"), queue: redis.address, limitMinutes: 0.1 });
  await until(
    async () => (await jobs(redis.address)).wait > 0,
    () => "no job waits",
  );
  rmSync(table);
  worker.child.kill("SIGCONT");
  assert.equal(await exitCode(worker), 1);
  assert.match(worker.said(), /mine\.csv/);
  const { ended, progress } = await asked;
  assert.deepEqual([ended, progress.done, progress.failed], ["time limit", 0, 0]);
  assert.match(progress.note!, /no worker is there|1 worker/);
  assert.deepEqual(await jobs(redis.address), { wait: 0, active: 0 });
});
