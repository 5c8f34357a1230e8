/** --part i/n, and which shards it means. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partOf } from '../../src/commands/part.js';
import { SettingsError } from '../../src/errors.js';

describe('--part', () => {
  it('counts from 1 on the command line and from 0 inside', () => {
    expect(partOf(undefined)).toBe(undefined);
    expect(partOf('1/1')).toEqual({ index: 0, of: 1 });
    expect(partOf('8/8')).toEqual({ index: 7, of: 8 });
  });

  it.each([
    '0/2',
    '3/2',
    '1/0',
    '',
    '1',
    '/',
    '1/',
    '/2',
    '-1/2',
    '1.5/2',
    '1/2/3',
    ' 1/2',
    '1e1/20',
    '1/100001',
  ])('%j is refused', (given) => {
    expect(() => partOf(given)).toThrow(
      new SettingsError(`--part is '${given}'; allowed is i/n with i from 1 to n, such as 2/8.`),
    );
  });

  it('is a part or one sentence, whatever is given', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(), fc.nat()).map(([i, n]) => `${i}/${n}`),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          const part = partOf(given);
          expect(part?.index).toBeGreaterThanOrEqual(0);
          expect(part?.index).toBeLessThan(part?.of as number);
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError);
        }
      }),
    );
  });
});
