import type { Table } from "./columns";
import { isNumeric, numbers, rowCount, texts } from "./columns";

/** Which rows belong together: `blocks[row]` is the row's block, numbered 0 to count - 1 in the order of first rows. */
export interface RowBlocks {
  blocks: Uint32Array;
  count: number;
}

/**
 * Rows that agree in all of the columns form a block; two missing values agree, and so do 0 and -0.
 * Hashed column by column over the numbers as they lie in memory; only rows of the same hash are compared.
 */
export function equalRows(table: Table, columns: readonly string[]): RowBlocks {
  const values = columns.map((name) => comparable(table, name));
  const rows = rowCount(table);
  const hashes = new Int32Array(rows);
  for (const column of values) mixIn(hashes, column);
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * rows)));
  const heads = new Int32Array(buckets).fill(-1);
  const next = new Int32Array(rows).fill(-1);
  const blocks = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const hash = hashes[row];
    const bucket = (hash ^ (hash >>> 16)) & (buckets - 1);
    let other = heads[bucket];
    while (other >= 0 && !(hashes[other] === hash && agree(values, row, other))) other = next[other];
    if (other >= 0) blocks[row] = blocks[other];
    else {
      blocks[row] = count++;
      next[row] = heads[bucket];
      heads[bucket] = row;
    }
  }
  return { blocks, count };
}

/** Joins two ways of belonging together: rows linked by either one, directly or over other rows, form a block. */
export function joinBlocks(one: RowBlocks, other: RowBlocks): RowBlocks {
  const parent = new Uint32Array(one.count);
  for (let i = 0; i < parent.length; i++) parent[i] = i;
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
  const numbered = new Int32Array(one.count).fill(-1);
  let count = 0;
  const blocks = one.blocks.map((block) => {
    const top = root(block);
    if (numbered[top] < 0) numbered[top] = count++;
    return numbered[top];
  });
  return { blocks, count };
}

/** A column whose values are equal, or both NaN, exactly where two rows agree: numbers, or the codes of texts. */
function comparable(table: Table, name: string): Float64Array | Int32Array {
  return isNumeric(table, name) ? numbers(table, name) : texts(table, name).codes;
}

/** Mixes a column into the hash of each row. */
function mixIn(hashes: Int32Array, column: Float64Array | Int32Array): void {
  if (column instanceof Int32Array) {
    for (let row = 0; row < hashes.length; row++) hashes[row] = mixed(mixed(hashes[row], column[row]), 0);
    return;
  }
  const words = new Int32Array(column.buffer, column.byteOffset, 2 * column.length);
  for (let row = 0; row < hashes.length; row++) {
    const value = column[row];
    // zeros and NaNs come in several forms that count as one
    const isPlain = value < 0 || value > 0;
    hashes[row] = isPlain
      ? mixed(mixed(hashes[row], words[2 * row]), words[2 * row + 1])
      : mixed(hashes[row], value === 0 ? 1 : 2);
  }
}

/** One step of MurmurHash3 (Appleby 2011). */
function mixed(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function agree(columns: readonly (Float64Array | Int32Array)[], one: number, other: number): boolean {
  for (const column of columns) {
    const [a, b] = [column[one], column[other]];
    if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) return false;
  }
  return true;
}
