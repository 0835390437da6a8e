import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/base/files";

/** The rooms of src, and those that each may take from: arrows go down only. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  loss: ["base"],
  model: ["base"],
  engine: ["base", "loss", "model"],
  train: ["base", "loss", "model", "engine"],
  measure: ["base", "loss", "model", "engine"],
  data: ["base"],
  show: ["base", "model", "engine", "train", "measure"],
  compare: ["base", "loss", "model", "engine", "train", "measure", "data"],
  command: ["base", "model", "engine", "measure", "data", "compare"],
};

const src = join(packageRoot(), "src");

/** Room and path of each file that a room's files import from another room. */
function importsOf(room: string): { from: string; to: string }[] {
  const files = readdirSync(join(src, room), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return files.flatMap((name) => {
    const up = name.split(/[\\/]/).length;
    const text = readFileSync(join(src, room, name), "utf8");
    const paths = [...text.matchAll(/(?:from|require\(|import\() ?"((?:\.\.\/)+)([\w-]+)[^"]*"/g)];
    return paths.flatMap(([, dots, first]) => (dots.length / 3 === up ? [{ from: `${room}/${name}`, to: first }] : []));
  });
}

test("every folder of src is a room of the house", () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(ROOMS).sort());
});

for (const [room, below] of Object.entries(ROOMS)) {
  test(`${room} takes from ${below.join(", ") || "no other room"} alone`, () => {
    const known = (to: string): boolean => to in ROOMS;
    const wrong = importsOf(room).filter(({ to }) => known(to) && to !== room && !below.includes(to));
    assert.deepEqual(wrong, []);
  });
}

test("the rooms' imports are seen: train takes from engine", () => {
  assert.ok(importsOf("train").some(({ to }) => to === "engine"));
});

test("what draws the picture of a figure, tslab-kernel/figure, takes errors, visible text and kept code of its package, and nothing of src", () => {
  const folder = join(packageRoot(), "jupyter", "src", "figure");
  const taken = readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return [...text.matchAll(/(?:from|require\(|import\() ?"(\.\.\/[^"]+|lai-[^"]+)"/g)].map(([, path]) => path);
  });
  assert.deepEqual([...new Set(taken)].sort(), ["../argument-error", "../compiled-code", "../visible-text"]);
});
