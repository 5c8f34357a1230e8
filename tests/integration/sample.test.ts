/** zava sample through the command line: what it prints where, and what it refuses. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { rawDocuments } from '../fixtures/cli-dump.js';
import { bsonOfText } from '../fixtures/extended-json.js';
import { expectSameDocuments } from '../fixtures/same-documents.js';

const folder = temporaryFolder();
const dump = join(folder, 'dump');
const world = ['--preset', 'tiny', '--seed', '5'];

beforeAll(async () => {
  await succeed(['generate', ...world, '--out', dump]);
});

describe('zava sample', () => {
  it.each(COLLECTION_NAMES)('shows the first of %s as the dump has them', async (name) => {
    const { stdout, stderr } = await succeed(['sample', name.replaceAll('_', '-'), ...world]);
    expect(stderr).toBe('');
    const texts = stdout.split(/(?<=^\}\n)/m);
    expectSameDocuments(name, texts.map(bsonOfText), rawDocuments(dump, name).slice(0, 3));
  });

  it('prints one array with --json, also where nothing is found', async () => {
    const args = ['sample', 'orders', ...world, '--json', '--limit', '2'];
    const { stdout } = await succeed([...args, '--where', 'store_id=store_online', '--where', 'total>100']);
    const found = JSON.parse(stdout);
    expect(found).toHaveLength(2);
    for (const order of found) expect([order.store_id, order.total > 100]).toEqual(['store_online', true]);
    const none = await succeed([...args, '--where', 'total<0']);
    expect([none.stdout, none.stderr]).toEqual(['[]\n', '']);
    const one = await succeed([...args, '--fields', 'store_id,total', '--limit', '1']);
    expect(Object.keys(JSON.parse(one.stdout)[0])).toEqual(['store_id', 'total']);
  });

  it('says on standard error that nothing is like that', async () => {
    const { stdout, stderr } = await succeed([
      'sample',
      'stores',
      ...world,
      '--where',
      'location.city=Paris',
    ]);
    expect([stdout, stderr]).toEqual(['', 'No document of stores is like that.\n']);
  });

  it.each([
    [['order'], /The collection is 'order'; allowed is one of stores, .*nearest is 'orders'/],
    [[], /missing required argument 'collection'/],
    [['orders', '--where', 'stor_id=x'], /--where names 'stor_id', .*nearest known is 'store_id'/],
    [['orders', '--where', 'total'], /--where is 'total'; allowed is/],
    [['orders', '--fields', 'totl'], /--fields names 'totl', .*nearest known is 'total'/],
    [['orders', '--fields', ''], /--fields is ''/],
    [['orders', '--limit', '0'], /--limit is 0; allowed is a whole number from 1/],
    [['orders', '--limit', 'all'], /--limit is 'all'; allowed is a whole number from 1/],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await zava(['sample', ...args, ...world]);
    expect(stderr).toMatch(words);
    expect([code, stdout]).toEqual([2, '']);
  });
});
