import { isNumeric, numbers, rowCount, type Table, texts } from "./columns";

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
  const mask = 2 ** Math.ceil(Math.log2(2 * values.length + 2)) - 1;
  const firstRowAt = new Int32Array(mask + 1).fill(-1);
  const blocks = new Uint32Array(values.length);
  const number = new Float64Array(1);
  const words = new Int32Array(number.buffer);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    number[0] = Number.isNaN(value) ? Number.NaN : value + 0; // -0 + 0 is 0
    const hash = Math.imul(words[0] ^ Math.imul(words[1], 0x85ebca6b), 0xc2b2ae35);
    let place = (hash ^ (hash >>> 15)) & mask;
    while (firstRowAt[place] >= 0 && !Object.is(values[firstRowAt[place]] + 0, number[0])) place = (place + 1) & mask;
    if (firstRowAt[place] < 0) {
      firstRowAt[place] = row;
      blocks[row] = count++;
    } else blocks[row] = blocks[firstRowAt[place]];
  }
  return { blocks, count };
}

/**
 * Rows that agree in all of the columns form a block; two missing values agree, and so do 0 and -0.
 * Column after column parts the blocks further, until every row is its own: with measured numbers soon.
 */
export function equalRows(table: Table, columns: readonly string[]): RowBlocks {
  const rows = rowCount(table);
  let parted: RowBlocks = { blocks: new Uint32Array(rows), count: 1 };
  for (const name of columns) {
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
function comparable(table: Table, name: string): Float64Array | Int32Array {
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
 * Whether rows of these columns would repeat one another by chance alone, as a few words in many rows must: their number
 * times the chance that two rows agree in all columns, were the columns independent, is 1 or more.
 */
export function repeatsByChance(table: Table, columns: readonly string[]): boolean {
  const rows = rowCount(table);
  let expected = rows;
  for (const name of columns) {
    if (expected < 1) return false;
    const { blocks, count } = blocksOfValues(comparable(table, name));
    const sizes = new Float64Array(count);
    for (const block of blocks) sizes[block]++;
    expected *= sizes.reduce((sum, size) => sum + (size / rows) ** 2, 0);
  }
  return expected >= 1;
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
