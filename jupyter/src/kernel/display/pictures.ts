interface Format {
  type: string;
  name: string;
  begins: readonly number[];
}

const FORMATS: readonly Format[] = [
  { type: "image/png", name: "PNG", begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/jpeg", name: "JPEG", begins: [0xff, 0xd8, 0xff] },
  { type: "image/gif", name: "GIF", begins: [0x47, 0x49, 0x46, 0x38] },
];

/** The bytes of an image. */
export function imageForm(value: object): Record<string, unknown> | null {
  if (!(value instanceof Uint8Array)) return null;
  const format = FORMATS.find(({ begins }) => begins.every((byte, i) => value[i] === byte));
  if (format === undefined) return null;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  // a PNG's first chunk tells its size
  const size =
    format.name === "PNG" && bytes.length >= 24 ? `, ${bytes.readUInt32BE(16)} × ${bytes.readUInt32BE(20)}` : "";
  return {
    [format.type]: bytes.toString("base64"),
    "text/plain": `${format.name} image${size}, ${bytes.length.toLocaleString("en-US")} bytes`,
  };
}

/** An element of a document, such as one that jsdom or d3 made. */
export function elementForm(value: object): Record<string, unknown> | null {
  const { outerHTML } = value as { outerHTML?: unknown };
  if (typeof outerHTML !== "string") return null;
  return { [/^\s*<svg[\s>]/i.test(outerHTML) ? "image/svg+xml" : "text/html"]: outerHTML, "text/plain": outerHTML };
}
