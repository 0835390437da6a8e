import { ArgumentError } from "../base/check";
import { tooLarge } from "../base/read-file";

/*
 * What a Parquet file unpacks to, counted from the headers of its footer and of every page (Thrift's compact protocol, as
 * parquet.thrift of the format describes them): polars allocates what they say before it looks at the data.
 */

/** A Thrift struct by the numbers of its fields. */
type Struct = Map<number, unknown>;

const MAGIC = "PAR1";
/** Bytes that a value takes in a table, whatever it took in the file. */
const VALUE_BYTES = 8;

/** @throws ArgumentError where it is no whole Parquet file, or unpacks to more bytes */
export function checkParquet(bytes: Buffer, path: string, maxBytes: number): void {
  const size = unpackedSize(bytes);
  if (size === null) throw new ArgumentError("path", path, "it is not a whole Parquet file: fetch or write it again.");
  if (size > maxBytes) throw tooLarge("path", path, `it unpacks to ${size} bytes,`, maxBytes);
}

function unpackedSize(bytes: Buffer): number | null {
  if (bytes.length < 12 || bytes.toString("latin1", bytes.length - 4) !== MAGIC) return null;
  const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  try {
    const metadata = new ThriftReader(bytes, footer).struct();
    const chunks = structs(metadata.get(4)).flatMap((group) => structs(group.get(1)));
    return chunks.reduce((sum, chunk) => sum + chunkSize(bytes, chunk.get(3) as Struct), 0);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null; // cut short, or not what it should be
    throw error;
  }
}

/** One column of one group of rows: the larger of what the footer and the pages say. */
function chunkSize(bytes: Buffer, metadata: Struct): number {
  const [values, unpacked, packed, data] = [5, 6, 7, 9].map((field) => metadata.get(field) as number);
  const dictionary = metadata.get(11) as number | undefined;
  const start = dictionary ? Math.min(dictionary, data) : data;
  let [pageValues, pageBytes] = [0, 0];
  const reader = new ThriftReader(bytes, start);
  while (reader.at < start + packed) {
    const page = reader.struct();
    const header = (page.get(5) ?? page.get(8)) as Struct | undefined;
    pageValues += (header?.get(1) as number | undefined) ?? 0;
    pageBytes += page.get(2) as number;
    reader.at += page.get(3) as number;
  }
  return Math.max(unpacked, pageBytes) + VALUE_BYTES * Math.max(values, pageValues);
}

const structs = (list: unknown): Struct[] => list as Struct[];

/** Reads Thrift's compact protocol; beyond the end it throws a RangeError. */
class ThriftReader {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
  ) {}

  struct(): Struct {
    const fields: Struct = new Map();
    for (let id = 0; ; ) {
      const head = this.byte();
      if (head === 0) return fields;
      id = head >> 4 === 0 ? this.integer() : id + (head >> 4);
      const type = head & 15;
      fields.set(id, type === 1 || type === 2 ? type === 1 : this.value(type));
    }
  }

  private value(type: number): unknown {
    switch (type) {
      case 1:
      case 2:
      case 3:
        return this.byte();
      case 4:
      case 5:
      case 6:
        return this.integer();
      case 7:
        return this.skip(8);
      case 8:
        return this.skip(this.varint());
      case 9:
      case 10: {
        const head = this.byte();
        const length = head >> 4 === 15 ? this.varint() : head >> 4;
        return this.list(length, () => this.value(head & 15));
      }
      case 11: {
        const length = this.varint();
        const types = length === 0 ? 0 : this.byte();
        return this.list(length, () => [this.value(types >> 4), this.value(types & 15)]);
      }
      case 12:
        return this.struct();
      default:
        throw new RangeError(`Thrift has no type ${type}.`);
    }
  }

  /** Every item takes a byte at least: a length that lies meets the end. */
  private list(length: number, item: () => unknown): unknown[] {
    const items: unknown[] = [];
    for (let i = 0; i < length; i++) items.push(item());
    return items;
  }

  private skip(length: number): undefined {
    this.at += length;
    return undefined;
  }

  private byte(): number {
    return this.bytes.readUInt8(this.at++);
  }

  private varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > Number.MAX_SAFE_INTEGER) throw new RangeError("A Thrift number is too long.");
    }
  }

  /** Zigzag: 0, -1, 1, -2, ... */
  private integer(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
