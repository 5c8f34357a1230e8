/** Words for people: tables of words, numbers with their nouns. */
import Table from 'cli-table3';
import { grouped } from './numbers.js';

/** A table in which every column is to the left but some. @param numbers the columns, from 0, that are aligned to the right. */
export function wordTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (numbers.includes(i) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** `1 index`, `2 indexes`: a number with its noun. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;
