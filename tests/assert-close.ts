import assert from "node:assert/strict";

/** Asserts that two numbers, or two arrays element by element, differ by at most `tolerance` (absolute). */
export function assertClose(
  actual: number | ArrayLike<number>,
  expected: number | ArrayLike<number>,
  tolerance: number,
  label = "value",
): void {
  const a = typeof actual === "number" ? [actual] : actual;
  const e = typeof expected === "number" ? [expected] : expected;
  assert.equal(a.length, e.length, `${label}: ${a.length} numbers, expected ${e.length}`);
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - e[i]);
    assert.ok(
      difference <= tolerance,
      `${label}[${i}]: ${a[i]}, expected ${e[i]} within ${tolerance} (off by ${difference})`,
    );
  }
}

/** The largest absolute value: the scale that relative tolerances are taken of. */
export function largest(values: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) result = Math.max(result, Math.abs(values[i]));
  return result;
}
