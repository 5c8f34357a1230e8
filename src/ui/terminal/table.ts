/** Tables for the terminal: no colours, compact. */
import Table from 'cli-table3';

function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean,
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (isNumber(i) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** A table of numbers: every column but the first to the right. */
export const plainTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  tableOf(head, rows, (column) => column > 0);

/** A table of text: every column to the left but some. @param numbers the columns, from 0, that go to the right. */
export const wordTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string => tableOf(head, rows, (column) => numbers.includes(column));
