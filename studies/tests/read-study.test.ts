import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "lai-internal";
import { readStudy } from "../src/read-study";
import { newFolder, SMALL_STUDY } from "./small-study";

function written(files: Record<string, unknown>): (name: string) => string {
  const folder = newFolder();
  for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(value));
  return (name) => join(folder, name);
}

test("a study takes over the fields of the file it extends; its own come first, parts of objects one by one", () => {
  const file = written({
    "base.json": SMALL_STUDY,
    "own.json": { extends: "base.json", name: "own", training: { epochs: 9 }, cut: ["No second network."] },
  });
  const study = readStudy(file("own.json"));
  assert.equal(study.name, "own");
  assert.deepEqual(study.cut, ["No second network."]);
  assert.deepEqual(study.data[0].training, { epochs: 9, batchSize: 32, warmUpEpochs: 1 });
  assert.equal(study.methods.length, 3);
});

test("a file that cannot be extended is named", () => {
  const file = written({
    "base.json": { ...SMALL_STUDY, extends: "other.json" },
    "chain.json": { extends: "base.json", name: "chain" },
    "lost.json": { extends: "nowhere.json" },
    "number.json": { extends: 3 },
    "list.json": [],
  });
  assert.throws(() => readStudy(file("chain.json")), /study.extends is "base.json": that file extends another/);
  assert.throws(() => readStudy(file("lost.json")), /study.extends is .*nowhere.json.*cannot be read/);
  assert.throws(() => readStudy(file("number.json")), /study.extends is 3/);
  assert.throws(() => readStudy(file("list.json")), /holds no object/);
});

test("every study that comes with the package is right", () => {
  const folder = join(packageRoot(), "studies");
  const others = ["package.json", "tsconfig.json"];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json") && !others.includes(name));
  assert.ok(files.length >= 7);
  for (const name of files) {
    const study = readStudy(join(folder, name));
    assert.equal(`${study.name}.json`, name);
  }
});

test("a data set that is a file is found beside its study, from wherever the study is read", () => {
  const { data } = readStudy(join(packageRoot(), "studies", "noisy-inputs-simex.json"));
  const friedman = data.filter(({ name }) => name.startsWith("friedman"));
  assert.deepEqual(
    [...new Set(friedman.map(({ dataset }) => dataset))],
    [join(packageRoot(), "studies", "friedman.csv")],
  );
  assert.equal(friedman[0].name, "friedman, normal .1");
});
