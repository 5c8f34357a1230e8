/** The line of progress: what it says at any width, and how long it says that it will take. */
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../src/core/progress.js';
import { barLine, secondsLeft, timeLeft } from '../../src/ui/terminal/bar-line.js';

const loading: Progress = { phase: 'documents', done: 250_000, total: 1_000_000, bytes: 100_000_000 };
const at = (progress: Progress, now: number, told = now) => ({ progress, now, told });

describe('the line of progress', () => {
  it.each([
    [20, ' 25%  left 30 s'],
    [30, ' 25%  25,000/s  left 30 s'],
    [40, 'Documents   25%  25,000/s  left 30 s'],
    [60, 'Documents   25%  250,000/1,000,000  25,000/s  left 30 s'],
    [80, 'Documents   25%  250,000/1,000,000  25,000/s  10 MB/s  left 30 s  ███░░░░░░░░░░'],
  ])('in %i columns has the figures first, and no more than fits', (columns, line) => {
    const shown = barLine(at(loading, 10), columns);
    expect(shown.length).toBeLessThan(columns);
    expect(shown).toBe(line);
  });

  it('gives the bar all that the figures leave', () => {
    const shown = barLine(at(loading, 10), 200);
    expect(shown).toHaveLength(199);
    expect(shown).toMatch(/left 30 s {2}█+░+$/);
  });

  it.each([1, 2, 5, 9, 13])('fits into %i columns', (columns) => {
    expect(barLine(at(loading, 10), columns).length).toBeLessThan(Math.max(1, columns));
  });

  it('says before the bar that batches wait for the server', () => {
    expect(barLine(at({ ...loading, waiting: 3 }, 10), 70)).toBe(
      'Documents   25%  25,000/s  3 waiting for the server  left 30 s  █░░░░',
    );
  });
});

describe('the time left', () => {
  it('leaves out what an earlier run had delivered', () => {
    const alreadyDelivered = { documents: 200_000, bytes: 0 };
    // 50,000 in 10 s, and 750,000 to go.
    expect(secondsLeft(at({ ...loading, alreadyDelivered }, 10))).toBeCloseTo(150, 6);
  });

  it('follows the work of indexes, not how many collections are done', () => {
    const indexes: Progress = { phase: 'indexes', done: 7, total: 9, share: 0.2, bytes: 1 };
    expect(secondsLeft(at(indexes, 4))).toBe(16);
    expect(barLine(at(indexes, 4), 80)).toMatch(/^Indexes {5}20% {2}7\/9 {2}left 16 s {2}█+░+$/);
    // Between two collections the clock goes on, and nothing is said once it has passed what was thought.
    expect(secondsLeft(at(indexes, 10, 4))).toBe(10);
    expect(secondsLeft(at(indexes, 21, 4))).toBeUndefined();
  });

  it('is not told from the first collections, which hold next to nothing', () => {
    const first: Progress = { phase: 'indexes', done: 1, total: 9, share: 0.0001, bytes: 1 };
    expect(secondsLeft(at(first, 3))).toBeUndefined();
    expect(barLine(at(first, 3), 80)).not.toContain('left');
  });

  it.each([
    [0.2, '1 s'],
    [59.5, '1 min 0 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
    [3600, '1 h 0 min'],
  ])('of %d seconds reads %s', (seconds, text) => expect(timeLeft(seconds)).toBe(text));
});
