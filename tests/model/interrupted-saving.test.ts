import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type * as tf from "@tensorflow/tfjs";
import { denseModel } from "../../src/model/dense-model";
import { loadModel, type Preprocessing, saveModel } from "../../src/model/storage";
import { FAILURES, onFailingFiles } from "../base/failing-files";
import { filesOf, OLD_MODEL, weightsOf } from "./saved-models";

const folder = mkdtempSync(join(tmpdir(), "lai-interrupted-"));
after(() => rmSync(folder, { recursive: true }));

const model = (seed: number): tf.LayersModel => denseModel({ inputs: 3, hidden: [3], activation: "tanh", seed });
const [first, second] = [model(1), model(2)];

/** Weights and preprocessing of the model in a folder, as one text; "none" where there is no model. */
async function stateOf(path: string): Promise<string> {
  try {
    const { model, preprocessing } = await loadModel(path);
    const weights = weightsOf(model);
    model.dispose();
    return JSON.stringify({ weights, preprocessing });
  } catch (error) {
    if (/there is no model.json in it/.test((error as Error).message)) return "none";
    throw error;
  }
}

type Saved = [model: tf.LayersModel, preprocessing: Preprocessing | null];
const CASES: { name: string; old?: string | Saved; next: Saved }[] = [
  { name: "an empty folder", next: [first, { of: "first" }] },
  { name: "a model with its preprocessing", old: [first, { of: "first" }], next: [second, { of: "second" }] },
  { name: "the same weights with other preprocessing", old: [first, { of: "first" }], next: [first, { of: "other" }] },
  { name: "a model with its preprocessing, by one without", old: [first, { of: "first" }], next: [second, null] },
  { name: "a model of version 0.1, by one without preprocessing", old: OLD_MODEL, next: [first, null] },
  { name: "a model of version 0.1, by one with its own", old: OLD_MODEL, next: [first, { of: "first" }] },
];

for (const { name, old, next } of CASES) {
  test(`saving over ${name} that fails anywhere leaves the old or the new whole, and the next saving clears up`, async () => {
    const start = join(folder, `${name}, as it was`);
    if (typeof old === "string") cpSync(old, start, { recursive: true });
    else if (old) await saveModel(old[0], start, { preprocessing: old[1] });
    const path = join(folder, name);
    const begin = (): void => {
      rmSync(path, { recursive: true, force: true });
      if (old) cpSync(start, path, { recursive: true });
    };
    const save = (): Promise<void> => saveModel(next[0], path, { preprocessing: next[1] });
    const before = await stateOf(start);
    begin();
    const { operations } = await onFailingFiles(save);
    const afterwards = await stateOf(path);
    const files = filesOf(path);
    assert.ok(before !== afterwards && files.length === 2 && operations > 12);

    for (const failure of FAILURES) {
      for (let at = 0; at < operations; at++) {
        begin();
        const { error } = await onFailingFiles(save, failure, at);
        assert.ok(error instanceof Error, `${failure} at ${at} was not told`);
        if (failure.startsWith("full"))
          assert.match(error.message, /the disk is full: make room|The model is saved in /);
        const state = await stateOf(path);
        assert.ok(state === before || state === afterwards, `${failure} at operation ${at}: ${state}`);
        assert.equal((await onFailingFiles(save)).error, null);
        assert.deepEqual(filesOf(path), files, `${failure} at operation ${at} left something behind`);
      }
    }
  });
}
