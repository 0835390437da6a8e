const LONGEST = 80;

/** A value as an error message shows it: short, and never `[object Object]`. */
export function show(value: unknown): string {
  if (typeof value === "number" || typeof value === "undefined" || value === null) return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "function") return `a function (${value.name || "anonymous"})`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${(value as Float32Array).length})`;
  const text = json(value) ?? `an object of ${Object.keys(value).join(", ") || "nothing"}`;
  const kind = typeof value === "object" && text === "{}" ? value.constructor?.name : "Object";
  if (kind !== "Object" && kind !== undefined) return `of the kind ${kind}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** Undefined for what JSON cannot say, such as a circle. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, v) => {
      if (typeof v === "bigint") return `${v}n`;
      return typeof v === "number" && !Number.isFinite(v) ? String(v) : v;
    });
  } catch {
    return undefined;
  }
}

/** The end of a sentence: `; do you mean "lambda"?` where a known name is near, else its full stop. */
export function nearest(name: unknown, known: readonly string[]): string {
  if (typeof name !== "string" || name.length > LONGEST) return ".";
  const distances = known.map((other) => editDistance(name.toLowerCase(), String(other).toLowerCase()));
  const least = Math.min(...distances);
  return least <= Math.max(1, name.length / 3)
    ? `; do you mean ${JSON.stringify(known[distances.indexOf(least)])}?`
    : ".";
}

/** Letters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
