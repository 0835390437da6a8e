import assert from "node:assert/strict";
import { test } from "node:test";
import { measuresText } from "../../../bench/measures/report";
import { makeMeasures } from "./result";

test("targets are judged by the median of the rounds, by hand", () => {
  const text = measuresText(makeMeasures());
  assert.match(text, /`quick`, dense \| at most 0.3 s \| 0.310 s \| missed/);
  assert.match(text, /`full`, dense \| at most 5 s \| 4.90 s \| met/);
  assert.match(text, /100,000 rows, dense \| at most 500 MB \| 99 MB \| met/);
  assert.match(text, /\| accuracy \| 2.0 \[1.0, 3.0\] \|/);
});
