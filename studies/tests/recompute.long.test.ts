import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { packageRoot } from "lai-internal";
import { onlyLong } from "../../tests/long";
import { writeAnswers } from "../src/answers/write-answers";
import { type MakeUp, storeMadeUp, storeReference } from "./made-up-runs";
import { newFolder } from "./small-study";

const run = promisify(execFile);

test("pandas and SciPy find the same answers, and a number that is changed is named", { skip: onlyLong }, async () => {
  const folder = newFolder();
  await run("python3", ["-m", "venv", join(folder, "venv")]);
  await run(join(folder, "venv", "bin", "pip"), ["install", "--quiet", "pandas", "pyarrow", "scipy"]);
  const makeUp: MakeUp = ({ setting, spec }, place) => {
    const draw = Math.sin(7 * spec.seed + 3 * place + setting.method.length + spec.data.name.length);
    const clean = (1 + 0.1 * spec.seed) * (1 + 0.005 * place + 0.03 * draw);
    return { clean, noise: (2 - 0.08 * place) * (1 + 0.05 * draw), slope: 3 - 0.2 * place + 0.1 * draw };
  };
  const runs = await storeMadeUp(makeUp);
  for (const name of ["noisy-inputs", "noisy-inputs-clean-rows", "noisy-labels"]) await storeMadeUp(makeUp, runs, name);
  await storeMadeUp(makeUp, runs, "ablations", ["diamonds"]);
  storeReference(runs, "ridge", 1.2);
  await writeAnswers(runs, folder);
  const answers = join(folder, "studies", "results", "answers.json");
  const recompute = (): Promise<{ stdout: string }> =>
    run(join(folder, "venv", "bin", "python"), [join(packageRoot(), "studies", "recompute.py"), runs, answers]);
  const { stdout } = await recompute();
  assert.match(stdout, /^\d{5} numbers were computed again; 0 differ\.$/m);
  const stored = JSON.parse(readFileSync(answers, "utf8"));
  stored.main.chosen[3].comparison.over.low += 1e-6;
  writeFileSync(answers, JSON.stringify(stored));
  await assert.rejects(recompute, { code: 1, stdout: /over\.low: .* is stored, .* is found[\s\S]*; 1 differ/ });
});
