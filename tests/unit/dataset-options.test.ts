/** What createDataset takes and refuses, in the words of its options, and that it agrees with the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultConfigPath } from '../../src/core/settings/default-config.js';
import { readData } from '../../src/core/settings/files.js';
import { type Flags, resolveSettings } from '../../src/core/settings/resolve.js';
import { SettingsError } from '../../src/errors.js';
import { createDataset } from '../../src/library/dataset.js';
import { type DatasetOptions, PRESETS } from '../../src/library/options.js';

const folder = mkdtempSync(join(tmpdir(), 'zava-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const worldOf = async (options: DatasetOptions) => (await createDataset(options).settings()).world;

/** The message with which a call fails. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error('it was taken');
}

describe('a bad option fails at once, by the rules of the command line', () => {
  it.each<Flags>([
    { preset: 'huge' },
    { seed: -1 },
    { seed: 1.5 },
    { seed: 2 ** 53 },
    { scale: 0 },
    { scale: -2 },
    { customers: -1 },
    { customers: 2 ** 32 },
    { orders: 1e11 + 1 },
    { orders: 0.5 },
    { start: '2021-02-30' },
    { start: '1969-12-31' },
    { end: '2106-01-01' },
    { end: 'tomorrow' },
    { start: '2024-02-01', end: '2024-01-31' },
    { scale: 2, orders: 5 },
    { scale: 2, customers: 5 },
    { workers: 257 },
  ])('%j', (options) => {
    const said = refusal(() => createDataset(options as DatasetOptions));
    const command = refusal(() => resolveSettings(options, { env: {}, cwd: folder }));
    // workers: 0 is this thread, which the command line does not have.
    expect(said).toBe(command.replace('from 1 to 256', 'from 0 to 256'));
  });

  it.each<Record<string, string>>([
    { NUM_ORDERS: 'x' },
    { NUM_ORDERS: '1.5' },
    { NUM_CUSTOMERS: '-1' },
    { START_DATE: '2021-02-30' },
    { END_DATE: 'tomorrow' },
  ])('a variable that is handed over: %j', (env) => {
    const said = refusal(() => createDataset({ env }));
    expect(said).toBe(refusal(() => resolveSettings({}, { env, cwd: folder })));
    expect(said).toContain(`${Object.keys(env)[0]} in the environment is `);
  });

  it('a variable does not count where it is empty or an option comes before it', async () => {
    const env = { NUM_ORDERS: 'x', START_DATE: '', MONGODB_DATABASE: 'a/b' };
    expect(await worldOf({ env, orders: 5, database: 'mine' })).toMatchObject({ orders: 5 });
    expect(await worldOf({ env: { NUM_ORDERS: ' +7 ' } })).toMatchObject({ orders: 7 });
  });

  it.each([
    'a/b',
    'a\\b',
    'a.b',
    'a b',
    'a"b',
    'a$b',
    'a*b',
    'a<b',
    'a>b',
    'a:b',
    'a|b',
    'a?b',
    'x'.repeat(64),
  ])('the database %s, as on the command line', (database) => {
    const said = refusal(() => createDataset({ database }));
    const command = refusal(() => resolveSettings({ database }, { env: {}, cwd: folder }));
    expect(said).toBe(command);
    const variable = refusal(() => createDataset({ env: { MONGODB_DATABASE: database } }));
    expect(variable).toBe(said.replace('database', 'MONGODB_DATABASE in the environment'));
  });

  it.each(['admin', 'Local', 'config', ''])("the database '%s', as on the command line", (database) => {
    refusal(() => resolveSettings({ database }, { env: {}, cwd: folder }));
    const message = `database is '${database}'; allowed is a database name: at most 63 characters, `;
    expect(refusal(() => createDataset({ database }))).toContain(message);
  });

  it('a database of 63 characters is taken', async () => {
    const database = 'x'.repeat(63);
    expect((await createDataset({ database }).settings()).database).toBe(database);
  });

  it.each([
    [null, 'null'],
    ['tiny', 'a string'],
    [7, '7'],
    [[], '[]'],
  ])('options that are %j', (options, words) => {
    expect(refusal(() => createDataset(options as never))).toBe(
      `The options are ${words}; allowed is an object with any of preset, seed, scale, customers, orders, fit, store, customersOf, since, sample, start, end, config, database, workers, env, envFolder.`,
    );
  });

  it.each<[Record<string, unknown>, string]>([
    [{ sede: 1 }, "Unknown option 'sede'; known are preset, seed, "],
    [{ seed: '42' }, "seed is '42'; allowed is a whole number from 0 to 9007199254740991."],
    [{ seed: null }, 'seed is null; allowed is a whole number'],
    [{ seed: 7n }, 'seed is 7n; allowed is a whole number'],
    [{ seed: { mine: 7n } }, 'seed is [Object]; allowed is a whole number'],
    [{ env: { START_DATE: 7n } }, 'START_DATE in the environment is 7n; allowed is a date'],
    [{ scale: Number.NaN }, 'scale is NaN; allowed is a number above 0.'],
    [{ scale: Number.POSITIVE_INFINITY }, 'scale is Infinity; allowed is a number above 0.'],
    [{ env: 'NUM_ORDERS=1' }, "env is 'NUM_ORDERS=1'; allowed is an object, such as process.env."],
    [{ config: '' }, "config is ''; allowed is a file's path."],
    [{ workers: -1 }, 'workers is -1; allowed is a whole number from 0 to 256.'],
  ])('%o', (options, message) => {
    expect(refusal(() => createDataset(options as DatasetOptions))).toContain(message);
  });
});

describe('what the configuration decides fails at first use', () => {
  it.each<[string, DatasetOptions, string]>([
    [
      'a preset of no configuration',
      { preset: 'huge', config: 'own' },
      "preset is 'huge'; allowed is one of ",
    ],
    [
      'an end before the default start',
      { end: '2019-12-31' },
      'The end 2019-12-31 is before the start 2020-01-01',
    ],
    ['too many by scale', { scale: 1e9 }, 'customers x scale is 200000000000; allowed is'],
    ['no such file', { config: 'nowhere.yaml' }, 'does not exist'],
    ['a list that holds itself', { config: 'round' }, 'seed in '],
    ['nobody to buy', { customers: 0 }, 'customers is 0 with 1000 orders'],
  ])('%s', async (_, { config, ...options }, message) => {
    const texts: Record<string, string> = { own: 'seed: 5', round: 'seed: &list [*list]' };
    const own = config === undefined ? undefined : texts[config];
    const path = own === undefined ? config : file(`${config}.yaml`, own);
    const dataset = createDataset(path === undefined ? options : { ...options, config: path });
    for (const use of [() => dataset.ready(), () => dataset.orders.toArray(), () => dataset.customer(0)]) {
      const error = await use().catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(SettingsError);
      expect((error as Error).message).toContain(message);
      expect((error as Error).message).not.toContain('--');
    }
  });
});

describe('what an option does', () => {
  it('the presets are those of the configuration', () => {
    const { presets } = readData(defaultConfigPath()) as { presets: object };
    expect(Object.keys(presets).sort()).toEqual([...PRESETS].sort());
  });

  it('tiny with seed 42 is what nothing gives', async () => {
    const plain = await worldOf({});
    expect(plain).toMatchObject({ customers: 200, orders: 1000, seed: 42 });
    expect(plain).toEqual(resolveSettings({ preset: 'tiny' }, { env: {}, cwd: folder }).world);
  });

  it('each reaches the world', async () => {
    const options = { seed: 9, customers: 30, orders: 70, start: '2024-01-01', end: '2024-03-31' };
    expect(await worldOf(options)).toEqual(resolveSettings(options, { env: {}, cwd: folder }).world);
    expect(await worldOf({ preset: 'demo', scale: 0.01 })).toMatchObject({ customers: 250, orders: 1000 });
  });

  it('a configuration decides on the preset where none is given', async () => {
    const config = file(
      'mine.yaml',
      'preset: mine\npresets: { mine: { customers: 3, orders: 4 } }\nseed: 11',
    );
    expect(await worldOf({ config })).toMatchObject({ customers: 3, orders: 4, seed: 11 });
    expect(await worldOf({ config, preset: 'tiny', seed: 1 })).toMatchObject({ customers: 200, seed: 1 });
  });

  it('neither the environment nor .env counts unless it is handed over', async () => {
    file('.env', 'NUM_CUSTOMERS=77\nNUM_ORDERS=88\n');
    const before = { cwd: process.cwd(), orders: process.env.NUM_ORDERS };
    process.env.NUM_ORDERS = '66';
    try {
      expect(await worldOf({})).toMatchObject({ customers: 200, orders: 1000 });
      expect(await worldOf({ env: process.env })).toMatchObject({ customers: 200, orders: 66 });
    } finally {
      if (before.orders === undefined) delete process.env.NUM_ORDERS;
      else process.env.NUM_ORDERS = before.orders;
    }
    expect(await worldOf({ envFolder: folder })).toMatchObject({ customers: 77, orders: 88 });
    expect(await worldOf({ envFolder: folder, orders: 5 })).toMatchObject({ customers: 77, orders: 5 });
  });

  it('later changes of the options object do not count', async () => {
    const options = { seed: 3 };
    const dataset = createDataset(options);
    options.seed = 4;
    expect((await dataset.settings()).world.seed).toBe(3);
  });
});
