/** Calls from TypeScript into the native kernel that are wrong in all ways: refused, or harmless outside of the memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../../src/base/random";
import { fixedAddresses, rowAddresses, writeRecords } from "../../../src/engine/dense/kernel/addresses";
import { networkLayout } from "../../../src/engine/dense/kernel/layout";
import { nativeFile } from "../../../src/engine/dense/kernel/native";
import { repeats } from "../../long";
import { randomNetwork } from "./random-network";

const file = nativeFile();
const skip = file === null ? "there is no native kernel here: node native/build.mjs" : false;
type Functions = Record<string, (...given: unknown[]) => unknown>;
const levels: [string, Functions][] = file === null ? [] : Object.entries(require(file).levels);

const ROWS = 72;
/** Bytes before and behind the memory, which nothing may touch; none where AddressSanitizer sees each touch itself. */
const MARGIN = process.env.ASAN_OPTIONS === undefined ? 4096 : 0;
const MARK = 0xa5;

interface Laid {
  /** the margins besides */
  all: Uint8Array;
  memory: Uint8Array;
  record: number;
  recordWords: number;
  /** a right call of each function */
  calls: [name: string, ...numbers: number[]][];
}

/** A network in a memory that ends where its last array does. */
function lay(): Laid {
  const { stack } = randomNetwork(
    { inputs: 5, hidden: [17, 9], activations: [8, 9], useBias: [true, false, true], rows: ROWS },
    3,
  );
  const layout = networkLayout(stack);
  const fixed = fixedAddresses(layout, 1);
  const rows = rowAddresses(layout, fixed, ROWS);
  const all = new Uint8Array(rows.end + 2 * MARGIN).fill(MARK);
  const memory = all.subarray(MARGIN, MARGIN + rows.end).fill(0);
  const floats = new Float32Array(memory.buffer, MARGIN, rows.end / 4);
  const random = new Random(1, "native calls");
  for (let i = 0; i < floats.length; i++) floats[i] = random.normal();
  writeRecords(new Uint32Array(memory.buffer, MARGIN, rows.end / 4), floats, layout, fixed, rows);
  const { record, gradients } = fixed.threads[0];
  const bytes = layout.parameters * 4;
  const { parameters, firstMoments, secondMoments } = fixed;
  return {
    all,
    memory,
    record,
    recordWords: (parameters - record) / 4,
    calls: [
      ["transposeWeights", record],
      ["forward", record, 0, ROWS, 1, 1],
      ["forward", record, 8, 64, 0, 0],
      ["backward", record, 0, ROWS, 1],
      ["clearGradients", record],
      ["clearPadding", record],
      ["addTo", parameters, gradients, bytes],
      ["sumOfSquares", parameters, bytes],
      ["adam", parameters, gradients, firstMoments, secondMoments, bytes, 1, 0.1, 0.001, 0, 0.01, 1e-7],
    ],
  };
}

function assertMarginsAreWhole({ all, memory }: Laid): void {
  const isWhole = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === MARK);
  const margins = [all.subarray(0, MARGIN), all.subarray(MARGIN + memory.length)];
  assert.ok(margins.every(isWhole), "bytes outside of the memory were written");
}

const word = fc.oneof(
  fc.constantFrom(0, 1, 4, 8, 16, 2 ** 16, 2 ** 31 - 8, 2 ** 31, 2 ** 32 - 8, 2 ** 32 - 4, 2 ** 32 - 1),
  fc.nat(40).map((n) => n * 8),
  fc.nat(30_000).map((n) => n * 4),
  fc.nat(2 ** 32 - 1),
);
const wrong = fc.constantFrom<unknown>(
  undefined,
  null,
  "4",
  Number.NaN,
  -4,
  4.5,
  2 ** 32,
  Infinity,
  {},
  4n,
  Symbol("a"),
);

for (const [level, functions] of levels) {
  test(`right calls are taken by ${level}, and change nothing outside of the memory`, { skip }, () => {
    const laid = lay();
    for (const [name, ...numbers] of laid.calls) functions[name](laid.memory, ...numbers);
    assertMarginsAreWhole(laid);
  });

  test(`records with wrong words are refused by ${level}, or change nothing outside of the memory`, {
    skip,
  }, (context) => {
    let [taken, refused] = [0, 0];
    const laid = lay();
    const right = laid.memory.slice();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(10_000), word), { minLength: 1, maxLength: 3 }), (changes) => {
        laid.memory.set(right);
        const words = new Uint32Array(laid.memory.buffer, MARGIN + laid.record, laid.recordWords);
        for (const [at, value] of changes) words[at % words.length] = value;
        for (const [name, ...numbers] of laid.calls) {
          try {
            functions[name](laid.memory, ...numbers);
            taken++;
          } catch (error) {
            assert.ok(error instanceof RangeError, String(error));
            refused++;
          }
        }
        assertMarginsAreWhole(laid);
      }),
      { numRuns: repeats({ short: 300, long: 20_000 }), seed: 7 },
    );
    context.diagnostic(`${taken} calls taken, ${refused} refused`);
    assert.ok(taken > 100 && refused > 100);
  });

  test(`wrong addresses, counts, types and memories are refused by ${level}, or change nothing outside`, {
    skip,
  }, () => {
    const laid = lay();
    const memories = [
      laid.memory.subarray(0, 200),
      laid.memory.subarray(0, laid.memory.length - 4),
      laid.memory.subarray(0, 0),
      laid.memory.subarray(1),
      new Uint8ClampedArray(800),
      new Float32Array(800),
      new ArrayBuffer(800),
      null,
      undefined,
      12,
    ];
    fc.assert(
      fc.property(
        fc.nat(laid.calls.length - 1),
        fc.nat(11),
        fc.oneof(word, wrong),
        fc.constantFrom(laid.memory, laid.memory, ...memories),
        fc.constantFrom(0, 0, 0, -1, 1),
        (which, argument, value, memory, more) => {
          const [name, ...numbers] = laid.calls[which];
          const given: unknown[] = [...numbers];
          given[argument % given.length] = value;
          if (more > 0) given.push(0);
          if (more < 0) given.pop();
          try {
            functions[name](memory, ...given);
            assert.equal(more, 0);
          } catch (error) {
            assert.ok(error instanceof RangeError, String(error));
          }
          assertMarginsAreWhole(laid);
        },
      ),
      { numRuns: repeats({ short: 1000, long: 30_000 }), seed: 8 },
    );
    for (const memory of memories)
      for (const [name, ...numbers] of laid.calls) {
        if (memory === memories[1] && !["forward", "backward"].includes(name)) continue; // what these need lies inside
        assert.throws(() => functions[name](memory, ...numbers), RangeError, name);
      }
  });
}
