import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { canonicalHash } from "../../../src/data/canonical-hash";
import { type CatalogueEntry, catalogueEntry } from "../../../src/data/catalogue";
import { closeWorkFolder, openWorkFolder, partOf, waitForEarlier } from "../../../src/data/fetch/work-folder";
import { asTable } from "../../../src/data/table-input";
import { type Behaviour, MisbehavingServer } from "./misbehaving-server";

const COLUMNS = ["SSPL", "f", "alpha", "c", "U_infinity", "delta"];
const count = Array.from({ length: 300 }, (_, i) => i);
const values = Object.fromEntries(COLUMNS.map((name, j) => [name, count.map((i) => i * (j + 1) + 0.5)]));
const CSV = Buffer.from(
  `${COLUMNS.join(",")}\n${count.map((i) => COLUMNS.map((name) => values[name][i]).join(",")).join("\n")}\n`,
);
const entry: CatalogueEntry = {
  ...catalogueEntry("airfoil"),
  sha256: canonicalHash(asTable(values), COLUMNS),
  fileSha256: [],
};
const folder = mkdtempSync(join(tmpdir(), "lai-concurrent-"));
const cache = join(folder, "cache");
const parent = join(cache, entry.id);
const server = new MisbehavingServer();
const started = server.start();
const children: ChildProcess[] = [];

after(async () => {
  for (const child of children) child.kill("SIGKILL");
  await server.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await started;
  server.requests.length = 0;
  rmSync(cache, { recursive: true, force: true });
});

interface Fetch {
  child: ChildProcess;
  /** its exit code, and what it printed */
  ended: Promise<{ code: number | null; path: string; said: string }>;
}

function fetchInChild(): Fetch {
  const environment = { ...process.env, LAI_CACHE_DIR: cache, HOME: folder };
  const child = spawn(process.execPath, [join(__dirname, "fetch-in-child.js"), JSON.stringify(entry), server.url], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let path = "";
  let said = "";
  child.stdout?.on("data", (text) => {
    path += text;
  });
  child.stderr?.on("data", (text) => {
    said += text;
  });
  const ended = new Promise<{ code: number | null; path: string; said: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, path: path.trim(), said })),
  );
  return { child, ended };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, "it took too long");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const HEADERS = { "content-length": String(CSV.length), etag: '"v1"' };

test("processes that fetch a set at once get the right file from one download, and leave nothing else", async () => {
  let answer: (() => void) | undefined;
  server.behave = (_request, response) => {
    response.writeHead(200, HEADERS).write(CSV.subarray(0, 1000));
    answer = () => response.end(CSV.subarray(1000));
  };
  const first = fetchInChild();
  await until(() => answer !== undefined);
  const others = [fetchInChild(), fetchInChild()];
  await until(() => readdirSync(parent).length === 3);
  answer?.();
  for (const { code, path, said } of await Promise.all([first, ...others].map((one) => one.ended))) {
    assert.equal(code, 0, said);
    assert.deepEqual(readFileSync(path), CSV);
  }
  assert.match((await others[0].ended).said, /waiting/);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(readdirSync(parent), ["AirfoilSelfNoise.csv"]);
});

test("where a process is killed, the next one goes on with its download", async () => {
  const behave: Behaviour = (request, response) => {
    if (request.headers.range === undefined) response.writeHead(200, HEADERS).write(CSV.subarray(0, 1000));
    else response.writeHead(206, { ...HEADERS, "content-length": String(CSV.length - 1000) }).end(CSV.subarray(1000));
  };
  server.behave = behave;
  const first = fetchInChild();
  await until(() => {
    const [made] = server.requests.length > 0 ? readdirSync(parent) : [];
    return made !== undefined && readdirSync(join(parent, made)).includes("download.part.tag");
  });
  await until(() => readFileSync(partOf(join(parent, readdirSync(parent)[0]))).length === 1000);
  first.child.kill("SIGKILL");
  await first.ended;
  const { code, path, said } = await fetchInChild().ended;
  assert.equal(code, 0, said);
  assert.deepEqual(readFileSync(path), CSV);
  assert.equal(server.requests[1].headers.range, "bytes=1000-");
  assert.deepEqual(readdirSync(parent), ["AirfoilSelfNoise.csv"]);
});

test("where the earlier fetch fails, the one that waited fetches for itself", async () => {
  let refuse: (() => void) | undefined;
  server.behave = (_request, response, attempt) => {
    if (attempt === 1) refuse = () => response.writeHead(500).end();
    else response.writeHead(200, HEADERS).end(CSV);
  };
  const first = fetchInChild();
  await until(() => refuse !== undefined);
  const second = fetchInChild();
  await until(() => readdirSync(parent).length === 2);
  refuse?.();
  assert.match((await first.ended).said, /HTTP 500/);
  const { code, path, said } = await second.ended;
  assert.equal(code, 0, said);
  assert.deepEqual(readFileSync(path), CSV);
});

test("a work folder of another machine is waited for while it changes, and taken over when it is left behind", async () => {
  const other = (time: number, host: string): string =>
    join(parent, `fetching-${String(time).padStart(15, "0")}-1-0-${host}`);
  const busy = other(1, "elsewhere");
  mkdirSync(busy, { recursive: true });
  const own = openWorkFolder(parent);
  let waiting = false;
  const waited = waitForEarlier(parent, own, () => {
    waiting = true;
    rmSync(busy, { recursive: true });
  });
  assert.equal(await waited, true);
  assert.ok(waiting);
  closeWorkFolder(parent, own);
  assert.deepEqual(readdirSync(parent), []);

  const dead = other(2, hostname().replace(/[^A-Za-z0-9.]/g, "_")).replace("-1-0-", "-4194305-0-"); // above any process id
  mkdirSync(dead);
  writeFileSync(partOf(dead), "abc");
  writeFileSync(`${partOf(dead)}.tag`, '"v1"');
  const next = openWorkFolder(parent);
  assert.equal(readFileSync(partOf(next), "utf8"), "abc");
  assert.equal(await waitForEarlier(parent, next), false);
  closeWorkFolder(parent, next);
  assert.deepEqual(readdirSync(parent), ["interrupted"]);
});

test("a set that was packed by gzip is fetched too", async () => {
  server.behave = (_request, response) => response.writeHead(200).end(gzipSync(CSV));
  const { code, path, said } = await fetchInChild().ended;
  assert.equal(code, 0, said);
  assert.deepEqual(readFileSync(path), gzipSync(CSV));
});
