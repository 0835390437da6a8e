/**
 * One study done in several ways: by one worker thread and by more, in turn; killed again and again; and through a Redis by
 * three worker processes, killed too, over two crashes of the Redis. All must end with the same records. Says how many runs a
 * minute each way does, the share of the threads' time that is training, and the memory.
 *
 * npm run test:build && node build/bench/studies/ways.js STUDY.json [--workers 1,2] [--rounds 1] [--kills 5] [--json FILE]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ArgumentError, checkNumber } from "../../src/base/check";
import { Random } from "../../src/base/random";
import { environment } from "../../studies/src/environment";
import { StudyStore } from "../../studies/src/store/store";
import { costOf } from "../../studies/src/stored/study-cost";
import { end, exitCode, type LaiProcess, lai, sleep, untilStored } from "../../studies/tests/processes";
import { NO_REDIS, RedisServer } from "../../studies/tests/redis-server";
import { outcomesOf } from "../../studies/tests/small-study";
import { writeResult } from "../keep-result";
import { describeMachine } from "../steps/machine";

/** What one way of doing the study took. */
interface Way {
  way: string;
  runs: number;
  failed: number;
  /** wall time, starts of processes included */
  seconds: number;
  runsAMinute: number;
  /** shares of the threads' time: at work on runs, and of that in training; only where nothing was lost by a kill */
  busy: number | null;
  training: number;
  /** largest resident memory of each process */
  megabytes: number[];
  /** whether the records are those of the first way, bit by bit */
  same: boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: "string", default: "1,2" },
    rounds: { type: "string", default: "1" },
    kills: { type: "string", default: "5" },
    json: { type: "string" },
  },
});
const whole = (name: string, text: string): number => checkNumber(name, Number(text), { min: 0, integer: true });
const [file] = positionals;
if (file === undefined) throw new ArgumentError("STUDY.json", file, "name a study, such as studies/quick.json.");
const folder = mkdtempSync(join(tmpdir(), "lai-ways-"));
const random = new Random(1, "kills of a benchmark");
const memory = new Map<number, number>();
let first: Map<string, unknown> | null = null;

function begin(args: readonly string[]): LaiProcess {
  const process = lai(args);
  process.child.once("exit", () => clearInterval(timer));
  const timer = setInterval(() => watch(process.child.pid!), 250);
  return process;
}

/** Notes the largest resident memory that the system tells of a process. */
function watch(pid: number): void {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    if (peak) memory.set(pid, Number(peak) / 1024);
  } catch {
    // it has ended, or this system has no /proc
  }
}

/** Times one way, and compares its records with those of the first one. */
async function time(way: string, threads: number | null, doIt: (store: string) => Promise<void>): Promise<Way> {
  memory.clear();
  const store = mkdtempSync(join(folder, "way-"));
  const begun = performance.now();
  await doIt(store);
  const seconds = (performance.now() - begun) / 1000;
  const records = new StudyStore(store).all();
  const { runs, prepare, train, measure } = costOf(records);
  const outcomes = outcomesOf(records);
  first ??= outcomes;
  const atWork = prepare + train + measure;
  const result: Way = {
    way,
    runs,
    failed: records.filter(({ outcome }) => outcome.status === "failed").length,
    seconds,
    runsAMinute: (60 * runs) / seconds,
    busy: threads === null ? null : atWork / (threads * seconds),
    training: train / atWork,
    megabytes: [...memory.values()].map(Math.round),
    same: JSON.stringify([...outcomes]) === JSON.stringify([...first]),
  };
  const percent = (share: number | null): string => (share === null ? "-" : `${Math.round(100 * share)} %`);
  console.log(
    `${way}: ${runs} runs (${result.failed} failed) in ${seconds.toFixed(0)} s, ${result.runsAMinute.toFixed(0)} a minute; ` +
      `threads at work ${percent(result.busy)}, of that training ${percent(result.training)}; ` +
      `memory ${result.megabytes.join(", ")} MB; ${result.same ? "the same records" : "OTHER RECORDS than the first way"}`,
  );
  return result;
}

async function undisturbed(store: string, workers: number): Promise<void> {
  const process = begin(["run", file, "--store", store, "--workers", String(workers)]);
  if ((await exitCode(process)) !== 0) throw new Error(process.said());
}

/** Kills come at random times, so that about all of them come before the end. */
const pause = (seconds: number, kills: number): Promise<void> =>
  sleep((2 * random.uniform() * 1000 * seconds) / (kills + 1));

async function killed(store: string, workers: number, kills: number, expected: number): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    const process = begin(["run", file, "--store", store, "--workers", String(workers)]);
    await pause(expected, kills);
    await end(process, "SIGKILL");
  }
  await undisturbed(store, workers);
}

async function queued(store: string, kills: number, expected: number): Promise<void> {
  const redis = await RedisServer.start();
  const work = (): LaiProcess => begin(["worker", "--queue", redis.address, "--workers", "1", "--lost-after", "5"]);
  const workers = [work(), work(), work()];
  const asker = begin(["run", file, "--store", store, "--queue", redis.address]);
  try {
    await untilStored(asker, store, 1);
    for (let kill = 0; kill < kills; kill++) {
      await pause(expected, kills);
      const which = random.integer(workers.length);
      await end(workers[which], "SIGKILL");
      workers[which] = work();
      if (kill === 1 || kill === 3) await redis.restart({ keepData: kill === 1 });
    }
    if ((await exitCode(asker)) !== 0) throw new Error(asker.said());
  } finally {
    await Promise.all([asker, ...workers].map((process) => end(process, "SIGKILL")));
    await redis.stop();
  }
}

async function main(): Promise<void> {
  const counts = values.workers.split(",").map((text) => whole("--workers", text));
  const [rounds, kills] = [whole("--rounds", values.rounds), whole("--kills", values.kills)];
  const ways: Way[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const count of counts) ways.push(await time(`${count} threads`, count, (store) => undisturbed(store, count)));
  }
  const last = counts[counts.length - 1];
  const { seconds } = ways[ways.length - 1];
  ways.push(await time(`${last} threads, killed ${kills} times`, null, (store) => killed(store, last, kills, seconds)));
  if (NO_REDIS) console.log(`through a Redis: not run, ${NO_REDIS}`);
  else {
    const way = `through a Redis, 3 worker processes, ${kills} of them killed, the Redis killed twice and once emptied`;
    ways.push(await time(way, null, (store) => queued(store, kills, seconds)));
  }
  if (ways.some(({ same }) => !same)) throw new Error("the ways do not agree");
  const { name } = JSON.parse(readFileSync(file, "utf8"));
  const result = {
    kind: "studies-ways",
    date: new Date().toISOString(),
    machine: describeMachine(),
    node: process.version,
    environment: await environment(),
    study: name,
    ways,
  };
  if (values.json) writeResult(values.json, result);
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true }));
