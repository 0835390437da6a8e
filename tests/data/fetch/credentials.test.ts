import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { kaggleCredentials } from "../../../src/data/fetch/credentials";

const home = mkdtempSync(join(tmpdir(), "lai-credentials-"));
after(() => rmSync(home, { recursive: true }));
const basic = `Basic ${Buffer.from("me:k").toString("base64")}`;

test("a token comes from the environment first, then from access_token, then from kaggle.json", () => {
  assert.equal(kaggleCredentials({}, home), undefined);
  mkdirSync(join(home, ".kaggle"));
  writeFileSync(join(home, ".kaggle", "kaggle.json"), '{"username":"me","key":"k"}');
  assert.equal(kaggleCredentials({}, home)?.authorization, basic);
  writeFileSync(join(home, ".kaggle", "access_token"), "KGAT_file\n");
  const { authorization, from } = kaggleCredentials({}, home) ?? {};
  assert.equal(authorization, "Bearer KGAT_file");
  assert.equal(from, join(home, ".kaggle", "access_token"));
  const pair = { KAGGLE_USERNAME: "me", KAGGLE_KEY: "k" };
  assert.equal(kaggleCredentials(pair, home)?.authorization, basic);
  assert.equal(kaggleCredentials({ ...pair, KAGGLE_API_TOKEN: " t " }, home)?.authorization, "Bearer t");
  mkdirSync(join(home, "elsewhere"));
  writeFileSync(join(home, "elsewhere", "kaggle.json"), '{"username":"other","key":"k"}');
  const elsewhere = kaggleCredentials({ KAGGLE_CONFIG_DIR: join(home, "elsewhere") }, home);
  assert.equal(elsewhere?.from, join(home, "elsewhere", "kaggle.json"));
});

test("half a pair, an empty token file and a kaggle.json without a key are refused by name, the secret not shown", () => {
  assert.throws(() => kaggleCredentials({ KAGGLE_USERNAME: "me" }, home), /KAGGLE_KEY is undefined: set it beside/);
  assert.throws(
    () => kaggleCredentials({ KAGGLE_KEY: "hush" }, home),
    /KAGGLE_USERNAME is undefined: set it(?!.*hush)/,
  );
  const folder = join(home, "broken");
  mkdirSync(folder);
  writeFileSync(join(folder, "kaggle.json"), '{"username":"me"}');
  const environment = { KAGGLE_CONFIG_DIR: folder };
  assert.throws(() => kaggleCredentials(environment, home), /kaggle.json is "a file without username and key"/);
  writeFileSync(join(folder, "access_token"), "");
  assert.throws(() => kaggleCredentials(environment, home), /access_token is "empty": put the token in it/);
});
