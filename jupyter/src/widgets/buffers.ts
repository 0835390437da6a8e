/** A state as messages carry it: bytes go beside the JSON, each with its path in it. */
export interface Packed {
  state: Record<string, unknown>;
  buffer_paths: (string | number)[][];
  buffers: Uint8Array[];
}

/** Takes typed arrays and other bytes out of a state, as copies: what is sent does not change any more. */
export function pack(state: Record<string, unknown>): Packed {
  const buffer_paths: (string | number)[][] = [];
  const buffers: Uint8Array[] = [];
  const visit = (value: unknown, path: (string | number)[]): unknown => {
    const bytes = bytesOf(value);
    if (bytes !== null) {
      buffer_paths.push(path);
      buffers.push(bytes.slice());
      return null;
    }
    if (Array.isArray(value)) return value.map((inner, i) => visit(inner, [...path, i]));
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, [...path, name])]));
  };
  return { state: visit(state, []) as Record<string, unknown>, buffer_paths, buffers };
}

/**
 * Puts bytes that came beside a state back into it: as the kind of typed array that stood there before, else as bytes.
 *
 * @param before the state until now
 */
export function unpack(
  { state, buffer_paths, buffers }: Packed,
  before: Record<string, unknown> = {},
): Record<string, unknown> {
  type Inner = Record<string | number, unknown>;
  for (const [i, path] of buffer_paths.entries()) {
    let [into, known] = [state as Inner, before as Inner | undefined];
    for (const step of path.slice(0, -1)) [into, known] = [into[step] as Inner, known?.[step] as Inner | undefined];
    const last = path[path.length - 1];
    into[last] = likeBefore(buffers[i], known?.[last]);
  }
  return state;
}

function likeBefore(bytes: Uint8Array, known: unknown): unknown {
  const copy = bytes.slice();
  if (!ArrayBuffer.isView(known) || known instanceof DataView) return copy;
  const Kind = known.constructor as { new (buffer: ArrayBufferLike): unknown; BYTES_PER_ELEMENT?: number };
  const isWhole = copy.byteLength % (Kind.BYTES_PER_ELEMENT ?? 1) === 0;
  return isWhole && !Buffer.isBuffer(known) ? new Kind(copy.buffer) : copy;
}

function bytesOf(value: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ? new Uint8Array(value) : null;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
