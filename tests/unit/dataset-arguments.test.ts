/** What the functions beside createDataset refuse before they do anything: one sentence each, and no TypeError. */
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { createDataset } from '../../src/library/dataset.js';
import { generateDump, loadDatabase, planReport, startEmbeddedServer } from '../../src/library/runs.js';
import { seedDatabase } from '../../src/library/seed.js';
import { openTestDatabase } from '../../src/library/test-database.js';

const dataset = createDataset();
/** Nobody listens there; whoever tried would fail with another error. */
const URI = 'mongodb://someone:secret@127.0.0.1:1/';
const client = new MongoClient(URI);
const db = client.db('nowhere');

/** The message with which a call fails. */
async function refusal(call: () => Promise<unknown>): Promise<string> {
  const error = await call().catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(SettingsError);
  expect((error as Error).stack).not.toContain('secret');
  return (error as Error).message;
}

describe('what is no dataset', () => {
  it.each<[unknown, string]>([
    [{ preset: 'tiny' }, '[Object]'],
    [undefined, 'undefined'],
    [null, 'null'],
    [URI, 'a string'],
    [Promise.resolve(dataset), '[Promise]'],
  ])('%o', async (given, words) => {
    const wrong = given as never;
    for (const call of [
      () => planReport(wrong),
      () => loadDatabase(wrong, URI),
      () => generateDump(wrong, 'nowhere'),
      () => seedDatabase(db, wrong),
    ]) {
      expect(await refusal(call)).toBe(`dataset is ${words}; allowed is a dataset made by createDataset.`);
    }
  });

  it('openTestDatabase takes the options, too, and nothing else', async () => {
    const open = (given: unknown) => refusal(() => openTestDatabase({ dataset: given as never, uri: URI }));
    expect(await open('tiny')).toContain(
      "dataset is 'tiny'; allowed is a dataset, or the options of createDataset.",
    );
    expect(await open(null)).toContain('dataset is null; allowed is a dataset');
    expect(await open({ sede: 7 })).toContain("Unknown option 'sede'");
  });
});

describe('options', () => {
  const calls: Record<string, (options: never) => Promise<unknown>> = {
    seedDatabase: (options) => seedDatabase(db, dataset, options),
    loadDatabase: (options) => loadDatabase(dataset, URI, options),
    generateDump: (options) => generateDump(dataset, 'nowhere', options),
    openTestDatabase: (options) => openTestDatabase(options),
    startEmbeddedServer: (options) => startEmbeddedServer(options),
  };

  it.each<[keyof typeof calls, object, string]>([
    ['seedDatabase', { dropp: true }, 'drop'],
    ['loadDatabase', { dropp: true }, 'drop'],
    ['loadDatabase', { threads: 2 }, 'record'],
    ['generateDump', { part: 1 }, 'onProgress'],
    ['openTestDatabase', { datset: { seed: 7 } }, 'dataset'],
    ['openTestDatabase', { drop: true }, 'collections'],
    ['startEmbeddedServer', { datadir: 'nowhere' }, 'dataDir'],
    ['startEmbeddedServer', { constructor: 1 }, 'dataDir'],
  ])('%s does not know %j', async (name, options, known) => {
    const message = await refusal(() => calls[name](options as never));
    const [unknown, list] = message.split('; known are ');
    expect(unknown).toBe(`Unknown option '${Object.keys(options)[0]}'`);
    expect(list.replace('.', '').split(', ')).toContain(known);
  });

  it('which dataset it is, createDataset is told', async () => {
    expect(await refusal(() => seedDatabase(db, dataset, { store: 'seattle' } as never))).toContain(
      "Unknown option 'store', which is one of createDataset; known are indexes, ",
    );
  });

  it.each(Object.keys(calls))('%s takes an object alone', async (name) => {
    for (const [options, words] of [
      [null, 'null'],
      [URI, 'a string'],
      [[], '[]'],
    ] as const) {
      const message = await refusal(() => calls[name](options as never));
      expect(message).toContain(`The options are ${words}; allowed is an object with any of `);
    }
  });

  it.each<[keyof typeof calls, object, string]>([
    ['seedDatabase', { collections: 'orders' }, "collections is 'orders'; allowed is an array of names"],
    ['seedDatabase', { drop: 'yes' }, "drop is 'yes'; allowed is true or false."],
    ['loadDatabase', { indexes: null }, 'indexes is null; allowed is true or false.'],
    ['loadDatabase', { record: 7 }, 'record is 7; allowed is true or false.'],
    ['seedDatabase', { record: 'x' }, "record is 'x'; allowed is true or false."],
    [
      'loadDatabase',
      { drop: true, resume: true },
      'drop: true starts from scratch and resume: true goes on with what is there; give one of the two.',
    ],
    ['generateDump', { signal: {} }, 'signal is {}; allowed is an AbortSignal.'],
    ['generateDump', { onProgress: true }, 'onProgress is true; allowed is a function.'],
    ['openTestDatabase', { uri: 7 }, 'uri is 7; allowed is a connection string, mongodb://...'],
    ['startEmbeddedServer', { port: 70_000 }, 'port is 70000; allowed is a whole number from 1 to 65535.'],
    ['startEmbeddedServer', { env: 'x' }, "env is 'x'; allowed is an object, such as process.env."],
    ['startEmbeddedServer', { dataDir: '' }, "dataDir is ''; allowed is a folder's path."],
    [
      'startEmbeddedServer',
      { dataDir: 'package.json' },
      "dataDir is 'package.json', where no folder can be made (EEXIST)",
    ],
    [
      'startEmbeddedServer',
      { dataDir: 'package.json/data' },
      "dataDir is 'package.json/data', where no folder can be made (ENOTDIR)",
    ],
    [
      'startEmbeddedServer',
      { root: 'package.json' },
      "root is 'package.json', where no folder can be made (ENOTDIR)",
    ],
  ])('%s, %j', async (name, options, message) => {
    expect(await refusal(() => calls[name](options as never))).toContain(message);
  });
});

describe('places', () => {
  it.each<[unknown, string]>([
    [
      'localhost:27017',
      'uri is no connection string, as it does not begin with mongodb:// or mongodb+srv://; allowed is mongodb://',
    ],
    ['', 'uri is no connection string, as it does not begin with'],
    [undefined, 'uri is undefined; allowed is a connection string, mongodb://... or mongodb+srv://...'],
    [{ uri: URI }, 'uri is [Object]; allowed is a connection string'],
    ['mongodb://someone:secret@here:secret@there/', 'as it has more than one @'],
  ])('loadDatabase into %o', async (uri, message) => {
    expect(await refusal(() => loadDatabase(dataset, uri as never))).toContain(message);
  });

  it.each([undefined, '', 7])('generateDump into %o', async (folder) => {
    expect(await refusal(() => generateDump(dataset, folder as never))).toContain(
      "; allowed is a folder's path.",
    );
  });

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [URI, 'a string'],
    [client, '[MongoClient]'],
  ])('seedDatabase into another thing', async (place, words) => {
    expect(await refusal(() => seedDatabase(place as never, dataset))).toBe(
      `db is ${words}; allowed is a Db of the driver mongodb, such as client.db().`,
    );
  });

  it.each(['admin', 'local', 'config', 'Admin'])("seedDatabase into the server's own %s", async (name) => {
    expect(await refusal(() => seedDatabase(client.db(name), dataset, { drop: true }))).toBe(
      `db is '${name}', a database in which the server keeps what is its own; allowed is any other than admin, local and config, such as client.db('zava').`,
    );
  });
});
