/** loadDatabase and generateDump where they were interrupted, and what they say then: options, and no flags. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { SettingsError, ZavaError } from '../../src/errors.js';
import { createDataset } from '../../src/library/dataset.js';
import { generateDump, loadDatabase, type RunOptions } from '../../src/library/runs.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { digests } from '../fixtures/cli-dump.js';
import { settingsFile } from '../fixtures/dataset.js';
import { testServer } from '../fixtures/server.js';

const server = testServer();
const folder = temporaryFolder();
/** Forty shards of orders, of which the first is done when the interruption comes. */
const config = settingsFile('shards: { orders: 100, customers: 100 }');
const options = { preset: 'tiny', seed: 7, customers: 200, orders: 4000, workers: 1, config };

/** Is interrupted as soon as something is written. */
async function interrupted(run: (options: RunOptions) => Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }) => {
    if (done > 0) controller.abort(new Error('enough'));
  };
  await expect(run({ signal: controller.signal, onProgress })).rejects.toThrow('enough');
}

async function refusal(run: Promise<unknown>): Promise<Error> {
  const error = await run.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ZavaError);
  // What an uncaught error shows.
  expect((error as Error).stack).toContain((error as Error).message);
  expect((error as Error).stack?.split('\n    at ')[0]).not.toContain('--');
  return error as Error;
}

it('a load that was interrupted is resumed', async () => {
  const db = server.client.db('load_resumed');
  const dataset = createDataset({ ...options, database: db.databaseName });
  await interrupted((watch) => loadDatabase(dataset, server.uri, watch));
  expect(await db.collection('orders').countDocuments()).toBeLessThan(4000);

  const again = await refusal(loadDatabase(dataset, server.uri));
  expect(again.message).toMatch(/: resume: true goes on with it, drop: true starts from scratch\.$/);
  const other = createDataset({ ...options, seed: 8, database: db.databaseName });
  const unlike = await refusal(loadDatabase(other, server.uri, { resume: true }));
  expect(unlike.message).toContain('Use the same settings with resume: true, or drop: true to replace it.');

  const { collections } = await loadDatabase(dataset, server.uri, { resume: true });
  for (const name of COLLECTION_NAMES) {
    const count = await dataset.collection(name).count();
    expect(await db.collection(name).countDocuments(), name).toBe(count);
    expect(collections[name].documents, name).toBe(count);
  }

  const full = await refusal(loadDatabase(dataset, server.uri));
  expect(full.message).toMatch(/; use drop: true to replace them, or another database\.$/);
});

it('a load that never began is begun', async () => {
  const dataset = createDataset({ ...options, orders: 100, database: 'load_begun' });
  const { collections } = await loadDatabase(dataset, server.uri, { resume: true });
  expect(collections.orders.documents).toBe(100);
});

describe('the database that is filled', () => {
  const byConfig = settingsFile('database: by_config');
  const small = { customers: 5, orders: 10, workers: 1 };
  const at = (path: string) => server.uri.replace(/(:\d+)\/?(\?|$)/, `$1/${path}$2`);
  const names = async () =>
    (await server.client.db().admin().listDatabases()).databases.map(({ name }) => name);

  it('is that of the connection string, and no other is touched', async () => {
    const other = server.client.db('zava').collection<{ kept: boolean }>('orders');
    await other.insertOne({ kept: true });
    await loadDatabase(createDataset(small), at('of_uri'), { drop: true });
    expect(await server.client.db('of_uri').collection('orders').countDocuments()).toBe(10);
    expect(await other.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ kept: true }]);
    await other.drop();
    // It is there again, as what was loaded is the same.
    const { already } = await loadDatabase(createDataset(small), at('of_uri'), { resume: true });
    expect(already).toBe(true);
  });

  it('is that of the dataset where option, variable or configuration name one', async () => {
    const ways = {
      by_option: { database: 'by_option' },
      by_variable: { env: { MONGODB_DATABASE: 'by_variable' } },
      by_config: { config: byConfig },
    };
    for (const [name, way] of Object.entries(ways)) {
      await loadDatabase(createDataset({ ...small, ...way }), at('not_this'), { indexes: false });
      expect(await names(), name).toContain(name);
    }
    expect(await names()).not.toContain('not_this');
  });
});

it('a dump that was interrupted is resumed', async () => {
  const dataset = createDataset(options);
  const whole = join(folder, 'whole');
  const dump = join(folder, 'dump');
  await generateDump(dataset, whole);
  await interrupted((watch) => generateDump(dataset, dump, watch));
  const other = createDataset({ ...options, seed: 8 });
  const unlike = await refusal(generateDump(other, dump, { resume: true }));
  expect(unlike.message).toContain('leave resume: true out to start from scratch');
  await generateDump(dataset, dump, { resume: true });
  expect(digests(dump)).toEqual(digests(whole));
});

it('what is made of nothing is told of all nine collections', async () => {
  const { collections } = await generateDump(
    createDataset({ customers: 0, orders: 0 }),
    join(folder, 'none'),
  );
  expect(Object.keys(collections)).toEqual(COLLECTION_NAMES);
  expect(collections.order_items).toEqual({ documents: 0, bytes: 0 });
});

it('what a dump is refused for is told in the words of the call', async () => {
  const dataset = createDataset(options);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const noFolder = await refusal(generateDump(dataset, file));
  expect(noFolder).toBeInstanceOf(SettingsError);
  expect(noFolder.message).toMatch(
    /^folder is '.*file', which is not a folder; allowed is a new or empty folder\.$/,
  );
  expect(noFolder).toMatchObject({ setting: 'folder', allowed: 'a new or empty folder' });
  const full = join(folder, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'mine'), '');
  const notOurs = await refusal(generateDump(dataset, full));
  expect(notOurs).toBeInstanceOf(SettingsError);
  expect(notOurs.message).toMatch(/^folder is '.*full', which is not empty/);
  expect(notOurs).toMatchObject({ setting: 'folder' });
});
