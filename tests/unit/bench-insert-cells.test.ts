/** The random order of the repeats. */
import { describe, expect, it } from 'vitest';
import { cellsOf, countOf, inRandomOrder, type Sweep, shuffled } from '../../src/tools/bench/insert/cells.js';

const sweep: Sweep = {
  batchSize: [1, 2, 3],
  connections: [1, 2],
  writeConcern: ['1'],
  ordered: [true, false],
  indexes: [false],
  compression: ['none'],
  path: ['bson'],
  ids: ['sorted', 'random'],
};

describe('the cells of a sweep', () => {
  it('are as many as are counted, and all different', () => {
    const cells = cellsOf(sweep);
    expect(cells).toHaveLength(3 * 2 * 2 * 2);
    expect(countOf(sweep)).toBe(cells.length);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length);
  });
});

describe('shuffling', () => {
  const items = Array.from({ length: 200 }, (_, i) => i);

  it('keeps every item once, and leaves the list that it is given alone', () => {
    const before = [...items];
    const order = shuffled(items);
    expect(items).toEqual(before);
    expect(order).not.toEqual(items);
    expect(order.toSorted((a, b) => a - b)).toEqual(items);
  });

  it('gives another order each time', () => {
    expect(shuffled(items)).not.toEqual(shuffled(items));
  });

  it('follows the numbers that it is given: all orders of three come up, each once', () => {
    // Fisher and Yates draw below 3 and then below 2: six pairs, six orders.
    const orders = [0, 1, 2].flatMap((first) =>
      [0, 1].map((second) => {
        const draws = [first, second];
        const bounds: number[] = [];
        const order = shuffled(['a', 'b', 'c'], (n) => {
          bounds.push(n);
          return draws.shift() as number;
        });
        expect(bounds).toEqual([3, 2]);
        return order.join('');
      }),
    );
    expect(orders.toSorted()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  });

  it('of nothing and of one item is the same', () => {
    expect(shuffled([])).toEqual([]);
    expect(shuffled([1])).toEqual([1]);
  });
});

describe('the repeats', () => {
  it('have every cell as often as is wanted, mixed over all cells', () => {
    const cells = cellsOf(sweep);
    const runs = inRandomOrder(cells, 10);
    expect(runs).toHaveLength(cells.length * 10);
    for (const cell of cells) expect(runs.filter((run) => run === cell)).toHaveLength(10);
    // Neither cell after cell nor round after round.
    expect(runs.slice(0, 10).every((run) => run === runs[0])).toBe(false);
    expect(new Set(runs.slice(0, cells.length)).size).toBeLessThan(cells.length);
  });
});
