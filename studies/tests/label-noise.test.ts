import assert from "node:assert/strict";
import { test } from "node:test";
import { Random, type Samples } from "lai-loss";
import { withLabelNoise } from "../src/label-noise";
import type { LabelNoise } from "../src/label-noise-places";

/** y = x^3 / 3: flat in the middle, steep at the ends. */
function cubic(rows: number, stream: string): Samples {
  const random = new Random(1, stream);
  const x = Float32Array.from({ length: rows }, () => 4 * random.uniform() - 2);
  return { x, y: x.map((value) => value ** 3 / 3), rows, features: 1 };
}

const rows = { train: cubic(200, "train"), validation: cubic(60, "validation") };
const noisy = (where: LabelNoise["where"]) => withLabelNoise(rows, { where, share: 0.3, sd: 0.5 }, 7);
const changed = (samples: Samples, clean: Samples): number[] =>
  [...samples.y.keys()].filter((row) => samples.y[row] !== clean.y[row]);

test("a share of the labels of training and validation rows gets noise of the given size, the rest stay", async () => {
  for (const where of ["flat", "steep", "even"] as const) {
    const { train, validation } = await noisy(where);
    assert.equal(changed(train, rows.train).length, 60);
    assert.equal(changed(validation, rows.validation).length, 18);
    assert.equal(train.x, rows.train.x);
    const squares = changed(train, rows.train).map((row) => (train.y[row] - rows.train.y[row]) ** 2);
    const sd = Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
    assert.ok(sd > 0.38 && sd < 0.62, `${where}: sd ${sd}`); // .5, three standard errors of it over 60 draws
  }
});

test("flat rows are those in the middle of the cubic, steep rows those at its ends", async () => {
  const size = (row: number): number => Math.abs(rows.train.x[row]);
  const flat = changed((await noisy("flat")).train, rows.train).map(size);
  const steep = changed((await noisy("steep")).train, rows.train).map(size);
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  assert.ok(mean(flat) < 0.5, `flat: mean |x| ${mean(flat)}`);
  assert.ok(mean(steep) > 1.5, `steep: mean |x| ${mean(steep)}`);
});

test("the same seed gives the same noise, and a row has the same draw wherever the noise is put", async () => {
  const [flat, again, even] = [await noisy("flat"), await noisy("flat"), await noisy("even")];
  assert.deepEqual(flat.train.y, again.train.y);
  const both = changed(flat.train, rows.train).filter((row) => changed(even.train, rows.train).includes(row));
  assert.ok(both.length > 5);
  for (const row of both) assert.equal(flat.train.y[row], even.train.y[row]);
});
