/** --fit: what is loaded does fit, by the server's own count, and not by leaving half of it free. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();

describe('a load that fits', () => {
  it.each([
    ['30MB', 30e6, []],
    ['40 MiB', 40 * 2 ** 20, ['--preset', 'tiny', '--start', '2024-01-01', '--end', '2024-12-31']],
  ])('%s: data and indexes are below it, and within a tenth of it', async (fit, limit, more) => {
    const database = `fit_${limit}`;
    const { stderr } = await succeed(
      ['load', '--uri', server.uri, '--fit', fit, '--database', database, ...more],
      { cwd: folder },
    );
    expect(stderr).toMatch(
      new RegExp(`^--fit ${fit} is --scale [\\d.]+: [\\d,]+ customers, [\\d,]+ orders, about`, 'm'),
    );
    // Sizes are told as of the last checkpoint, which comes once a minute, or when it is asked for.
    await server.client.db('admin').command({ fsync: 1 });
    const { dataSize, indexSize } = await server.client.db(database).stats();
    expect(dataSize + indexSize).toBeLessThan(limit);
    expect(dataSize + indexSize).toBeGreaterThan(limit * 0.9);
  });
});

describe('a plan and a dump that fit', () => {
  it('are of the same size, and that of the scale told', async () => {
    const plan = await succeed(['plan', '--fit', '25MB', '--json'], { cwd: folder });
    const { collections, bytes, indexBytes } = JSON.parse(plan.stdout);
    expect(bytes + indexBytes).toBeLessThan(25e6);
    const out = join(folder, 'fitting');
    const dump = await succeed(['generate', '--fit', '25MB', '--out', out, '--json'], { cwd: folder });
    const made = JSON.parse(dump.stdout).collections;
    expect(made.orders.documents).toBe(collections.orders.documents);
    expect(made.order_items.documents).toBe(collections.order_items.documents);
    const scale = /--scale ([\d.]+)/.exec(plan.stderr)?.[1] as string;
    const scaled = await succeed(['plan', '--scale', scale, '--json'], { cwd: folder });
    expect(scaled.stdout).toBe(plan.stdout);
  });
});

describe('what is refused, before anything is written', () => {
  it.each([
    [['--fit', 'huge'], {}, /--fit is 'huge'; allowed is m0/],
    [['--fit', '1MB'], {}, /--fit is '1MB', and stores, .*; allowed is at least that/],
    [
      ['--fit', '30MB', '--scale', '2'],
      {},
      /--fit chooses .* --scale multiplies them by 2; give one of the two/,
    ],
    [
      ['--fit', '30MB', '--customers', '2'],
      {},
      /--fit chooses .* --customers fixes the customers at 2; give one of the two/,
    ],
    [
      ['--fit', '30MB', '--orders', '2'],
      {},
      /--fit chooses .* --orders fixes the orders at 2; give one of the two/,
    ],
    [
      ['--fit', '30MB'],
      { NUM_CUSTOMERS: '9' },
      /--fit chooses the counts and NUM_CUSTOMERS in the environment/,
    ],
  ])('%j with %j', async (flags, env, words) => {
    const out = join(folder, 'refused');
    for (const command of [['plan'], ['generate', '--out', out], ['load', '--uri', server.uri]]) {
      const { code, stderr } = await zava([...command, ...flags], { cwd: folder, env });
      expect(stderr).toMatch(words);
      expect(code).toBe(2);
    }
    expect(existsSync(out)).toBe(false);
  });
});
