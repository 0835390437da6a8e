import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { ArgumentError } from "../../src/base/check";
import { fileFault } from "../../src/base/files";
import { catalogueEntry } from "../../src/data/catalogue";
import { bytesOfCopy, unpackedCopy } from "../../src/data/copy";
import { inspectFile } from "../../src/data/inspect-file";
import { loadDataset } from "../../src/data/load";
import { polars } from "../../src/data/polars";
import { readCatalogued } from "../../src/data/read-catalogued";
import { readTable } from "../../src/data/read-table";

const folder = mkdtempSync(join(tmpdir(), "lai-limits-"));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const write = (name: string, bytes: string | Uint8Array): string => {
  writeFileSync(at(name), bytes);
  return at(name);
};

/** It is refused with an argument and a remedy. */
function refused(work: () => unknown, remedy: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof ArgumentError, String(error));
    assert.match(error.message, remedy);
    return true;
  });
}

test("what is no regular file is refused unread, by every reader: devices, pipes, sockets and folders, also behind a link", async (t) => {
  symlinkSync("/dev/zero", at("zero.csv"));
  symlinkSync("/dev/zero", at("zero.parquet"));
  symlinkSync("/dev/zero", at("zero.json"));
  execFileSync("mkfifo", [at("pipe.csv"), at("pipe.jsonl"), at("pipe.parquet")]);
  mkdirSync(at("folder.csv"));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at("socket.csv"), resolve));
  t.after(() => server.close());
  for (const name of ["zero.csv", "zero.parquet", "zero.json"])
    refused(() => readTable(at(name)), /a device, no regular/);
  for (const name of ["pipe.csv", "pipe.jsonl", "pipe.parquet"])
    refused(() => readTable(at(name)), /a pipe, no regular/);
  refused(() => readTable(at("socket.csv")), /a socket, no regular/);
  refused(() => readTable(at("folder.csv")), /this is a folder: name the file in it/);
  refused(() => inspectFile(at("pipe.csv"), { target: "y" }), /a pipe/);
  refused(() => bytesOfCopy(catalogueEntry("airfoil"), at("zero.csv")), /a device/);
  await assert.rejects(loadDataset(at("pipe.csv"), { target: "y" }), /a pipe/);
  await assert.rejects(loadDataset("airfoil", { file: at("zero.csv") }), /a device/);
});

test("a link to a regular file is read", () => {
  write("table.csv", "a,y\n1,2\n");
  symlinkSync(at("table.csv"), at("link.csv"));
  assert.equal(readTable(at("link.csv")).height, 1);
});

test("a file of more bytes than the limit is refused unread, also one longer than Node.js reads at once", () => {
  for (const name of ["large.csv", "large.parquet", "large.json", "large.jsonl"]) {
    write(name, "a,y\n1,2\n");
    truncateSync(at(name), 2.2e9); // a hole: no bytes on the disk
    refused(
      () => readTable(at(name)),
      /it has 2200000000 bytes, more than the limit of 1000000000 bytes: a larger maxBytes/,
    );
  }
  const table = write("small.csv", "a,y\n1,2\n");
  refused(() => readTable(table, { maxBytes: 7 }), /it has 8 bytes, more than the limit of 7/);
  assert.equal(readTable(table, { maxBytes: 8 }).height, 1);
  refused(() => readTable(table, { maxBytes: Number.NaN }), /maxBytes/);
});

test("a gzip file that unpacks to more than the limit is refused, whatever size it says", () => {
  const packed = gzipSync(Buffer.alloc(50_000_000, "1\n"));
  packed.writeUInt32LE(10, packed.length - 4);
  const bomb = write("bomb.csv.gz", packed);
  refused(() => readTable(bomb, { maxBytes: 40_000_000 }), /it unpacks to more than the limit of 40000000 bytes/);
  refused(() => readTable(bomb), /damaged/);
  const members = Buffer.concat([gzipSync("a\n1\n"), gzipSync("2\n".repeat(100))]);
  const joined = write("members.csv.gz", members);
  refused(() => readTable(joined, { maxBytes: 203 }), /it unpacks to more than/);
  assert.equal(readTable(joined, { maxBytes: 204 }).height, 101);
  for (const name of ["bomb.json.gz", "bomb.jsonl.gz", "bomb.parquet.gz"]) {
    write(name, packed);
    refused(() => readTable(at(name), { maxBytes: 40_000_000 }), /it unpacks to more than/);
  }
});

/** A zip of one file, the size that it says changed in both of its headers. */
function zipThatSays(size: number, content: Uint8Array): Uint8Array {
  const zip = Buffer.from(zipSync({ "AirfoilSelfNoise.csv": content }));
  zip.writeUInt32LE(size, 22);
  zip.writeUInt32LE(size, zip.indexOf(Buffer.from("PK\x01\x02", "latin1")) + 24);
  return zip;
}

test("a file in a zip is unpacked to the limit at most, whatever size it says", () => {
  const entry = catalogueEntry("airfoil");
  const content = new Uint8Array(5_000_000).fill(49);
  const honest = write("honest.zip", zipSync({ "AirfoilSelfNoise.csv": content }));
  refused(() => bytesOfCopy(entry, honest, 4_999_999), /unpacks to 5000000 bytes, more than the limit of 4999999/);
  assert.deepEqual(bytesOfCopy(entry, honest, 5_000_000), Buffer.from(content));
  const less = write("less.zip", zipThatSays(1000, content));
  assert.deepEqual(bytesOfCopy(entry, less, 4_000_000), Buffer.from(content.subarray(0, 1000)));
  refused(() => readCatalogued(entry, less), /less.zip is "0 rows of data"/); // what was cut off is missed
});

test("parts count together, in a zip and in a folder", () => {
  const entry = catalogueEntry("gas-turbine");
  const parts = entry.parts as string[];
  const text = `AT\n${"1\n".repeat(500)}`;
  const zip = Buffer.from(zipSync(Object.fromEntries(parts.map((name) => [`x/${name}`, strToU8(text)]))));
  refused(() => unpackedCopy(entry, zip, "gas.zip", 5 * text.length - 1), /unpacks to 5015 bytes/);
  assert.equal(unpackedCopy(entry, zip, "gas.zip", 5 * text.length).length, text.length + 4 * (text.length - 3));
  for (const name of parts) write(name, text);
  refused(() => bytesOfCopy(entry, at(parts[0]), 5 * text.length - 1), /more than the limit of/);
  const joined = bytesOfCopy(entry, at(parts[0]), 5 * text.length);
  assert.equal(joined.toString(), `AT\n${"1\n".repeat(2500)}`);
});

test("a zip of very many files is told by its first names", () => {
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${i}.dat`, new Uint8Array(1)]));
  assert.throws(
    () => unpackedCopy(catalogueEntry("airfoil"), Buffer.from(zipSync(many)), "many.zip"),
    (error: Error) => /many.zip.*the zip holds 0.dat, 1.dat/.test(error.message) && error.message.length < 250,
  );
});

test("a Parquet file is measured by its headers before it is read", () => {
  const pl = polars();
  const rows = 200_000;
  const frame = pl.DataFrame([
    pl.Series("a", new Float64Array(rows).fill(3)),
    pl.Series(
      "y",
      Array.from({ length: rows }, () => "x".repeat(200)),
    ),
  ]);
  for (const compression of ["zstd", "uncompressed", "snappy"] as const) {
    frame.writeParquet(at("bomb.parquet"), { compression });
    assert.equal(readTable(at("bomb.parquet")).height, rows);
    refused(
      () => readTable(at("bomb.parquet"), { maxBytes: 3_000_000 }),
      /it unpacks to \d{7,} bytes, more than the limit/,
    );
  }
  const whole = readFileSync(at("bomb.parquet"));
  for (const cut of [20, whole.length / 2]) {
    const damaged = Buffer.concat([whole.subarray(0, cut), whole.subarray(-8)]);
    refused(() => readTable(write("cut.parquet", damaged)), /whole Parquet file/);
  }
  const forged = Buffer.from(whole);
  forged.writeUInt32LE(0xfffffff0, forged.length - 8);
  refused(() => readTable(write("forged.parquet", forged)), /whole Parquet file/);
});

test("JSON with a byte order mark is read, lines of it too", () => {
  write("marked.json", '\uFEFF[{"a": 1, "y": 2}]');
  write("marked.jsonl", '\uFEFF{"a": 1, "y": 2}\r\n\n{"a": 3, "y": 4}');
  assert.equal(readTable(at("marked.json")).height, 1);
  assert.equal(readTable(at("marked.jsonl")).height, 2);
  refused(() => readTable(write("bad.jsonl", '{"a": 1}\n\n{"a": \n')), /bad.jsonl, line 3/);
});

test("each error of the file system is said in its own words", () => {
  const words = {
    EACCES: /permissions/,
    ENOSPC: /the disk is full/,
    EROFS: /can be read only/,
    EMFILE: /too many files are open/,
    EISDIR: /this is a folder/,
    ENOENT: /there is no such file/,
    ELOOP: /links lead to one another/,
  };
  for (const [code, own] of Object.entries(words)) assert.match(fileFault({ code }) as string, own);
  assert.equal(fileFault({ code: "EPERM" }), fileFault({ code: "EACCES" }));
  assert.equal(fileFault(new Error("other")), undefined);
  symlinkSync(at("loop.csv"), at("loop.csv"));
  refused(() => readTable(at("loop.csv")), /links lead to one another/);
  refused(() => readTable(at("none.csv")), /there is no such file/);
  refused(() => readTable(join(at("small.csv"), "x.csv")), /a part of its path is a file/);
});
