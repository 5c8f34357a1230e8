/** What is said of settings that cannot be: one sentence with the setting, its value and what is allowed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Flags } from '../../src/core/settings/resolve.js';
import { SettingsFolder } from '../fixtures/settings-folder.js';

let folder: SettingsFolder;
beforeEach(() => {
  folder = new SettingsFolder();
});
afterEach(() => folder.remove());

const CUSTOMERS = 'a whole number from 0 to 4294967295';
const ORDERS = 'a whole number from 0 to 100000000000';
const DATE = 'a date that exists, as YYYY-MM-DD, from 1970-01-01 to 2105-12-31';
const DATABASE =
  'a database name: at most 63 characters, none of / \\ . " $ * < > : | ? and no space, and not admin, local or config, which are the server\'s own';
const YEARS = '2020, 2021, 2022, 2023, 2024, 2025, 2026';

describe('a flag', () => {
  it.each<[Flags, string]>([
    [{ customers: '-1' }, `--customers is -1; allowed is ${CUSTOMERS}.`],
    [{ customers: '1.5' }, `--customers is 1.5; allowed is ${CUSTOMERS}.`],
    [{ customers: 'many' }, `--customers is 'many'; allowed is ${CUSTOMERS}.`],
    [{ customers: '' }, `--customers is ''; allowed is ${CUSTOMERS}.`],
    [{ customers: '1e3' }, `--customers is '1e3'; allowed is ${CUSTOMERS}.`],
    [{ customers: '4294967296' }, `--customers is 4294967296; allowed is ${CUSTOMERS}.`],
    [{ orders: '-5' }, `--orders is -5; allowed is ${ORDERS}.`],
    [{ orders: '0.1' }, `--orders is 0.1; allowed is ${ORDERS}.`],
    [{ orders: '5 5' }, `--orders is '5 5'; allowed is ${ORDERS}.`],
    [{ seed: '-1' }, '--seed is -1; allowed is a whole number from 0 to 9007199254740991.'],
    [{ workers: '0' }, '--workers is 0; allowed is a whole number from 1 to 256.'],
    [{ scale: '0' }, '--scale is 0; allowed is a number above 0.'],
    [{ scale: 'double' }, "--scale is 'double'; allowed is a number above 0."],
    [{ scale: '1000000' }, `customers x --scale is 50000000000; allowed is ${CUSTOMERS}.`],
    [{ start: '2021-02-30' }, `--start is '2021-02-30'; allowed is ${DATE}.`],
    [{ start: '30.01.2021' }, `--start is '30.01.2021'; allowed is ${DATE}.`],
    [{ end: '2106-01-01' }, `--end is '2106-01-01'; allowed is ${DATE}.`],
    [{ database: 'a b' }, `--database is 'a b'; allowed is ${DATABASE}.`],
    [{ database: 'a/b' }, `--database is 'a/b'; allowed is ${DATABASE}.`],
    [{ database: 'a.b' }, `--database is 'a.b'; allowed is ${DATABASE}.`],
    [{ database: '$a' }, `--database is '$a'; allowed is ${DATABASE}.`],
    [{ database: 'admin' }, `--database is 'admin'; allowed is ${DATABASE}.`],
    [{ database: '' }, `--database is ''; allowed is ${DATABASE}.`],
    [{ database: 'x'.repeat(64) }, `--database is '${'x'.repeat(56)}...; allowed is ${DATABASE}.`],
    [{ preset: 'huge' }, "--preset is 'huge'; allowed is one of full, demo, tiny."],
    // A name that every object has, though no preset bears it.
    [{ preset: 'constructor' }, "--preset is 'constructor'; allowed is one of full, demo, tiny."],
    [{ config: 'none.yaml' }, 'The file none.yaml does not exist.'],
    [{ config: '.' }, 'The file . is a folder and no file.'],
  ])('%o is refused', (flags, message) => {
    expect(folder.refusal(flags)).toBe(message);
  });

  it.each<[Flags, string]>([
    [
      { customers: '0', orders: '5' },
      'customers is 0 with 5 orders; allowed is at least 1 customer where there are orders.',
    ],
    [
      { start: '2022-01-01', end: '2021-12-31' },
      'The end 2021-12-31 is before the start 2022-01-01; allowed is an end on or after the start.',
    ],
    [
      { scale: '2', orders: '5' },
      "--scale multiplies the preset's counts and --orders fixes the orders at 5; give one of the two.",
    ],
    [
      { scale: '2', customers: '5' },
      "--scale multiplies the preset's counts and --customers fixes the customers at 5; give one of the two.",
    ],
    [
      { end: '2027-01-01' },
      `The period 2020-01-01 to 2027-01-01 needs growth.year_weights.2027; known years are ${YEARS}.`,
    ],
    [
      { start: '2019-12-31' },
      `The period 2019-12-31 to 2026-12-31 needs growth.year_weights.2019; known years are ${YEARS}.`,
    ],
  ])('%o are refused together', (flags, message) => {
    expect(folder.refusal(flags)).toBe(message);
  });

  it('names of digits are names', () => {
    expect(folder.settings({ database: '2024' }).database).toBe('2024');
  });
});

describe('a variable', () => {
  it('is named with the place where it stands', () => {
    const message = (where: string) => `NUM_ORDERS in ${where} is 'x'; allowed is ${ORDERS}.`;
    expect(folder.refusal({}, { NUM_ORDERS: 'x' })).toBe(message('the environment'));
    folder.write('.env', 'NUM_ORDERS=x\n');
    expect(folder.refusal()).toBe(message('.env'));
    expect(folder.refusal({ scale: '2' }, { NUM_ORDERS: '5' })).toBe(
      "--scale multiplies the preset's counts and NUM_ORDERS in the environment fixes the orders at 5; give one of the two.",
    );
    expect(folder.refusal({}, { NUM_ORDERS: '1', START_DATE: '2021-13-01' })).toBe(
      `START_DATE in the environment is '2021-13-01'; allowed is ${DATE}.`,
    );
  });

  it('that a # in .env may have cut short is refused; a blank before it, or a quote around, makes it clear', () => {
    const message =
      'ends at a #, where a comment begins; allowed is a value in quotes, or a blank before the comment.';
    for (const line of ['NUM_ORDERS=5#6', 'NUM_ORDERS="5"#6"', "NUM_ORDERS='5'#6"]) {
      folder.write('.env', `${line}\n`);
      expect(folder.refusal()).toBe(`NUM_ORDERS in .env ${message}`);
      expect(folder.settings({ orders: '7' }).world.orders).toBe(7);
    }
    for (const line of [
      'NUM_ORDERS=5 # 6',
      'NUM_ORDERS="5" # it\'s 6',
      'NUM_ORDERS=5\n#NUM_ORDERS=6',
      'NUM_ORDERS=5\nOTHER=1#2',
    ]) {
      folder.write('.env', `${line}\n`);
      expect(folder.settings().world.orders).toBe(5);
    }
    folder.write('.env', 'MONGODB_DATABASE="a#b" # c#d\n');
    expect(folder.settings().database).toBe('a#b');
  });

  it('cannot be read from a .env that is no file', () => {
    folder.write('.env/file', '');
    expect(folder.refusal()).toBe('The file .env is a folder and no file.');
  });
});
