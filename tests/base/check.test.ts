import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import {
  ArgumentError,
  abortSignal,
  anyObject,
  ascending,
  boolean,
  callback,
  checkOptions,
  choice,
  count,
  fields,
  list,
  mapOf,
  number,
  numbers,
  object,
  optional,
  path,
  type Rule,
  SEED,
  text,
  where,
} from "../../src/base/check";

/** What a rule says of a value under the name "it"; null where it takes it. */
function said(rule: Rule<unknown>, value: unknown): string | null {
  try {
    rule("it", value);
    return null;
  } catch (error) {
    assert.ok(error instanceof ArgumentError, String(error));
    assert.equal(error.message, `${error.argument} is ${error.message.slice(error.argument.length + 4)}`);
    return error.message;
  }
}

/** A rule takes these values and gives them back as they are. */
function takes(rule: Rule<unknown>, ...values: unknown[]): void {
  for (const value of values) assert.equal(rule("it", value), value);
}

/** A rule says these sentences of these values. */
function refuses(rule: Rule<unknown>, ...pairs: [value: unknown, sentence: string][]): void {
  for (const [value, sentence] of pairs) assert.equal(said(rule, value), sentence);
}

test("an ArgumentError names argument, value and remedy, in its fields and in its sentence", () => {
  const error = new ArgumentError("lambda", -1, "give a number above 0.");
  assert.deepEqual(
    [error.name, error.argument, error.value, error.remedy],
    ["ArgumentError", "lambda", -1, "give a number above 0."],
  );
  assert.equal(error.message, "lambda is -1: give a number above 0.");
});

test("a number is finite and inside its bounds; the sentence tells all of them", () => {
  takes(number(), 0, -1.5, 1e300);
  refuses(
    number(),
    [Number.NaN, "it is NaN: give a finite number."],
    [Number.NEGATIVE_INFINITY, "it is -Infinity: give a finite number."],
    ["1", 'it is "1": give a finite number.'],
    [1n, "it is 1n: give a finite number."],
    [undefined, "it is undefined: give a finite number."],
    [null, "it is null: give a finite number."],
  );
  const bounded = number({ above: 0, max: 1 });
  takes(bounded, 1e-300, 1);
  refuses(
    bounded,
    [0, "it is 0: give a finite number above 0 and of at most 1."],
    [1.01, "it is 1.01: give a finite number above 0 and of at most 1."],
  );
  takes(number({ min: -1 }), -1);
  refuses(number({ min: -1 }), [-1.01, "it is -1.01: give a finite number of at least -1."]);
});

test("a whole number is exact, up to 2^53; a count begins at 1 and may end; a seed is 0 where none is given", () => {
  takes(number({ integer: true }), -3, 2 ** 53 - 1);
  refuses(
    number({ integer: true }),
    [0.5, "it is 0.5: give a whole number."],
    [2 ** 53, "it is 9007199254740992: give a whole number."],
  );
  takes(count(), 1, 7);
  refuses(count(), [0, "it is 0: give a whole number of at least 1."]);
  takes(count(8), 8);
  refuses(count(8), [9, "it is 9: give a whole number of at least 1 and of at most 8."]);
  assert.deepEqual([SEED("it", undefined), SEED("it", -4)], [0, -4]);
  refuses(SEED, [1.5, "it is 1.5: give a whole number."], [null, "it is null: give a whole number."]);
});

test("texts, paths, truth values, functions and signals are what they say", () => {
  takes(text, "", "a");
  refuses(text, [1, "it is 1: give a text."], [undefined, "it is undefined: give a text."]);
  takes(path, "a/b");
  refuses(path, ["", 'it is "": give a path.']);
  takes(boolean, true, false);
  refuses(boolean, [0, "it is 0: give true or false."], ["true", 'it is "true": give true or false.']);
  takes(callback(), assert.ok);
  refuses(callback(), [{}, "it is {}: give a function."]);
  takes(abortSignal, new AbortController().signal, { throwIfAborted: () => {} });
  const remedy = "give an AbortSignal, such as new AbortController().signal.";
  refuses(abortSignal, [{ aborted: false }, `it is {"aborted":false}: ${remedy}`], [null, `it is null: ${remedy}`]);
});

test("a choice names what there is, and the nearest of it", () => {
  const rule = choice(["best", "last"]);
  takes(rule, "best", "last");
  refuses(
    rule,
    ["lst", 'it is "lst": give one of "best", "last"; do you mean "last"?'],
    ["toString", 'it is "toString": give one of "best", "last".'],
    [0, 'it is 0: give one of "best", "last".'],
    [["best"], 'it is ["best"]: give one of "best", "last".'],
  );
});

test("where tells its own remedy; optional takes undefined alone, and fills in", () => {
  const even = where<number>((value) => Number(value) % 2 === 0, "give an even number.");
  takes(even, 4);
  refuses(even, [3, "it is 3: give an even number."]);
  assert.equal(optional(even)("it", undefined), undefined);
  assert.equal(optional(even, 6)("it", undefined), 6);
  assert.equal(optional(even, 6)("it", 2), 2);
  refuses(optional(text), [null, "it is null: give a text."]);
});

test("a list keeps the rule in each place, its length, and each one once where that is asked for; it is a copy", () => {
  const given = [1, 2];
  const taken = list(count())("it", given);
  assert.deepEqual(taken, given);
  assert.notEqual(taken, given);
  refuses(
    list(count()),
    [[1, 0], "it[1] is 0: give a whole number of at least 1."],
    // a hole is not passed over
    [new Array(1), "it[0] is undefined: give a whole number of at least 1."],
    [{ length: 0 }, 'it is {"length":0}: give a list.'],
    [new Float32Array(1), "it is Float32Array(1): give a list."],
  );
  assert.equal(said(list(count()), []), null);
  refuses(list(count(), { least: 2 }), [[1], 'it is "1 values": give at least 2.']);
  refuses(list(count(), { length: 2 }), [[1, 1, 1], 'it is "3 values": give 2.']);
  refuses(
    list(count(), { least: 1, remedy: "name one." }),
    [[], 'it is "0 values": name one.'],
    [7, "it is 7: name one."],
  );
  refuses(list(text, { unique: true }), [["a", "b", "a"], 'it[2] is "a": name each one once.']);
});

test("numbers are a list or a typed array, given back as they are; ascending ones as a list", () => {
  takes(numbers(), [1], new Float32Array([1, -2]));
  refuses(
    numbers(),
    [[], 'it is "0 values": give at least 1.'],
    [[1, Number.NaN], "it[1] is NaN: give a finite number."],
    [[1, "2"], 'it[1] is "2": give a finite number.'],
    ["12", 'it is "12": give numbers, in a list or a typed array.'],
    [{ length: -1 }, 'it is {"length":-1}: give numbers, in a list or a typed array.'],
    [{ length: 1.5 }, 'it is {"length":1.5}: give numbers, in a list or a typed array.'],
  );
  assert.equal(said(numbers({ least: 0 }), []), null);
  refuses(numbers({ min: 0 }), [[0, -1], "it[1] is -1: give a finite number of at least 0."]);
  takes(numbers({ anyNumber: true }), [Number.NaN, Number.POSITIVE_INFINITY]);
  refuses(numbers({ anyNumber: true }), [[null], "it[0] is null: give a finite number."]);
  assert.deepEqual(ascending()("it", Float32Array.of(0.5, 1)), [0.5, 1]);
  refuses(
    ascending(),
    [[1, 1], "it[1] is 1: give them in ascending order."],
    [[2, 1], "it[1] is 1: give them in ascending order."],
  );
});

test("fields are those that data must have; more may be there, and the object itself is given back", () => {
  const rule = fields<{ a: number; b: string }>({ a: number(), b: text });
  takes(rule, { a: 1, b: "", more: true });
  refuses(
    rule,
    [{ a: 1 }, "it.b is undefined: give a text."],
    [[], "it is []: give an object with a, b."],
    [null, "it is null: give an object with a, b."],
  );
});

test("an object has known keys alone; defaults are filled in, and keys without a value left out", () => {
  const rule = object({ size: optional(count(), 3), name: optional(text), depth: number() });
  assert.deepEqual(rule("it", { depth: 2 }), { size: 3, depth: 2 });
  assert.deepEqual(rule("it", { depth: 2, name: undefined, size: undefined }), { size: 3, depth: 2 });
  assert.deepEqual(rule("it", Object.assign(Object.create(null), { depth: 1 })), { size: 3, depth: 1 });
  assert.deepEqual(rule("it", runInNewContext("({ depth: 1 })")), { size: 3, depth: 1 });
  refuses(
    rule,
    [{}, "it.depth is undefined: give a finite number."],
    [{ depth: 1, dpth: 2 }, 'it.dpth is 2: unknown option; the known ones are size, name, depth; do you mean "depth"?'],
    [
      JSON.parse('{ "depth": 1, "__proto__": 2 }'),
      "it.__proto__ is 2: unknown option; the known ones are size, name, depth.",
    ],
    [{ depth: 1, constructor: 2 }, "it.constructor is 2: unknown option; the known ones are size, name, depth."],
    [[1], "it is [1]: give an object with size, name, depth."],
    [new Map(), "it is of the kind Map: give an object with size, name, depth."],
    [undefined, "it is undefined: give an object with size, name, depth."],
  );
});

test("options are named by the function; an option of version 0.1 is answered with its name of today, where there is one", () => {
  const check = (options: unknown): unknown => checkOptions("train", options, { slopeLossRows: optional(count()) });
  assert.deepEqual(check({ slopeLossRows: 2 }), { slopeLossRows: 2 });
  assert.deepEqual(check({}), {});
  const message = (options: unknown): string => {
    try {
      return `accepted: ${check(options)}`;
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.equal(message({ laiRows: 2 }), "train.laiRows is 2: its name is slopeLossRows now.");
  assert.equal(
    message({ laiFraction: 2 }),
    "train.laiFraction is 2: unknown option; the known ones are slopeLossRows.",
  );
  assert.equal(message({ slopeLossRows: 0 }), "slopeLossRows is 0: give a whole number of at least 1.");
  assert.equal(message(3), "options is 3: give an object with slopeLossRows.");
});

test("an object of any keys, and one whose values all keep to one rule", () => {
  takes(anyObject, { a: 1 }, {});
  refuses(anyObject, [[], "it is []: give an object such as { name: value }."]);
  takes(mapOf(count()), { a: 1, b: 2 });
  refuses(mapOf(count()), [{ a: 1, b: 0 }, "it.b is 0: give a whole number of at least 1."]);
});
