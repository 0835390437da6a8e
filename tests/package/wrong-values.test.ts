import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "lai-loss";
import { lai } from "./entries";
import { type Call, rightCalls } from "./right-calls";
import { type Wanted, WRONG_KEYS, WRONG_VALUES } from "./wanted";

/** Every exported function by its name; namespaces such as `figures` by their members. */
function exportedFunctions(): string[] {
  const isNamespace = (value: unknown): value is object =>
    typeof value === "object" && value !== null && Object.values(value).some((one) => typeof one === "function");
  return Object.entries(lai).flatMap(([name, value]) => {
    if (typeof value === "function") return [name];
    if (!isNamespace(value)) return [];
    return Object.entries(value).flatMap(([own, one]) => (typeof one === "function" ? [`${name}.${own}`] : []));
  });
}

/** A place of a call: which argument, and which part of it. */
type Place = readonly [argument: number, ...keys: string[]];

function placesOf(wanted: Wanted, place: Place): [Place, Wanted][] {
  const parts = Object.entries(wanted.parts ?? {});
  return [[place, wanted], ...parts.flatMap(([key, part]) => placesOf(part, [...place, key]))];
}

/** The arguments with one place changed; nothing that they share with other calls is written to. */
function changed(args: readonly unknown[], [argument, ...keys]: Place, value: unknown): unknown[] {
  const put = (into: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return value;
    const copy = { ...(into as Record<string, unknown>) };
    // a key such as __proto__ becomes an own one
    const own = { value: put(copy[key], rest), enumerable: true, configurable: true, writable: true };
    return Object.defineProperty(copy, key, own);
  };
  const copy = [...args];
  copy[argument] = put(copy[argument], keys);
  return copy;
}

/** What a call throws, or its promise is rejected with. */
async function thrownBy({ run }: Call, args: readonly unknown[]): Promise<unknown> {
  try {
    await run(...args);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Why a call does not refuse as it should; undefined where it does. */
async function faultOf(call: Call, args: readonly unknown[], names: readonly string[]): Promise<string | undefined> {
  const error = await thrownBy(call, args);
  if (error === undefined) return "was accepted";
  if (!(error instanceof ArgumentError)) return `threw ${(error as Error)?.stack?.split("\n").slice(0, 3).join(" ")}`;
  const said = names.map((name) => (Object.hasOwn(call.calls ?? {}, name) ? call.calls![name] : name).toLowerCase());
  const isNamed = said.some((name) => error.argument.toLowerCase().includes(name));
  if (!isNamed) return `was refused under the name ${error.argument}: ${error.message}`;
  return /^\S[\s\S]* is [\s\S]+: [\s\S]+[.?]$/.test(error.message) ? undefined : `says ${error.message}`;
}

test("there is a right call for each exported function, and for nothing else", async () => {
  const calls = await rightCalls();
  const own = Object.keys(calls).filter((name) => !name.includes("#"));
  assert.deepEqual(own.sort(), exportedFunctions().sort());
});

test("every exported function does what its right call asks, also with undefined for what may be left out", async () => {
  const faults: string[] = [];
  for (const [name, call] of Object.entries(await rightCalls())) {
    if (call.isNotRun) continue;
    const looks = call.wanted.flatMap((wanted, i) => placesOf(wanted, [i]));
    const undefinedPlaces = looks.filter(([, wanted]) => wanted.optional).map(([place]) => place);
    const all = [call.args, ...undefinedPlaces.map((place) => changed(call.args, place, undefined))];
    for (const [i, args] of all.entries()) {
      const error = await thrownBy(call, args);
      const isRight = call.throws ? error instanceof call.throws : error === undefined;
      const what =
        i === 0 ? "the right call" : `undefined for ${undefinedPlaces[i - 1].slice(1).join(".") || "an argument"}`;
      if (!isRight) faults.push(`${name}, ${what}: ${(error as Error)?.stack?.split("\n").slice(0, 3).join(" ")}`);
    }
  }
  assert.ok(faults.length === 0, faults.join("\n"));
});

test("a wrong value in any place of any exported function is refused by an ArgumentError that names the place", async () => {
  const faults: string[] = [];
  let tried = 0;
  for (const [name, call] of Object.entries(await rightCalls())) {
    for (const [i, wanted] of call.wanted.entries()) {
      for (const [place, part] of placesOf(wanted, [i])) {
        const called = place.length > 1 ? String(place.at(-1)) : call.names[i];
        const values = part.optional ? WRONG_VALUES : [...WRONG_VALUES, ["undefined", undefined] as const];
        for (const [label, value] of values) {
          if (part.accepts(value)) continue;
          tried++;
          // an object may be refused for a part that it lacks, or a key that it has
          const keys =
            part.parts && typeof value === "object" && value !== null ? Reflect.ownKeys(value).map(String) : [];
          const names = [called, ...Object.keys(part.parts ?? {}), ...keys];
          const fault = await faultOf(call, changed(call.args, place, value), names);
          if (fault) faults.push(`${name}, ${label} for ${[call.names[i], ...place.slice(1)].join(".")}: ${fault}`);
        }
      }
    }
  }
  assert.ok(faults.length === 0, faults.join("\n"));
  assert.ok(tried > 10_000, `${tried} wrong values were tried`);
});

test("unknown keys of options are refused, and the known ones are those of this table", async () => {
  const faults: string[] = [];
  for (const [name, call] of Object.entries(await rightCalls())) {
    for (const [i, wanted] of call.wanted.entries()) {
      for (const [place, part] of placesOf(wanted, [i])) {
        if (!part.strict) continue;
        for (const key of WRONG_KEYS) {
          const args = changed(call.args, [...place, key] as unknown as Place, 1);
          const fault = await faultOf(call, args, [key]);
          if (fault) faults.push(`${name}, ${[...place.slice(1), key].join(".")}: ${fault}`);
          else if (key === "wrong") {
            const { remedy } = (await thrownBy(call, args)) as ArgumentError;
            const known = /the known ones are (.*?)[;.]/.exec(remedy)?.[1].split(", ").sort();
            const own = Object.keys(part.parts ?? {}).sort();
            if (String(known) !== String(own)) faults.push(`${name} knows ${known}, the table has ${own}`);
          }
        }
      }
    }
  }
  assert.ok(faults.length === 0, faults.join("\n"));
});
