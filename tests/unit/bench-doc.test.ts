/** The part of docs/BENCHMARKS.md that is made from a result file: a function of that file alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { median } from '../../src/tools/statistics/median.js';
import { REPOSITORY, temporaryFolder } from '../fixtures/cli.js';

const load = (name: string) => import(new URL(`../../bench/compare/${name}`, import.meta.url).href);
const { withResult } = await load('write-docs.mjs');
const { readResult, ratioOf, measuredOf } = await load('result.mjs');
const { verdict, terminalTable } = await load('table.mjs');

const folder = temporaryFolder();

const RESULT = {
  kind: 'zava compare',
  resultVersion: 1,
  form: 'short',
  startedAt: '2026-11-21T08:15:03.123Z',
  seconds: 287,
  complete: true,
  roundsEach: 3,
  machine: { cpu: 'AMD EPYC', cores: 2, memoryBytes: 24_000_000_000, os: 'Linux 6.1.0', loadBefore: 0.05 },
  versions: { zava: '0.1.0', mongod: '6.0.5', mgodatagen: null },
  method: ['A fresh server each time'],
  rows: [
    {
      row: 4,
      title: 'Load',
      size: '200,000 orders',
      rounds: { load: [{ seconds: 3 }, { seconds: 4 }, { seconds: 2 }] },
      measured: [
        { name: 'load', unit: 'documents/s', values: [224_983, 168_737, 337_474] },
        { name: 'mgodatagen', missing: 'not found on the PATH' },
      ],
      findings: [
        { name: 'load / ceiling', unit: '%', values: [88.04, 84, 91.26], target: { atLeast: 85 } },
        { name: 'load / restore', unit: 'x', values: [2.1, 2.4, 2.2], target: { atLeast: 2.3 } },
        { name: 'load / mgodatagen', missing: 'not found on the PATH' },
      ],
      remarks: ['The clock begins with the plan.'],
    },
    {
      row: 8,
      title: 'Peak memory',
      size: 'one | two',
      rounds: { load: [{ megabytes: 590 }, { megabytes: 610 }, { megabytes: 580 }] },
      measured: [],
      findings: [
        {
          name: 'load',
          unit: 'MB',
          values: [590, 610, 580],
          target: { atMost: 600, words: 'under 600 MB' },
          judgedBy: 'highest',
        },
      ],
      remarks: [],
    },
  ],
};

const PAGE = 'Before.\n\n<!-- table:begin -->\nold\n<!-- table:end -->\n\nAfter, $& and $1.\n';

const BLOCK = `- Measured: 2026-11-21, short form, 3 rounds, 5 minutes in all
- Machine: 2 cores of AMD EPYC, 24 GB of memory, Linux 6.1.0; load before it began 0.05
- Versions: zava 0.1.0, mongod 6.0.5, mgodatagen not found
- A fresh server each time

| row | what | measured, medians | result, median (lowest to highest) | target | met |
|---|---|---|---|---|---|
| 4 | Load (200,000 orders) | load: 225,000 documents/s<br>mgodatagen: not found on the PATH | load / ceiling: 88.0 % (84.0 % to 91.3 %) | at least 85 % | yes |
|  |  |  | load / restore: 2.20x (2.10x to 2.40x) | at least 2.3x | no |
|  |  |  | load / mgodatagen: not found on the PATH |  |  |
| 8 | Peak memory (one \\| two) |  | load: highest 610 MB, median 590 MB (580 MB to 610 MB) | under 600 MB | no |

- Row 4: The clock begins with the plan.`;

describe('the table of docs/BENCHMARKS.md', () => {
  it('is made from the result, and the rest of the page stays as it is', () => {
    expect(withResult(PAGE, RESULT)).toBe(
      `Before.\n\n<!-- table:begin -->\n\n${BLOCK}\n\n<!-- table:end -->\n\nAfter, $& and $1.\n`,
    );
  });

  it('is the same when it is made again', () => {
    const once = withResult(PAGE, RESULT);
    expect(withResult(once, RESULT)).toBe(once);
  });

  it('finds its place in the page as it is', () => {
    const page = readFileSync(join(REPOSITORY, 'docs/BENCHMARKS.md'), 'utf8');
    const made = withResult(page, RESULT);
    expect(made).toContain(BLOCK);
    expect(made.split('<!-- table:begin -->')[0]).toBe(page.split('<!-- table:begin -->')[0]);
    expect(made.split('<!-- table:end -->')[1]).toBe(page.split('<!-- table:end -->')[1]);
    expect(made).toContain('\n## What stands in the way\n');
  });

  it('is not made from a smoke run, from a part of the rows, or without its markers', () => {
    expect(() => withResult(PAGE, { ...RESULT, form: 'smoke' })).toThrow("The result's form is 'smoke'");
    expect(() => withResult(PAGE, { ...RESULT, complete: false })).toThrow('The result is not complete');
    for (const page of ['', '<!-- table:begin -->', '<!-- table:end --><!-- table:begin -->'])
      expect(() => withResult(page, RESULT)).toThrow('The page has lost its markers');
  });

  it('is made for a terminal, too, with the same words', () => {
    const words = terminalTable(RESULT).replace(/[│\s]+/g, ' ');
    for (const text of ['load: 225,000 documents/s', 'mgodatagen: not found on the PATH', 'under 600 MB'])
      expect(words).toContain(text);
  });
});

describe('the verdict', () => {
  const target = { atLeast: 2 };
  it('is by the median', () => {
    expect(verdict({ target, values: [1, 2, 9] }, 'full')).toBe('yes');
    expect(verdict({ target, values: [1, 1.99, 9] }, 'full')).toBe('no');
    expect(verdict({ target: { atMost: 2 }, values: [1, 2, 9] }, 'full')).toBe('yes');
    expect(verdict({ target: { atMost: 2 }, values: [1, 2.01, 9] }, 'full')).toBe('no');
  });

  it('is missing where a contestant is, and not given after a smoke run or without a target', () => {
    expect(verdict({ target, missing: 'not found' }, 'full')).toBe('missing');
    expect(verdict({ target, values: [3] }, 'smoke')).toBe('not judged');
    expect(verdict({ values: [3] }, 'full')).toBe('');
  });
});

describe('figures of a result', () => {
  it('have the middle value as their median, or the mean of the two in the middle', () => {
    expect(median([5])).toBe(5);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 4])).toBe(3);
  });

  it('are compared round by round', () => {
    const rounds = { a: [{ seconds: 1 }, { seconds: 6 }], b: [{ seconds: 2 }, { seconds: 3 }] };
    const [a, b] = ['a', 'b'].map((name) => measuredOf(rounds, name, { name }));
    expect(a).toEqual({ name: 'a', unit: 's', values: [1, 6] });
    expect(ratioOf(a, b, { name: 'a / b', unit: '%', target: { atLeast: 1 } })).toEqual({
      name: 'a / b',
      unit: '%',
      values: [50, 200],
      target: { atLeast: 1 },
    });
  });

  it('are missing where a contestant took no part', () => {
    const there = { name: 'a', unit: 's', values: [1] };
    const gone = measuredOf({}, 'b', { name: 'b' });
    expect(gone).toEqual({ name: 'b', missing: 'not found on the PATH' });
    expect(ratioOf(there, gone, { name: 'a / b' })).toEqual({ name: 'a / b', missing: gone.missing });
  });
});

describe('a result file', () => {
  const write = (text: string): string => {
    const file = join(folder, 'result.json');
    writeFileSync(file, text);
    return file;
  };

  it('is read back as it was written', () => {
    expect(readResult(write(JSON.stringify(RESULT)))).toEqual(RESULT);
  });

  it('is refused where it is none, in one sentence', () => {
    expect(() => readResult(join(folder, 'nowhere.json'))).toThrow(
      /nowhere\.json', which cannot be read \(ENOENT\)/,
    );
    expect(() => readResult(write('{'))).toThrow(/which cannot be read .*; allowed is a file that/);
    const other = JSON.stringify({ ...RESULT, kind: 'zava bench insert' });
    expect(() => readResult(write(other))).toThrow(
      /kind in .*result\.json is 'zava bench insert'; allowed is/,
    );
  });
});
