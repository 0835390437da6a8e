import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Completion } from "../../src/kernel/completion";
import type { Inspection } from "../../src/kernel/inspection";
import { CellBench } from "./cell-bench";

const bench = CellBench.inEmptyFolder();
after(() => bench.close());

/** Asks about the place of `|` in a cell. */
const split = (cell: string): [string, number] => [cell.replace("|", ""), cell.indexOf("|")];
const inspect = (cell: string): Inspection | null => bench.converter.inspect("", ...split(cell)) as Inspection | null;
const complete = (cell: string): Completion => bench.converter.complete("", ...split(cell)) as Completion;

before(async () => {
  const outcome = await bench.run(`
    /** How a model is trained; see {@link fit}. */
    interface Settings {
      /** passes over
       *  the data */
      epochs: number;
      rate?: number;
      mode?: "fast" | "exact";
    }
    /**
     * Fits a model; the opposite of {@link https://example.org forgetting}, {@link Settings | its settings} and {@linkcode unfit}.
     *
     * @param name what it is called
     * @param settings how
     * @returns its score
     * @example fit("a", { epochs: 1 })
     */
    function fit(name: string, settings: Settings): number { return settings.epochs; }
    function fits(name: string): string;
    function fits(name: string, times: number): string;
    function fits(name: string) { return name; }
    const table = { width: 3, heads: ["a"], of(n: number) { return n; } };`);
  assert.equal(outcome.failure, "");
});

test("a name tells its signature and its documentation, in Markdown and plain", () => {
  const { markdown, plain } = inspect("fi|t('a', { epochs: 1 })") as Inspection;
  assert.match(
    markdown,
    /^```typescript\nfunction fit\(name: string, settings: Settings\): number\n```\n\nFits a model; /,
  );
  assert.match(markdown, /the opposite of forgetting \(https:\/\/example\.org\), its settings and `unfit`\./);
  assert.match(markdown, /@param `name` what it is called/);
  assert.match(markdown, /@returns its score/);
  assert.match(markdown, /```typescript\nfit\("a", \{ epochs: 1 \}\)\n```/);
  assert.match(plain, /^function fit\(name: string, settings: Settings\): number\n\nFits a model/);
  assert.doesNotMatch(markdown + plain, /@link/);
  assert.doesNotMatch(plain, /`/);
});

test("inside of a call's parentheses the argument that is due is told, with the options of an object", () => {
  const first = inspect("fit(|") as Inspection;
  assert.match(first.markdown, /function|fit\(name: string, settings: Settings\): number/);
  assert.match(first.markdown, /\*\*`name: string`\*\*: what it is called/);
  const second = inspect("fit('a', |)") as Inspection;
  assert.match(second.markdown, /\*\*`settings: Settings`\*\*: how/);
  assert.match(
    second.markdown,
    /- `epochs: number` passes over the data\n- `rate\?: number`\n- `mode\?: "fast" \| "exact"`/,
  );
  const within = inspect("fit('a', { epochs: 3, | })") as Inspection;
  assert.match(within.plain, /- epochs: number passes over the data/);
  const wanted = inspect("const mine: Settings = { | };") as Inspection;
  assert.match(wanted.plain, /^- epochs: number/);
});

test("a call with several signatures, and one of Node's", () => {
  assert.match((inspect("fits('a', |)") as Inspection).plain, /times: number/);
  assert.match((inspect("console.log(|)") as Inspection).plain, /log\(.*message\?: any/);
  assert.match((inspect("con|sole") as Inspection).plain, /var console: Console/);
});

test("where nothing is known nothing is told", () => {
  for (const cell of ["|", "1 + | 2", "// comm|ent", "fit ( 'a' ); |"]) assert.equal(inspect(cell), null, cell);
});

test("names are completed in the cell, from earlier cells and of Node, those that begin so first", () => {
  assert.deepEqual(complete("const fitted = 1; fi|"), {
    start: 18,
    end: 20,
    candidates: complete("const fitted = 1; fi|").candidates,
  });
  const { candidates } = complete("const fitted = 1; fi|");
  for (const name of ["fit", "fits", "fitted"])
    assert.ok(candidates.indexOf(name) >= 0 && candidates.indexOf(name) < 6, candidates.slice(0, 8).join());
  assert.ok(complete("set|").candidates.includes("setTimeout"));
  assert.deepEqual(complete("table.|").candidates.slice(0, 3), ["heads", "of", "width"]);
  assert.deepEqual(complete("table.wi|dth"), { start: 6, end: 11, candidates: ["width"] });
  assert.deepEqual(complete("export const wide = table.hea|").candidates, ["heads"]);
});

test("what stands in quotes and in objects is completed", () => {
  assert.deepEqual(complete("fit('a', { epochs: 1, mode: 'e|' })").candidates.slice(0, 1), ["exact"]);
  assert.deepEqual(complete("fit('a', { ra| })").candidates[0], "rate");
  const path = complete("import { join } from 'node:pa|'");
  assert.ok(path.candidates.includes("node:path"), path.candidates.slice(0, 5).join());
  assert.deepEqual(complete("import { joi| } from 'node:path'").candidates.slice(0, 1), ["join"]);
});

test("what is asked changes nothing of what is declared", async () => {
  complete("const fit = 3; fi|");
  inspect("interface Settings { other: 1 } declare global { var leaked: number } leaked|");
  assert.equal((await bench.run("fit('a', { epochs: 4 })")).shown, 4);
  assert.match((await bench.run("leaked")).failure, /Cannot find name 'leaked'/);
});
