/** The result of the insert benchmark as a table for the terminal, and the figures behind it. */
import { describe, expect, it } from 'vitest';
import { cellWords, sharedWords, varyingDimensions } from '../../src/tools/bench/cell-names.js';
import {
  cpuPerMillion,
  decays,
  medianRepeat,
  rateOf,
  ratesOverTime,
  threeDigits,
  trendOf,
} from '../../src/tools/bench/figures.js';
import type { Cell, MeasuredCell, Repeat } from '../../src/tools/bench/result.js';
import { resultTable } from '../../src/tools/bench/table.js';
import { median } from '../../src/tools/statistics/median.js';
import { insertResult } from '../fixtures/insert-result.js';

const ONE = { batchSize: [1000], connections: [4], writeConcern: ['1'] } as const;
const cells = insertResult().cells.map(({ cell }) => cell);

/** Rows of a table as lists of texts, the head first. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((field) => field.trim()),
    );

const lastLine = (text: string): string => text.split('\n').at(-1) ?? '';

describe('the table', () => {
  const result = insertResult();
  const [head, ...rows] = rowsOf(resultTable(result));

  it('has a column for each setting that varies, and the figures', () => {
    expect(head).toEqual([
      ...['batch size', 'connections', 'write concern', 'documents/s', 'MB/s'],
      ...['p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'CPU s/million', ''],
    ]);
  });

  it('has a row for each cell, in the order of the run, with grouped digits', () => {
    expect(rows).toHaveLength(27);
    rows.forEach((row, i) => {
      const { cell, documentsPerSecond } = result.cells[i];
      expect(row.slice(0, 4)).toEqual([
        cell.batchSize.toLocaleString('en-US'),
        String(cell.connections),
        { '1': 'w:1', majority: 'w:majority', j: 'w:1 with j' }[cell.writeConcern],
        Math.round(documentsPerSecond).toLocaleString('en-US'),
      ]);
    });
  });

  it('marks the fastest cell and no other', () => {
    const fastest = Math.max(...result.cells.map((cell) => cell.documentsPerSecond));
    const marked = rows.filter((row) => row.at(-1) === '< fastest');
    expect(marked.map((row) => row[3])).toEqual([Math.round(fastest).toLocaleString('en-US')]);
  });

  it('says below, in one line, on what it was measured and what all cells share', () => {
    expect(lastLine(resultTable(result))).toBe(
      'Measured on MongoDB 7.0.14 (replica set of 1, wiredTiger) at localhost:27017, from zava 0.1.0 on Node.js 20.20.2, ' +
        '2 cores (AMD EPYC 7R13 Processor); all cells: unordered, without secondary indexes, uncompressed, finished BSON, ' +
        'sorted _id; 200,000 documents a repeat, 5 repeats.',
    );
  });

  it('shows errors and retries only where there are any', () => {
    const troubled = insertResult({ errors: ({ connections }) => (connections === 2 ? 3 : 0) });
    const [troubledHead, ...troubledRows] = rowsOf(resultTable(troubled));
    expect(troubledHead.slice(-2)).toEqual(['errors', '']);
    expect(troubledRows.map((row) => row.at(-2))).toEqual(
      troubled.cells.map(({ cell }) => (cell.connections === 2 ? '15' : '0')),
    );
    const [first, ...others] = result.cells;
    const retried = { ...first, repeats: first.repeats.map((repeat) => ({ ...repeat, retries: 1 })) };
    const retries = rowsOf(resultTable({ ...result, cells: [retried, ...others] }));
    expect(retries[0].slice(-2)).toEqual(['retries', '']);
    expect(retries[1].at(-2)).toBe('5');
  });

  it('of one cell has no mark and no settings but below', () => {
    const text = resultTable(insertResult({ sweep: ONE, repeats: 1 }));
    const table = rowsOf(text);
    expect(table).toHaveLength(2);
    expect(table[0][0]).toBe('documents/s');
    expect(text).not.toContain('fastest');
    expect(lastLine(text)).toContain('; batches of 1,000, 4 connections, w:1, unordered,');
    expect(lastLine(text)).toContain('1 repeat.');
  });

  it('of an interrupted run says so, whatever it holds', () => {
    const part = insertResult({ complete: false });
    part.cells[0].repeats.splice(2);
    expect(lastLine(resultTable(part))).toContain('2 to 5 repeats; interrupted, so this is a part');
    const nothing = resultTable({ ...part, cells: [] });
    expect(nothing).toMatch(/^No cell was measured\. Measured on MongoDB 7\.0\.14 .*no repeat; interrupted/);
  });

  it('leaves out of a sentence what nobody may know of a server', () => {
    const environment = { topology: 'sharded cluster', members: 0, storageEngine: 'unknown' } as const;
    expect(resultTable(insertResult({ environment }))).toContain(
      'MongoDB 7.0.14 (sharded cluster) at localhost',
    );
    const standalone = { topology: 'standalone', cores: 1 } as const;
    const text = resultTable(insertResult({ environment: standalone }));
    expect(text).toContain('(standalone, wiredTiger)');
    expect(text).toContain(', 1 core (AMD');
  });
});

describe('the words for cells', () => {
  it('tell apart what varies from what is shared', () => {
    expect(varyingDimensions(cells)).toEqual(['batchSize', 'connections', 'writeConcern']);
    expect(varyingDimensions(cells.slice(0, 1))).toEqual([]);
    expect(varyingDimensions([])).toEqual([]);
    expect(sharedWords([])).toBe('');
    const other: Cell = {
      ...{ batchSize: 1, connections: 1, writeConcern: 'majority', ordered: true, indexes: true },
      ...{ compression: 'zstd', path: 'bulkWrite', ids: 'random' },
    };
    expect(cellWords(other, varyingDimensions([cells[0], other]))).toBe(
      'batches of 1, w:majority, ordered, with secondary indexes, zstd compression, bulkWrite, random _id',
    );
  });
});

const [measured] = insertResult({ sweep: ONE }).cells;
const [repeat] = measured.repeats;

/** A repeat of slices of a second. */
const withSlices = (documents: readonly number[], seconds: number = documents.length): Repeat => ({
  ...repeat,
  seconds,
  documents: documents.reduce((a, b) => a + b, 0),
  timeline: { sliceSeconds: 1, documents: [...documents] },
});

const withRepeats = (...repeats: Repeat[]): MeasuredCell => ({ ...measured, repeats });

describe('the figures', () => {
  it('have the median in the middle', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
    expect(median([])).toBeNaN();
    const [slow, middle, fast] = [1, 2, 3].map((rate) => ({ ...repeat, seconds: 1, documents: rate }));
    expect(medianRepeat(withRepeats(fast, slow, middle))).toBe(middle);
    expect(medianRepeat(withRepeats(fast, slow))).toBe(slow);
  });

  it('count the client CPU for a million acknowledged documents', () => {
    const half = { ...repeat, documents: 500_000, clientCpuSeconds: 1.5 };
    expect(cpuPerMillion(withRepeats(half))).toBe(3);
    expect(cpuPerMillion(withRepeats(half, { ...half, documents: 0 }))).toBe(3);
    expect(cpuPerMillion(withRepeats({ ...half, documents: 0 }))).toBeNaN();
    expect(rateOf({ ...half, seconds: 0 })).toBe(0);
  });

  it('have rates over time that add up to what was inserted', () => {
    const points = ratesOverTime(withSlices([1000, 900, 800, 700]), 1);
    expect(points).toEqual([
      { seconds: 0.5, rate: 1000 },
      { seconds: 1.5, rate: 900 },
      { seconds: 2.5, rate: 800 },
      { seconds: 3.5, rate: 700 },
    ]);
  });

  it('divide the last slice by the time that it had, and leave it out where that is too short', () => {
    expect(ratesOverTime(withSlices([1000, 1000, 600], 2.6), 1).at(-1)?.rate).toBeCloseTo(1000, 9);
    expect(ratesOverTime(withSlices([1000, 1000, 200], 2.2), 1)).toHaveLength(2);
  });

  it('join slices that hold too few batches, and those of a long run', () => {
    const jagged = withSlices([5000, 0, 5000, 0, 5000, 0, 5000, 0, 5000, 0, 5000, 0]);
    expect(ratesOverTime(jagged, 1000).map((point) => point.rate)).toEqual([
      2500, 2500, 2500, 2500, 2500, 2500,
    ]);
    const long = ratesOverTime(withSlices(new Array(3600).fill(1000)), 10);
    expect(long).toHaveLength(120);
    expect(new Set(long.map((point) => point.rate))).toEqual(new Set([1000]));
    expect(ratesOverTime(withSlices([0, 0, 0]), 1000)).toEqual([]);
  });

  it('say how the rate of the last third compares with the first', () => {
    const falling = withSlices([10_000, 10_000, 9000, 8000, 5000, 5000]);
    const steady = withSlices(new Array(6).fill(10_000));
    expect(trendOf(withRepeats(falling))).toBe(0.5);
    expect(trendOf(withRepeats(falling, steady, steady))).toBe(1);
    expect(trendOf(withRepeats(withSlices([10_000, 5000])))).toBeUndefined();
    const tenth = { sliceSeconds: 0.1, documents: falling.timeline.documents };
    expect(trendOf(withRepeats({ ...falling, seconds: 0.6, timeline: tenth }))).toBeUndefined();
  });

  it('call it a decay where every repeat falls, and by enough', () => {
    const to = (share: number) => withSlices([1, 1, 1, 1, share, share].map((part) => 10_000 * part));
    expect(decays(withRepeats(to(0.8), to(0.7), to(0.95)))).toBe(true);
    expect(decays(withRepeats(to(0.8), to(0.7), to(1.1)))).toBe(false);
    expect(decays(withRepeats(to(0.9), to(0.9), to(0.7)))).toBe(false);
    expect(decays(withRepeats(withSlices([10_000, 100])))).toBe(false);
  });

  it('are written with three digits or more', () => {
    expect([0.5, 9.999, 12.34, 99.96, 100, 1234.5, Number.NaN].map(threeDigits)).toEqual([
      ...['0.50', '10.00', '12.3', '100.0', '100', '1,235', '–'],
    ]);
  });
});
