import type { Table } from "./columns";
import { isNumeric, numbers, rowCount, texts } from "./columns";

/** Which rows belong together: `blocks[row]` is the row's block, numbered 0 to count - 1 in the order of first rows. */
export interface RowBlocks {
  blocks: Uint32Array;
  count: number;
}

/** Rows that agree in all of the columns form a block; two missing values agree. */
export function equalRows(table: Table, columns: readonly string[]): RowBlocks {
  const words = columns.map((name) => new Uint32Array(valuesForComparing(table, name).buffer));
  const rows = rowCount(table);
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * rows)));
  const heads = new Int32Array(buckets).fill(-1);
  const next = new Int32Array(rows).fill(-1);
  const blocks = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let hash = 0;
    for (const word of words) {
      hash = Math.imul(hash ^ word[2 * row], 0x9e3779b1);
      hash = Math.imul(hash ^ (hash >>> 15) ^ word[2 * row + 1], 0x85ebca6b);
    }
    const bucket = (hash ^ (hash >>> 16)) & (buckets - 1);
    let other = heads[bucket];
    while (other >= 0 && !agree(words, row, other)) other = next[other];
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

function agree(words: readonly Uint32Array[], one: number, other: number): boolean {
  for (const word of words) {
    if (word[2 * one] !== word[2 * other] || word[2 * one + 1] !== word[2 * other + 1]) return false;
  }
  return true;
}

/** 64 bits a row that are equal exactly where the values are: one zero, one NaN, texts by their number. */
function valuesForComparing(table: Table, name: string): Float64Array {
  if (!isNumeric(table, name)) return Float64Array.from(texts(table, name).codes);
  return numbers(table, name).map((value) => (Number.isNaN(value) ? Number.NaN : value + 0));
}
