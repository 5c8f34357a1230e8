/** The lists and files of `zava bench generate`: what they mean, and what is said of those that cannot be. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { messageOf, SettingsError } from '../../src/errors.js';
import { repeatCount, resultFile, workerCounts } from '../../src/tools/bench/generate/options.js';

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SettingsError) return messageOf(error, 'command line');
    throw error;
  }
  throw new Error('it was not refused');
}

describe('--workers', () => {
  it.each<[string | undefined, number[]]>([
    [undefined, [1, 6]],
    ['1,2', [1, 2]],
    ['4, 2 ,1', [1, 2, 4]],
    // Everything is compared with one worker.
    ['3', [1, 3]],
    ['1', [1]],
    ['2,2,2', [1, 2]],
    ['256', [1, 256]],
  ])('%o is %j', (list, counts) => expect(workerCounts(list, 6)).toEqual(counts));

  it('of a machine with one core is 1', () => expect(workerCounts(undefined, 1)).toEqual([1]));

  it.each(['', '0', '257', '1,', '1;2', 'two', '1.5', '-1', '1,0', '1e2'])('%o is refused', (list) => {
    expect(refusal(() => workerCounts(list))).toBe(
      `--workers is '${list}'; allowed is a list of whole numbers from 1 to 256, such as 1,2.`,
    );
  });
});

describe('--repeats', () => {
  it.each<[string | undefined, number]>([
    [undefined, 5],
    ['1', 1],
    [' 7 ', 7],
    ['1000', 1000],
  ])('%o is %i', (text, count) => expect(repeatCount(text)).toBe(count));

  it.each(['', '0', '1001', '2.5', 'some', '-3'])('%o is refused', (text) => {
    expect(refusal(() => repeatCount(text))).toBe(
      `--repeats is '${text}'; allowed is a whole number from 1 to 1000.`,
    );
  });
});

describe('a file for the result', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zava-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const allowed = 'allowed is a file in a folder that exists and can be written.';

  it('is found from the folder in which the command was called', () => {
    expect(resultFile('resultFile', 'new.json', folder)).toBe(join(folder, 'new.json'));
    writeFileSync(join(folder, 'old.json'), 'old');
    expect(resultFile('resultFile', join(folder, 'old.json'), '/')).toBe(join(folder, 'old.json'));
  });

  it('is refused where it is a folder, or has none, or has no name', () => {
    mkdirSync(join(folder, 'inner'));
    expect(refusal(() => resultFile('resultFile', 'inner', folder))).toBe(
      `--json is 'inner', which is a folder; ${allowed}`,
    );
    expect(refusal(() => resultFile('resultFile', 'none/x.json', folder))).toBe(
      `--json is 'none/x.json', whose folder does not exist; ${allowed}`,
    );
    expect(refusal(() => resultFile('resultFile', 'old.json/x.json', folder))).toBe(
      `--json is 'old.json/x.json', whose folder does not exist; ${allowed}`,
    );
    expect(refusal(() => resultFile('resultFile', ' ', folder))).toBe(
      `--json is ' ', which is empty; ${allowed}`,
    );
  });

  it('is refused where the system refuses it', () => {
    const name = 'x'.repeat(300);
    expect(refusal(() => resultFile('resultFile', name, folder))).toBe(
      `--json is '${name}', which cannot be written (ENAMETOOLONG); ${allowed}`,
    );
  });
});
