/** --part i/n, the same for a load and for a dump. */
import { option } from '../core/options/table.js';
import type { Part } from '../engine/part.js';
import { SettingsError } from '../errors.js';

const MOST_PARTS = 100_000;

/** @throws SettingsError where it is not `i/n` with i from 1 to n. */
export function partOf(given: string | undefined): Part | undefined {
  if (given === undefined) return undefined;
  const [, part, parts] = /^(\d{1,6})\/(\d{1,6})$/.exec(given) ?? [];
  const [i, n] = [Number(part), Number(parts)];
  if (part === undefined || i < 1 || i > n || n > MOST_PARTS) {
    throw new SettingsError({
      setting: option('part'),
      value: given,
      allowed: 'i/n with i from 1 to n, such as 2/8',
    });
  }
  return { index: i - 1, of: n };
}
