/** --fit: sizes as people write them, and the scale that fits. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Flags } from '../../src/core/settings/resolve.js';
import { SettingsError } from '../../src/errors.js';
import { fitInto } from '../../src/tools/inspect/fit.js';
import { planReport } from '../../src/tools/inspect/plan-report.js';
import { sizeOf } from '../../src/tools/inspect/size.js';
import { worldOf } from '../fixtures/worlds.js';

describe('a size', () => {
  it.each([
    ['300MB', 300e6],
    ['1.5GB', 1.5e9],
    ['512 MiB', 512 * 2 ** 20],
    ['64000kB', 64e6],
    ['2gib', 2 ** 31],
    ['1TB', 1e12],
    ['m0', 512e6],
    ['M0', 512e6],
  ])('%s is %d bytes', (text, bytes) => {
    expect(sizeOf(text)).toBe(bytes);
  });

  it.each(['', '300', 'MB', '-3MB', '0MB', '3 MB MB', '1e3MB', '3Mb/s', 'm10', '1,5GB', 'NaNMB'])(
    "'%s' is refused",
    (text) => {
      expect(() => sizeOf(text)).toThrow(SettingsError);
      expect(() => sizeOf(text)).toThrow(`fit is '${text}'; allowed is m0`);
    },
  );
});

describe('the scale that fits', () => {
  const scaleFor = (limit: number, flags: Flags, env: NodeJS.ProcessEnv = {}) =>
    fitInto(limit, 'so much', flags, { env, cwd: tmpdir() });

  it.each([
    [30e6, { preset: 'tiny' }],
    [90e6, { preset: 'full' }],
    [60e6, { preset: 'demo', start: '2024-01-01', end: '2024-12-31' }],
    [1e12, { preset: 'full' }],
  ])('%d bytes of %o is just below', (limit, flags) => {
    const { scale, bytes } = scaleFor(limit, flags);
    expect(bytes).toBeLessThanOrEqual(limit * 0.95);
    expect(bytes).toBeGreaterThan(limit * 0.945);
    const world = worldOf({ ...flags, scale });
    const report = planReport(world);
    // The record: the catalog, and a line for each row of inventory.
    const record = JSON.stringify(world.catalog).length + 330 * 3168;
    expect(report.bytes + report.indexBytes + record).toBe(bytes);
    // As it is told to people, who give it as --scale.
    expect(String(scale)).toMatch(/^\d+(\.\d+)?$/);
  });

  it('is refused where nothing fits, and where something else fixes the counts', () => {
    expect(() => scaleFor(5e6, {})).toThrow(
      /^fit is 'so much', and stores, .* take \d+ MB; allowed is at least that\.$/,
    );
    expect(() => scaleFor(50e6, {}, { NUM_ORDERS: '7' })).toThrow(
      'fit chooses the counts and NUM_ORDERS in the environment fixes the orders at 7; give one of the two.',
    );
  });
});
