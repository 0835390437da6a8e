import assert from "node:assert/strict";
import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, mock, test } from "node:test";
import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { canonicalHash } from "../../../src/data/canonical-hash";
import { type CatalogueEntry, catalogueEntry } from "../../../src/data/catalogue";
import { fetchDataset } from "../../../src/data/fetch/fetch-dataset";
import { asTable } from "../../../src/data/table-input";
import { type Behaviour, MisbehavingServer } from "./misbehaving-server";

const CSV = `f,alpha,c,U_infinity,delta,SSPL\n${Array.from({ length: 400 }, (_, i) => `${800 + i},${i % 7},0.3,71.3,0.00${i + 1},${120 + (i % 9)}`).join("\n")}\n`;
const COLUMNS = ["SSPL", "f", "alpha", "c", "U_infinity", "delta"];
const rows = CSV.trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",").map(Number));
const values = (name: string): number[] => rows.map((row) => row[CSV.split("\n")[0].split(",").indexOf(name)]);
const sha256 = canonicalHash(asTable(Object.fromEntries(COLUMNS.map((name) => [name, values(name)]))), COLUMNS);
const entry: CatalogueEntry = { ...catalogueEntry("airfoil"), sha256, fileSha256: [] };
const competition: CatalogueEntry = {
  ...entry,
  id: "contest",
  kaggle: { type: "competition", slug: "contest", file: "train.csv", fileIsGuess: false },
  files: ["contest.csv", "train.csv"],
};
const ZIP = zipSync({ "folder/AirfoilSelfNoise.csv": strToU8(CSV), "readme.txt": strToU8("hello") }, { level: 0 });

const folder = mkdtempSync(join(tmpdir(), "lai-fetch-"));
const cache = join(folder, "cache");
const server = new MisbehavingServer();
const started = server.start();
const TOKENS = ["KAGGLE_API_TOKEN", "KAGGLE_USERNAME", "KAGGLE_KEY", "KAGGLE_CONFIG_DIR"];
const before = { ...process.env };

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
  process.env = before;
});

beforeEach(async () => {
  await started;
  rmSync(cache, { recursive: true, force: true });
  server.requests.length = 0;
  onProgress = () => undefined;
  for (const name of TOKENS) delete process.env[name];
  Object.assign(process.env, { LAI_CACHE_DIR: cache, HOME: folder });
});

let onProgress: () => void = () => undefined;
const run = (behave: Behaviour, of: CatalogueEntry = entry, timeoutSeconds = 30): Promise<string> => {
  server.behave = behave;
  return fetchDataset(of, { baseUrl: server.url, timeoutSeconds, onProgress: () => onProgress() });
};
/** Sends some bytes and breaks the connection when the client has seen them. */
const breakAfter = (response: ServerResponse, bytes: Uint8Array): void => {
  onProgress = () => response.destroy();
  response.write(bytes);
};
const send =
  (bytes: Uint8Array): Behaviour =>
  (_request, response) =>
    response.writeHead(200, { "content-length": String(bytes.length) }).end(bytes);
const status =
  (code: number): Behaviour =>
  (_request, response) =>
    response.writeHead(code).end();

/** It fails with a message like this, and leaves nothing. */
async function fails(promise: Promise<string>, message: RegExp): Promise<void> {
  await assert.rejects(promise, { name: "DownloadError", message });
  const left = existsSync(cache) ? readdirSync(cache).flatMap((id) => readdirSync(join(cache, id))) : [];
  assert.deepEqual(left, []);
}

test("a redirect to a zip gives the file, without a token, and the token does not follow to another host", async () => {
  process.env.KAGGLE_API_TOKEN = "secret";
  const store = await new MisbehavingServer().start();
  store.behave = send(ZIP);
  const path = await run((_request, response) => response.writeHead(302, { location: `${store.url}/file.zip` }).end());
  await store.stop();
  assert.equal(readFileSync(path, "utf8"), CSV);
  assert.deepEqual(readdirSync(join(cache, "airfoil")), ["AirfoilSelfNoise.csv"]);
  assert.equal(server.requests[0].url, "/api/v1/datasets/download/fedesoriano/airfoil-selfnoise-dataset");
  assert.equal(server.requests[0].headers.authorization, "Bearer secret");
  assert.equal(store.requests[0].headers.authorization, undefined);
});

test("a download that breaks leaves nothing, and the next one begins anew", async () => {
  const behave: Behaviour = (_request, response, attempt) => {
    response.writeHead(200, { "content-length": String(ZIP.length) });
    if (attempt === 1) breakAfter(response, ZIP.subarray(0, 100));
    else response.end(ZIP);
  };
  await fails(run(behave), /broke after 100 bytes .* run it again/);
  assert.equal(readFileSync(await run(behave), "utf8"), CSV);
});

test("fetches of a set at once all get the right file, and leave nothing else; one that was gzipped is unpacked", async () => {
  const waiting: (() => void)[] = [];
  const behave: Behaviour = (_request, response) => {
    response.writeHead(200);
    response.write(ZIP.subarray(0, 100));
    waiting.push(() => response.end(ZIP.subarray(100)));
    if (waiting.length === 3) for (const go of waiting) go();
  };
  for (const path of await Promise.all([run(behave), run(behave), run(behave)])) {
    assert.equal(readFileSync(path, "utf8"), CSV);
  }
  assert.deepEqual(readdirSync(join(cache, "airfoil")), ["AirfoilSelfNoise.csv"]);
  assert.equal(readFileSync(await run(send(gzipSync(CSV))), "utf8"), CSV);
});

test("no network: the message says how to get the file by hand", async () => {
  const closed = await new MisbehavingServer().start();
  const baseUrl = closed.url;
  await closed.stop();
  const message = /cannot be reached.*By hand: get AirfoilSelfNoise.csv from https:\/\/www.kaggle.com\/datasets\/fedes/;
  await fails(fetchDataset(entry, { baseUrl }), message);
});

test("a server that never answers, or stops in the middle, is given up", async () => {
  await fails(
    run(() => undefined, entry, 0.5),
    /did not answer in 0.5 s/,
  );
  const stalls: Behaviour = (_request, response) => {
    response.writeHead(200, { "content-length": String(ZIP.length) });
    response.write(ZIP.subarray(0, 50));
  };
  await fails(run(stalls, entry, 2), /broke after 50 bytes/);
});

test("401: with and without a token the message says how to make one", async () => {
  await fails(run(status(401)), /asks for an account. make a token on .* KAGGLE_API_TOKEN/);
  Object.assign(process.env, { KAGGLE_USERNAME: "me", KAGGLE_KEY: "k" });
  await fails(run(status(401)), /does not accept the token of KAGGLE_USERNAME and KAGGLE_KEY: make a new one/);
});

test("403, 404, 429 and 500 say what to do", async () => {
  process.env.KAGGLE_API_TOKEN = "t";
  const rules = /accept the rules on https:\/\/www.kaggle.com\/competitions\/contest\/rules, then run it again/;
  await fails(run(status(403), competition), rules);
  await fails(run(status(403)), /open https:.*airfoil.* and see what it asks for/);
  await fails(run(status(404)), /has no fedesoriano\/airfoil-selfnoise-dataset .*By hand/);
  await fails(run(status(429)), /HTTP 429: try again later/);
  await fails(run(status(500)), /HTTP 500: try again later/);
});

test("a competition without a token is refused before anything is asked of the network", async () => {
  await fails(run(status(500), competition), /contest is a competition's set: make a token .*accept the rules/);
  assert.equal(server.requests.length, 0);
});

test("a competition's file comes plain or zipped, with the token of kaggle.json", async () => {
  const config = join(folder, ".kaggle");
  mkdirSync(config);
  writeFileSync(join(config, "kaggle.json"), '{"username":"me","key":"k"}');
  const path = await run(send(strToU8(CSV)), competition);
  assert.equal(path, join(cache, "contest", "contest.csv"));
  assert.equal(server.requests[0].url, "/api/v1/competitions/data/download/contest/train.csv");
  assert.equal(server.requests[0].headers.authorization, `Basic ${Buffer.from("me:k").toString("base64")}`);
  writeFileSync(join(config, "kaggle.json"), "{}");
  await assert.rejects(run(send(ZIP), competition), /kaggle.json is "a file without username and key"/);
  rmSync(config, { recursive: true });
});

test("a truncated zip, a zip without the file, a web page and an empty answer are refused and taken away", async () => {
  await fails(run(send(ZIP.subarray(0, ZIP.length - 40))), /zip is damaged or cut short/);
  await fails(run(send(zipSync({ "a.csv": strToU8(CSV), "b.csv": strToU8(CSV) }))), /zip holds a.csv, b.csv/);
  await fails(run(send(strToU8("<!doctype html><title>Sign in</title>"))), /it is a web page: Kaggle may be down/);
  await fails(run(send(new Uint8Array(0))), /it is empty: fetch it again/);
});

test("a file with other values is named and not kept", async () => {
  const changed = strToU8(CSV.replace("71.3", "71.4"));
  await fails(run(send(zipSync({ "AirfoilSelfNoise.csv": changed }))), /was not kept: .* are not those of airfoil/);
  const ragged = strToU8(CSV.replace("71.3,", ""));
  await fails(
    run(send(zipSync({ "AirfoilSelfNoise.csv": ragged }))),
    /AirfoilSelfNoise.csv, line 2 is "a row of 5 cells"/,
  );
});

test("a full disk, a folder that may not be written and one on a disk that can be read only are called what they are", async () => {
  for (const [code, message] of [
    ["ENOSPC", /cannot be written: the disk is full: make room, or set LAI_CACHE_DIR/],
    ["EACCES", /this user may not read or write it: .* or set LAI_CACHE_DIR/],
    ["EROFS", /its disk can be read only: .* or set LAI_CACHE_DIR/],
    ["EMFILE", /too many files are open/],
    ["EISDIR", /this is a folder/],
  ] as const) {
    mock.method(fs, "fsyncSync", () => {
      throw Object.assign(new Error(code), { code });
    });
    try {
      await fails(run(send(ZIP)), message);
    } finally {
      mock.restoreAll();
    }
  }
});

test("progress counts up to the length that the server announced", async () => {
  server.behave = send(ZIP);
  const seen: [number, number | undefined][] = [];
  await fetchDataset(entry, { baseUrl: server.url, onProgress: (received, total) => seen.push([received, total]) });
  assert.deepEqual(seen.at(-1), [ZIP.length, ZIP.length]);
});

test("a download without end, or one that unpacks to more than the limit, is refused and not kept", async () => {
  const limited = (maxBytes: number): Promise<string> => fetchDataset(entry, { baseUrl: server.url, maxBytes });
  server.behave = (_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (response.write(ZIP)) {}
      response.once("drain", more);
    };
    more();
  };
  await fails(limited(100_000), /sends more than the limit of 100000 bytes/);
  const packed = zipSync({ "AirfoilSelfNoise.csv": new Uint8Array(200_000) });
  server.behave = send(packed);
  await fails(limited(100_000), /unpacks to 200000 bytes/);
});

test("a name that leads to another place on Kaggle is refused before anything is asked", async () => {
  for (const slug of ["../..", "owner/..", "owner", "owner/name/more", "owner/na me", "owner/name?x", "/name", "."]) {
    const other = { ...entry, kaggle: { ...entry.kaggle, slug } };
    await assert.rejects(fetchDataset(other, { baseUrl: server.url }), /kaggle is .*give OWNER\/NAME/);
  }
  const file = { ...entry, kaggle: { ...entry.kaggle, file: "../x.csv" } };
  await assert.rejects(fetchDataset(file, { baseUrl: server.url }), /kaggle.file is/);
  assert.equal(server.requests.length, 0);
});
