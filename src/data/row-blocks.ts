import { type Columns, isNumeric, numbers, rowCount, texts } from "./columns";

/** Which rows belong together: `blocks[row]` is the row's block, numbered 0 to count - 1 in the order of first rows. */
export interface RowBlocks {
  blocks: Uint32Array;
  count: number;
}

/** Every row its own block. */
export function ownBlocks(rows: number): RowBlocks {
  return { blocks: new Uint32Array(rows).map((_, row) => row), count: rows };
}

/**
 * Rows of equal values form a block; two NaN are equal, and so are 0 and -0. A hash table in typed arrays: a Map of a million
 * different numbers takes three times as long, and holds no more than 2^24.
 */
export function blocksOfValues(values: ArrayLike<number>): RowBlocks {
  const rows = values.length;
  const plain = new Float64Array(values);
  for (let row = 0; row < rows; row++) plain[row] = Number.isNaN(plain[row]) ? Number.NaN : plain[row] + 0; // -0 + 0 is 0
  const words = new Int32Array(plain.buffer);
  const mask = 2 ** Math.ceil(Math.log2(2 * rows + 2)) - 1;
  const firstRowAt = new Int32Array(mask + 1).fill(-1);
  const blocks = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const low = words[2 * row];
    const high = words[2 * row + 1];
    let place = mixed(low ^ Math.imul(high, 0x9e3779b1)) & mask;
    let first = firstRowAt[place];
    while (first >= 0 && (words[2 * first] !== low || words[2 * first + 1] !== high)) {
      place = (place + 1) & mask;
      first = firstRowAt[place];
    }
    if (first < 0) {
      firstRowAt[place] = row;
      blocks[row] = count++;
    } else blocks[row] = blocks[first];
  }
  return { blocks, count };
}

/** The end of MurmurHash3 (Appleby 2011), which spreads every bit. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/**
 * Rows that agree in all columns form a block; two missing values agree, and so do 0 and -0.
 * Column after column parts the blocks further, until every row is its own: with measured numbers soon.
 */
export function equalRows(table: Columns): RowBlocks {
  const rows = rowCount(table);
  let parted: RowBlocks = { blocks: new Uint32Array(rows), count: 1 };
  for (const name of table.keys()) {
    if (parted.count === rows) break;
    const own = blocksOfValues(comparable(table, name));
    parted = parted.count === 1 ? own : blocksOfValues(pairs(parted.blocks, own));
  }
  return parted;
}

/** A number for each pair of blocks, exact below 2^53. */
function pairs(blocks: Uint32Array, { blocks: other, count }: RowBlocks): Float64Array {
  const both = new Float64Array(blocks.length);
  for (let row = 0; row < both.length; row++) both[row] = blocks[row] * count + other[row];
  return both;
}

/** Values that are equal, or both NaN, exactly where two rows agree: numbers, or the codes of texts. */
function comparable(table: Columns, name: string): Float64Array | Int32Array {
  return isNumeric(table, name) ? numbers(table, name) : texts(table, name).codes;
}

/** Joins two ways of belonging together: rows linked by either one, directly or over other rows, form a block. */
export function joinBlocks(one: RowBlocks, other: RowBlocks): RowBlocks {
  const parent = ownBlocks(one.count).blocks;
  const root = (start: number): number => {
    let i = start;
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  const firstOf = new Int32Array(other.count).fill(-1);
  one.blocks.forEach((block, row) => {
    const first = firstOf[other.blocks[row]];
    if (first < 0) firstOf[other.blocks[row]] = block;
    else parent[root(block)] = root(first);
  });
  return blocksOfValues(one.blocks.map(root));
}

/**
 * Whether rows would repeat one another by chance alone, as a few words in many rows must: their number
 * times the chance that two rows agree in all columns, were the columns independent, is 1 or more.
 */
export function repeatsByChance(table: Columns): boolean {
  const rows = rowCount(table);
  let expected = rows;
  for (const name of table.keys()) {
    if (expected < 1) return false;
    const sizes = blockSizes(blocksOfValues(comparable(table, name)));
    expected *= sizes.reduce((sum, size) => sum + (size / rows) ** 2, 0);
  }
  return expected >= 1;
}

export function blockSizes({ blocks, count }: RowBlocks): Float64Array {
  const sizes = new Float64Array(count);
  for (let row = 0; row < blocks.length; row++) sizes[blocks[row]]++;
  return sizes;
}

/** The rows of each block: those of block b stand in `rows` from `starts[b]` up to `starts[b + 1]`. */
export interface BlockRows {
  count: number;
  starts: Uint32Array;
  rows: Uint32Array;
}

export function rowsOfBlocks({ blocks, count }: RowBlocks): BlockRows {
  const starts = new Uint32Array(count + 1);
  for (let row = 0; row < blocks.length; row++) starts[blocks[row] + 1]++;
  for (let block = 0; block < count; block++) starts[block + 1] += starts[block];
  const next = starts.slice();
  const rows = new Uint32Array(blocks.length);
  for (let row = 0; row < blocks.length; row++) rows[next[blocks[row]]++] = row;
  return { count, starts, rows };
}
