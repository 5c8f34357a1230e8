/** From observations to figures: medians, percentiles, slices of time. */
import { describe, expect, it } from 'vitest';
import {
  CellRecord,
  latencyOf,
  newHistogram,
  type Observation,
  sliceFor,
} from '../../src/tools/bench/insert/statistics.js';
import type { Cell } from '../../src/tools/bench/result.js';

const cell: Cell = {
  batchSize: 100,
  connections: 1,
  writeConcern: '1',
  ordered: false,
  indexes: false,
  compression: 'none',
  path: 'bson',
  ids: 'sorted',
};

/** @param latencies milliseconds. */
function observation(changes: Partial<Observation>, latencies: readonly number[] = [1]): Observation {
  const latency = newHistogram();
  for (const milliseconds of latencies) latency.recordValue(milliseconds * 1000);
  const zero = { errors: 0, retries: 0, acknowledged: [] };
  return { seconds: 1, documents: 1000, bytes: 4e6, clientCpuSeconds: 0.5, latency, ...zero, ...changes };
}

/** Within the three digits that a histogram keeps. */
const about = (value: number) => expect.closeTo(value, Math.floor(3 - Math.log10(value)) - 1);

describe('a slice of time', () => {
  it.each([
    [0.001, 0.02],
    [0.5, 0.02],
    [1, 0.02],
    [1.01, 0.05],
    [4, 0.1],
    [60, 2],
    [3600, 100],
    [1_000_000, 1000],
  ])('of a repeat of %d s is %d s', (seconds, slice) => {
    expect(sliceFor(seconds)).toBe(slice);
  });

  it('divides repeats of a second to hours into 20 to 50', () => {
    for (let seconds = 1; seconds < 40_000; seconds *= 1.07) {
      const slices = seconds / sliceFor(seconds);
      expect(slices, `${seconds} s`).toBeGreaterThanOrEqual(20);
      expect(slices, `${seconds} s`).toBeLessThanOrEqual(50);
    }
  });
});

describe('latency', () => {
  it('is said in milliseconds, by percentiles', () => {
    const histogram = newHistogram();
    for (let i = 1; i <= 1000; i++) histogram.recordValue(i * 100);
    const { p50, p95, p99, max } = latencyOf(histogram);
    expect([p50, p95, p99, max]).toEqual([about(50), about(95), about(99), about(100)]);
  });

  it('may be a microsecond, nothing or an hour', () => {
    const histogram = newHistogram();
    for (const microseconds of [0, 1, 3_600_000_000]) histogram.recordValue(microseconds);
    expect(latencyOf(histogram)).toMatchObject({ p50: 0.001, max: about(3_600_000) });
  });
});

describe('a cell', () => {
  it('has no result before its first repeat, whatever warmed it up', () => {
    const record = new CellRecord(cell);
    expect(record.result()).toBeUndefined();
    record.addWarmUp({ seconds: 1 });
    expect(record.result()).toBeUndefined();
  });

  it('has the medians of its repeats, and all of them', () => {
    const record = new CellRecord(cell);
    for (const [seconds, clientCpuSeconds] of [
      [1, 0.9],
      [10, 0.1],
      [2, 0.3],
    ]) {
      record.add(observation({ seconds, clientCpuSeconds, errors: 2, retries: 1 }));
    }
    expect(record.result()).toMatchObject({
      cell,
      documentsPerSecond: 500,
      megabytesPerSecond: 2,
      clientCpuSeconds: 0.3,
    });
    expect(record.result()?.repeats).toMatchObject(
      [1, 10, 2].map((seconds) => ({ seconds, documents: 1000, bytes: 4e6, errors: 2, retries: 1 })),
    );
  });

  it('has the latency of all repeats together, which is no mean of percentiles', () => {
    const record = new CellRecord(cell);
    record.add(observation({}, new Array<number>(98).fill(1)));
    record.add(observation({}, [500, 1000]));
    const { latency, repeats } = record.result() ?? expect.fail('no result');
    expect(latency).toEqual({ p50: about(1), p95: about(1), p99: about(500), max: about(1000) });
    expect(repeats.map((repeat) => repeat.latency.p50)).toEqual([about(1), about(500)]);
  });

  it('has what was acknowledged in each slice, from the first to the end', () => {
    const record = new CellRecord(cell);
    const acknowledged = [
      { at: 0.001, documents: 1 },
      { at: 0.019, documents: 2 },
      { at: 0.02, documents: 4 },
      { at: 0.061, documents: 8 },
      // The last batch ends the repeat.
      { at: 0.08, documents: 16 },
    ];
    record.add(observation({ seconds: 0.08, documents: 31, acknowledged }));
    expect(record.result()?.repeats[0].timeline).toEqual({ sliceSeconds: 0.02, documents: [3, 4, 0, 24] });
  });

  it('has slices of one length in all repeats: that of its first run', () => {
    for (const warm of [true, false]) {
      const record = new CellRecord(cell);
      if (warm) record.addWarmUp({ seconds: 4 });
      for (const seconds of [4, 0.5, 70]) {
        record.add(observation({ seconds, acknowledged: [{ at: seconds, documents: 1000 }] }));
      }
      const timelines = record.result()?.repeats.map(({ timeline }) => timeline) ?? [];
      expect(timelines.map(({ sliceSeconds }) => sliceSeconds)).toEqual([0.1, 0.1, 0.1]);
      expect(timelines.map(({ documents }) => documents.length)).toEqual([40, 5, 700]);
      for (const { documents } of timelines) expect(documents.at(-1)).toBe(1000);
    }
  });
});
