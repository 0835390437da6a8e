import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { KernelResult } from "../../bench/kernel/types";
import type { NotebooksResult } from "../../bench/notebooks/types";
import { otherSections, readOtherResults } from "../../bench/page";
import { benchmarksPage } from "../../bench/steps/report";
import type { StudyResult } from "../../bench/studies/end-to-end/types";
import type { TrainingsResult } from "../../bench/trainings/types";
import { makeMeasures } from "./measures/result";
import { makeProfile } from "./profile/result";
import { MACHINE, makeResult, measured } from "./steps/result";

const TRAININGS: TrainingsResult = {
  ...{ kind: "trainings", format: 1, date: "2026-01-02T03:04:05.000Z", machine: MACHINE, node: "20.0.0" },
  ...{ trainings: 8, epochs: 20, rounds: 5 },
  rates: [
    { workers: 1, trainingsPerSecond: 5, ratio: 1 },
    { workers: 2, trainingsPerSecond: 9.5, ratio: 1.9 },
  ],
  starts: [{ startMilliseconds: 400, loadMilliseconds: 300, megabytes: 45.4 }],
};
const NOTEBOOKS: NotebooksResult = {
  ...{ kind: "notebooks", format: 1, date: "2026-01-02T03:04:05.000Z", machine: MACHINE, node: "20.0.0" },
  runs: [
    { notebook: "01-a", engine: "kernel", seconds: [10, 12], trainingSeconds: [5, 6] },
    { notebook: "01-a", engine: "tensors", seconds: [40, 36], trainingSeconds: [30, 42] },
  ],
};

const cell = (rmse: number) => ({ data: "concrete", setting: "MSE", learningRate: 0.003, rmse, slope: 2 });
const STUDY: StudyResult = {
  ...{ kind: "study", format: 1, date: "2026-01-02T03:04:05.000Z", machine: MACHINE, processes: 2 },
  ...{ trainings: 448, epochs: 100, seeds: { tuning: 4, evaluation: 20 }, rows: { concrete: 618 } },
  contenders: [
    { id: "lai-wasm", label: "ours", versions: { kernel: "simd" }, seconds: [40, 20, 30], cells: [cell(0.5)] },
    { id: "jax-vmap", label: "JAX", versions: { jax: "1" }, seconds: [60, null, null], cells: [cell(0.51)] },
    { id: "torch-loop", label: "PyTorch", versions: {}, seconds: [600, null, null], cells: [cell(0.49)] },
  ],
  leftOut: [{ contender: "lai-native", reason: "there is no native kernel" }],
};

const KERNEL: KernelResult = {
  ...{ kind: "kernel", format: 1, date: "2026-01-02T03:04:05.000Z", machine: MACHINE, node: "20.0.0" },
  kernels: [
    { name: "lai", version: "0.1.0", times: { first: [900, 1100, 1000], trivial: [3], import: [500] } },
    { name: "ipykernel", version: "7.4.0", times: { first: [800, 700], trivial: [9] } },
  ],
};

test("the page has a section for each other result that there is", () => {
  const sections = otherSections({
    ...{ profile: makeProfile(), trainings: TRAININGS, study: STUDY, notebooks: NOTEBOOKS },
    measures: makeMeasures(),
    kernel: KERNEL,
  });
  assert.equal(sections.length, 6);
  const text = sections.join("\n");
  for (const line of [
    "## Where a step's time goes",
    "| 2 | 9.5 | 1.90 × |",
    "worker 1 is ready after 400 ms and takes 45 MB",
    "| 01-a, all cells | 38 [36, 40] | 11 [10, 12] | 3.50 × |", // the median of 4 and 3
    "| 01-a, the cells that train | 36 [30, 42] | 5.5 [5, 6] | 6.50 × |",
    "| ours (kernel simd) | 30 [20, 40] | 896 | 2.00 × |",
    "- Not run: lai-native: there is no native kernel.",
    "measured 2.00 ×: missed by 33 %.",
    "of 1 settings the mean test RMSEs are at most 4.1 % apart",
    "| start to the first result | 1000 | 750 | < 1200 |",
    "| the cell that imports lai-loss, at once behind the first 21 | 500 |  | < 600 |",
    "medians in ms of 1 sessions and 3 starts each, in turns; empty where a kernel cannot do it or loses some of it. lai 0.1.0, ipykernel 7.4.0.",
    "| `quick`, dense | at most 0.3 s | 0.310 s | missed |",
  ]) {
    assert.ok(text.includes(line), `${line} is missing in\n${text}`);
  }
  assert.deepEqual(
    otherSections({ profile: null, trainings: null, study: null, notebooks: null, measures: null, kernel: null }),
    [],
  );
});

test("of each kind the newest result is read, and a file that is none is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "lai-page-"));
  try {
    const write = (name: string, content: object): void => writeFileSync(join(folder, name), JSON.stringify(content));
    write("profile-b.json", makeProfile("2026-01-01T00:00:00.000Z"));
    write("profile-a.json", makeProfile("2026-02-01T00:00:00.000Z"));
    write("trainings-a.json", TRAININGS);
    const { profile, trainings, notebooks } = readOtherResults(folder);
    assert.equal(profile?.date, "2026-02-01T00:00:00.000Z");
    assert.deepEqual(trainings, TRAININGS);
    assert.equal(notebooks, null);
    write("notebooks-a.json", { kind: "other" });
    assert.throws(() => readOtherResults(folder), /notebooks-a\.json is no result of the kind notebooks/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a missed target is explained by the speed of both, and by the profile where there is one", () => {
  const result = makeResult();
  const [network] = result.networks;
  network.measured.push(measured("jax-jit", "lai", [1, 3, 4])); // half the time of dense-relaxed in each round
  const others = {
    profile: makeProfile(),
    trainings: null,
    study: null,
    notebooks: null,
    measures: null,
    kernel: null,
  };
  const page = benchmarksPage([{ file: "steps-a.json", result }], others);
  const line = page.split("\n").find((one) => one.startsWith("- S: this step computes at"));
  assert.ok(line, page);
  assert.match(
    line,
    /at 3.* % of the peak of 128-bit multiply-adds.*and label of jax-jit at 6.* % of it\. The target asks for 6/,
  );
  // .5 of the step at .6 of the peak: 2 x (.5 x .6 + .5)
  assert.match(line, /50 % of the step are matrix products, at 60 % of the peak, 8 % activations, 5 % the loss/);
  assert.match(line, /the ratio would be 1\.60 ×\.$/);
  assert.doesNotMatch(benchmarksPage([{ file: "steps-a.json", result: makeResult() }]), /jax-jit at/);
});
