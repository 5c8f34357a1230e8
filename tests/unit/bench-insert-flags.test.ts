/** The flags of `zava bench insert`: lists, the cells they make, and one sentence for whatever cannot be. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageOf, SettingsError } from '../../src/errors.js';
import { zstd } from '../../src/mongodb/wire/compression.js';
import { destinationOf, type InsertFlags, insertOptions } from '../../src/tools/bench/insert/flags.js';
import { temporaryFolder } from '../fixtures/cli.js';

const folder = temporaryFolder();

const DEFAULTS: InsertFlags = {
  batchSize: '1000,2500,5000',
  connections: '1,2,4',
  writeConcern: '1',
  ordered: 'unordered',
  indexes: 'without',
  compression: 'none',
  path: 'bson',
  ids: 'sorted',
  documents: '100000',
  repeats: '5',
  warmUp: '1',
  database: 'zava_bench',
};
const options = (flags: Partial<InsertFlags>) => insertOptions({ ...DEFAULTS, ...flags });

/** The message with which flags are refused. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return messageOf(error as Error, 'command line');
  }
  return expect.fail('these flags are not refused');
}

/** True where the driver finds the package beside it. */
function installed(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

describe('lists', () => {
  it('make every combination, in the order in which they are given', () => {
    const { cells } = options({ batchSize: '500,100', connections: '2', ordered: 'ordered,unordered' });
    const same = {
      connections: 2,
      writeConcern: '1',
      indexes: false,
      compression: 'none',
      path: 'bson',
      ids: 'sorted',
    };
    expect(cells).toEqual([
      { batchSize: 500, ordered: true, ...same },
      { batchSize: 500, ordered: false, ...same },
      { batchSize: 100, ordered: true, ...same },
      { batchSize: 100, ordered: false, ...same },
    ]);
  });

  it('have all the values that are allowed', () => {
    const { cells } = options({
      batchSize: '1,100000',
      connections: '1,256',
      writeConcern: '1,majority,j',
      ordered: 'ordered,unordered',
      indexes: 'with,without',
      compression: 'none,zlib',
      path: 'bson,insertMany,bulkWrite',
      ids: 'sorted,random',
    });
    expect(cells).toHaveLength(2 * 2 * 3 * 2 * 2 * 2 * 3 * 2);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length);
  });

  it('take spaces, and a value that is given twice once', () => {
    const { cells } = options({ batchSize: ' 10, 20 ,10', connections: '1' });
    expect(cells.map(({ batchSize }) => batchSize)).toEqual([10, 20]);
  });

  it('of the defaults make nine cells', () => {
    expect(options({})).toMatchObject({ documents: 100_000, repeats: 5, warmUp: 1, seed: undefined });
    expect(options({}).cells).toHaveLength(9);
  });
});

const BATCH = 'a whole number from 1 to 100000';

describe('a flag', () => {
  it.each<[Partial<InsertFlags>, string]>([
    [{ batchSize: '0' }, `--batch-size is 0; allowed is ${BATCH}.`],
    [{ batchSize: '100,100001' }, `--batch-size is 100001; allowed is ${BATCH}.`],
    [{ batchSize: '1.5' }, `--batch-size is 1.5; allowed is ${BATCH}.`],
    [{ batchSize: '1000,' }, `--batch-size is ''; allowed is ${BATCH}.`],
    [{ batchSize: '' }, `--batch-size is ''; allowed is ${BATCH}.`],
    [{ batchSize: '1e3' }, `--batch-size is '1e3'; allowed is ${BATCH}.`],
    [{ connections: '0' }, '--connections is 0; allowed is a whole number from 1 to 256.'],
    [{ connections: '1,257' }, '--connections is 257; allowed is a whole number from 1 to 256.'],
    [{ writeConcern: '2' }, "--write-concern is '2'; allowed is one of 1, majority, j."],
    [{ ordered: 'true' }, "--ordered is 'true'; allowed is one of ordered, unordered."],
    [{ indexes: 'yes' }, "--indexes is 'yes'; allowed is one of with, without."],
    [{ compression: 'gzip' }, "--compression is 'gzip'; allowed is one of none, zlib, zstd, snappy."],
    [{ path: 'bson,insertone' }, "--path is 'insertone'; allowed is one of bson, insertMany, bulkWrite."],
    [{ ids: 'sorted;random' }, "--ids is 'sorted;random'; allowed is one of sorted, random."],
    [{ documents: '999' }, '--documents is 999; allowed is a whole number from 1000.'],
    [{ documents: '1000.5' }, '--documents is 1000.5; allowed is a whole number from 1000.'],
    [{ documents: 'all' }, "--documents is 'all'; allowed is a whole number from 1000."],
    [{ repeats: '0' }, '--repeats is 0; allowed is a whole number from 1 to 1000.'],
    [{ warmUp: '-1' }, '--warm-up is -1; allowed is a whole number from 0 to 1000.'],
    [{ seed: 'x' }, "--seed is 'x'; allowed is a whole number from 0 to 9007199254740991."],
    [
      { database: 'a.b' },
      "--database is 'a.b'; allowed is a database name: at most 63 characters, none of / \\ . \" $ * < > : | ? and no space, and not admin, local or config, which are the server's own.",
    ],
    [
      { database: 'admin' },
      "--database is 'admin'; allowed is a database name: at most 63 characters, none of / \\ . \" $ * < > : | ? and no space, and not admin, local or config, which are the server's own.",
    ],
  ])('%o is refused', (flags, message) => {
    expect(refusal(() => options(flags))).toBe(message);
  });

  it('that makes more than a thousand cells is refused, and a thousand are not', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    const ten = hundred.slice(0, 10).join();
    expect(options({ batchSize: hundred.join(), connections: ten }).cells).toHaveLength(1000);
    expect(refusal(() => options({ batchSize: `${hundred.join()},200`, connections: ten }))).toBe(
      'The lists make 1010 cells; allowed is up to 1000.',
    );
  });

  it('for more documents than fit into memory is refused; both orders of ids and objects take more', () => {
    const most = (flags: Partial<InsertFlags>) => {
      const message = refusal(() => options({ ...flags, documents: '1000000000' }));
      expect(message).toMatch(
        /^--documents is 1000000000, which does not fit into a gigabyte of memory with these --path and --ids; allowed is up to \d+\.$/,
      );
      const allowed = /up to (\d+)/.exec(message)?.[1] as string;
      expect(options({ ...flags, documents: allowed }).documents).toBe(Number(allowed));
      return Number(allowed);
    };
    const least = most({});
    expect(least).toBeGreaterThan(2_000_000);
    expect(most({ ids: 'sorted,random' })).toBeLessThan(least * 0.6);
    expect(most({ path: 'insertMany' })).toBeLessThan(least * 0.6);
  });

  it('for a compression is refused where the driver lacks what it needs, and only there', () => {
    const has = zstd !== undefined || installed('@mongodb-js/zstd');
    const accepted = (compression: string) => options({ compression }).cells[0].compression;
    if (has) expect(accepted('zstd')).toBe('zstd');
    else {
      expect(refusal(() => accepted('zstd'))).toBe(
        "--compression is 'zstd', which needs Node.js 22.15 or newer, or the package @mongodb-js/zstd; without it allowed is none or zlib.",
      );
    }
    if (installed('snappy')) expect(accepted('snappy')).toBe('snappy');
    else {
      expect(refusal(() => accepted('snappy'))).toBe(
        "--compression is 'snappy', which needs the package snappy; without it allowed is none or zlib.",
      );
    }
  });
});

describe('the result', () => {
  const destination = (flags: Partial<InsertFlags>) => destinationOf({ ...DEFAULTS, ...flags }, folder);

  it('goes to files of the folder in which the command is called', () => {
    mkdirSync(join(folder, 'sub'));
    expect(destination({})).toEqual({});
    expect(destination({ json: 'a.json', html: 'sub/a.html', baseline: 'b.json', failBelow: '0.9' })).toEqual(
      {
        json: join(folder, 'a.json'),
        html: join(folder, 'sub/a.html'),
        baseline: join(folder, 'b.json'),
        failBelow: 0.9,
      },
    );
  });

  it('goes nowhere that cannot be written to', () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'there'));
    for (const name of ['none/a.json', 'there', 'file/a.json', '']) {
      const message = refusal(() => destination({ json: name }));
      expect(message.startsWith(`--json is '${name}', wh`), message).toBe(true);
      expect(message).toMatch(/; allowed is a file in a folder that exists and can be written\.$/);
    }
    expect(refusal(() => destination({ html: 'none/a.html' }))).toMatch(/^--html is 'none\/a.html', whose/);
    expect(refusal(() => destination({ html: './a', json: 'a' }))).toMatch(
      /both name .*; allowed are two files/,
    );
  });

  it('with --fail-below and too few repeats to judge by is refused', () => {
    expect(refusal(() => destination({ failBelow: '0.9', baseline: 'b.json', repeats: '2' }))).toBe(
      '--repeats is 2 with --fail-below; allowed is at least 3, as fewer do not tell a slower cell from noise.',
    );
  });

  it('of a file that is a flag is refused', () => {
    expect(refusal(() => destination({ json: '--html' }))).toMatch(/^--json is '--html', which is a flag; /);
  });

  it.each(['0', '-1', '1.01', 'half', ''])('with --fail-below %o is refused', (failBelow) => {
    expect(refusal(() => destination({ failBelow, baseline: 'b.json' }))).toMatch(
      /^--fail-below is .*; allowed is a number above 0 and at most 1\.$/,
    );
  });

  it('is not held to a baseline that is not there', () => {
    expect(refusal(() => destination({ failBelow: '0.9' }))).toMatch(
      /^--fail-below is 0.9 without --baseline;/,
    );
  });
});
