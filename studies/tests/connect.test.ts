import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { ArgumentError } from "lai-internal";
import { connectRedis, shownAddress } from "../src/queue/connect";
import { queuePackages } from "../src/queue/packages";
import { runStudy } from "../src/run-study";
import { exitCode, lai } from "./processes";
import { isInstalled, NO_REDIS, RedisServer } from "./redis-server";
import { newFolder, smallStudy } from "./small-study";

test("an address that is none of a Redis is refused, and a password is never shown", () => {
  assert.equal(shownAddress("redis://node7"), "redis://node7");
  assert.equal(shownAddress("rediss://me:secret@node7:6380/2"), "rediss://me:***@node7:6380/2");
  for (const address of ["node7:6379", "http://me:secret@node7", "redis://", "redis://me:secret@", ""]) {
    assert.throws(
      () => shownAddress(address),
      (error: Error) => error instanceof ArgumentError && !error.message.includes("secret"),
      address,
    );
  }
});

test("without its packages a queue is refused with the command that installs them", () => {
  const load = (name: string): unknown => {
    throw Object.assign(new Error(`Cannot find module '${name}'\nRequire stack: ...`), { code: "MODULE_NOT_FOUND" });
  };
  assert.throws(() => queuePackages(load), /Cannot find module 'bullmq'.*bash kernel-setup\.sh$/);
});

test("a queue that does not answer is named before anything is written", async () => {
  const store = join(newFolder(), "none");
  await assert.rejects(runStudy(smallStudy(), { store, queue: "redis://me:secret@127.0.0.1:1" }), (error: Error) => {
    assert.match(error.message, /me:\*\*\*@127.0.0.1:1.*ECONNREFUSED/);
    return error instanceof ArgumentError;
  });
  await assert.rejects(runStudy(smallStudy(), { store, workers: 2, queue: "redis://node7" }), /leave out workers/);
});

test("a wrong password is named", { skip: NO_REDIS }, async (t) => {
  const redis = await RedisServer.start({ password: "right" });
  t.after(() => redis.stop());
  await assert.rejects(connectRedis(redis.address.replace("right", "wrong")), /WRONGPASS|invalid password/);
  await assert.rejects(connectRedis(redis.address.replace(":right@", "")), /NOAUTH/);
  const client = await connectRedis(redis.address);
  assert.equal(await client.ping(), "PONG");
  client.disconnect();
});

const NO_TLS =
  NO_REDIS || (isInstalled("openssl") ? false : "openssl, which makes the certificate, is not installed here");

test("a study runs over TLS, and not where the certificate is not trusted", { skip: NO_TLS }, async (t) => {
  const folder = newFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const output = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...output], {
    stdio: "ignore",
  });
  const redis = await RedisServer.start({ password: "secret", tls: { key, certificate } });
  t.after(() => redis.stop());
  const work = (env?: NodeJS.ProcessEnv) =>
    lai(["worker", "--queue", redis.address, "--workers", "1", "--idle-minutes", "0.02"], { env });
  const refused = work();
  assert.equal(await exitCode(refused), 1);
  assert.match(refused.said(), /rediss:\/\/:\*\*\*@localhost.*self-signed/);
  const taken = work({ NODE_EXTRA_CA_CERTS: certificate });
  assert.equal(await exitCode(taken), 0, taken.said());
  assert.match(taken.said(), /no study asks for runs/);
});
