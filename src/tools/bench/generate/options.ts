/** The flags of `zava bench generate` that no other command has, checked before anything is measured. */

import { accessSync, constants, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { MAX_WORKERS } from '../../../core/options/limits.js';
import { OPTIONS, type OptionName, option } from '../../../core/options/table.js';
import { SettingsError } from '../../../errors.js';

const DEFAULT_REPEATS = 5;

/**
 * `1,2,4` to numbers of worker threads, ascending. One worker is always among them, as the others are compared with it.
 * @param list without it: 1 and the number of cores.
 * @throws SettingsError
 */
export function workerCounts(list: string | undefined, cores = availableParallelism()): number[] {
  const counts = list === undefined ? [cores] : list.split(',').map(wholeNumber);
  if (counts.some((count) => !(count >= 1 && count <= MAX_WORKERS))) {
    throw new SettingsError({
      setting: option('workerCounts'),
      value: list,
      allowed: `a list of whole numbers from 1 to ${MAX_WORKERS}, such as 1,2`,
    });
  }
  return [...new Set([1, ...counts])].sort((a, b) => a - b);
}

/** @throws SettingsError */
export function repeatCount(text: string | undefined): number {
  const count = text === undefined ? DEFAULT_REPEATS : wholeNumber(text);
  const { allowed, test } = OPTIONS.generateRepeats.kind;
  if (test(count)) return count;
  throw new SettingsError({ setting: option('generateRepeats'), value: text, allowed });
}

/** NaN where a text is not a whole number. */
const wholeNumber = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN);

/**
 * The path of a file that is written once all is measured.
 * @throws SettingsError where it could not be written then.
 */
export function resultFile(name: OptionName, path: string, cwd: string): string {
  const file = resolve(cwd, path);
  const refuse = (reason: string) =>
    new SettingsError({
      setting: option(name),
      value: path,
      problem: reason,
      allowed: 'a file in a folder that exists and can be written',
    });
  if (path.trim() === '') throw refuse('which is empty');
  if (path.startsWith('--')) throw refuse('which is a flag');
  const folder = dirname(file);
  try {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw refuse('whose folder does not exist');
    }
    const existing = statSync(file, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw refuse('which is a folder');
    accessSync(existing === undefined ? folder : file, constants.W_OK);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw refuse(`which cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  return file;
}
