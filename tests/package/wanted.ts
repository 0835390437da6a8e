/** What may stand in one place of a call: written apart from the package's own rules, so that each checks the other. */
export interface Wanted {
  /** whether a value from the list of wrong ones is right here after all */
  accepts(value: unknown): boolean;
  /** undefined is the same as leaving it out */
  optional?: boolean;
  /** of an object: what its parts may be */
  parts?: Readonly<Record<string, Wanted>>;
  /** unknown keys are refused, and the error lists these parts as the known ones */
  strict?: boolean;
}

export const is = (accepts: (value: unknown) => boolean): Wanted => ({ accepts });
export const maybe = (wanted: Wanted): Wanted => ({ ...wanted, optional: true });

/** None of the wrong values. */
export const given: Wanted = is(() => false);
export const bool: Wanted = is((value) => typeof value === "boolean");
export const string: Wanted = is((value) => typeof value === "string");
/** A text that is not empty. */
export const name: Wanted = is((value) => typeof value === "string" && value !== "");
export const func: Wanted = is((value) => typeof value === "function");
export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && [null, Object.prototype].includes(Object.getPrototypeOf(value));
export const plain: Wanted = is(isPlain);

interface Range {
  above?: number;
  min?: number;
  max?: number;
}

const inside = (value: number, { above = -Infinity, min = -Infinity, max = Infinity }: Range): boolean =>
  value > above && value >= min && value <= max;

export const real = (range: Range = {}): Wanted =>
  is((value) => typeof value === "number" && Number.isFinite(value) && inside(value, range));

export const whole = (range: Range = {}): Wanted =>
  is((value) => Number.isSafeInteger(value) && inside(value as number, range));

export const count: Wanted = whole({ min: 1 });
export const seed: Wanted = maybe(whole());

export const listOf = (item: Wanted, least = 0): Wanted =>
  is((value) => Array.isArray(value) && value.length >= least && value.every(item.accepts));

/** Numbers in a list or a typed array. */
export const numeric = (item: Wanted = real(), least = 1): Wanted =>
  is((value) => {
    const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
    const values = value as ArrayLike<unknown>;
    return isList && values.length >= least && Array.from(values).every(item.accepts);
  });

export const anyNumber: Wanted = is((value) => typeof value === "number");
/** What a figure draws: gaps too. */
export const drawn: Wanted = numeric(
  is((value) => typeof value === "number" || value === null),
  0,
);

/** Options: an object of these keys and no others. */
export function options(parts: Readonly<Record<string, Wanted>>): Wanted {
  const isEmptyRight = Object.values(parts).every(({ optional }) => optional);
  return { accepts: (value) => isEmptyRight && isPlain(value) && Object.keys(value).length === 0, parts, strict: true };
}

/** Data: an object with these parts, and whatever else. */
export function data(parts: Readonly<Record<string, Wanted>>): Wanted {
  return { accepts: () => false, parts };
}

/** A wrong value and what it is called in messages. */
export type WrongValue = readonly [label: string, value: unknown];

const circle: Record<string, unknown> = {};
circle.self = circle;

/** Values of wrong types, sizes and names: most places take none or few of them. */
export const WRONG_VALUES: readonly WrongValue[] = [
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-1", -1],
  ["0", 0],
  ["0.5", 0.5],
  ["1e18", 1e18],
  ["1e300", 1e300],
  ['""', ""],
  ['"false"', "false"],
  ['"no"', "no"],
  ['"3"', "3"],
  ['"constructor"', "constructor"],
  ['"__proto__"', "__proto__"],
  ['"toString"', "toString"],
  ["true", true],
  ["false", false],
  ["7n", 7n],
  ["a symbol", Symbol("wrong")],
  ["a function", () => 1],
  ["a class", class Wrong {}],
  ["[]", []],
  ["[null]", [null]],
  ["[NaN]", [Number.NaN]],
  ['["no"]', ["no"]],
  ["[[]]", [[]]],
  ["[{}]", [{}]],
  ["{}", {}],
  ["{ wrong: 1 }", { wrong: 1 }],
  ['{ ["__proto__"]: 1 }', JSON.parse('{ "__proto__": 1 }')],
  ["an object without prototype", Object.create(null)],
  ["a circle", circle],
  ["a Map", new Map([["a", 1]])],
  ["a Date", new Date(0)],
  ["a RegExp", /x/],
  ["an empty Float32Array", new Float32Array(0)],
  ["a Float32Array with NaN", Float32Array.of(Number.NaN)],
  ["an Error", new Error("wrong")],
  ["a Promise", Promise.resolve(1)],
];

/** Keys that no options have. */
export const WRONG_KEYS: readonly string[] = ["wrong", "constructor", "__proto__", "toString", "hasOwnProperty"];
