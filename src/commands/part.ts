/** --part i/n, the same for a load and for a dump. */
import type { Part } from '../coordinator/tasks.js';
import { SettingsError } from '../errors.js';

const MOST_PARTS = 100_000;

/** @throws SettingsError where it is not `i/n` with i from 1 to n. */
export function partOf(given: string | undefined): Part | undefined {
  if (given === undefined) return undefined;
  const [, part, parts] = /^(\d{1,6})\/(\d{1,6})$/.exec(given) ?? [];
  const [i, n] = [Number(part), Number(parts)];
  if (part === undefined || i < 1 || i > n || n > MOST_PARTS) {
    throw new SettingsError(`--part is '${given}'; allowed is i/n with i from 1 to n, such as 2/8.`);
  }
  return { index: i - 1, of: n };
}
