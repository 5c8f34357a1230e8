/** Which database a command works on, by its connection string and by whatever else names one. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Context } from '../../src/commands/command.js';
import { chooseTarget, placed, type TargetFlags } from '../../src/commands/target.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { createDataset } from '../../src/library/dataset.js';
import { loadDatabase } from '../../src/library/runs.js';

const cwd = mkdtempSync(join(tmpdir(), 'zava-target-'));
const config = join(cwd, 'named.yaml');
writeFileSync(config, 'database: of_config\n');
const other = join(cwd, 'other.yaml');
writeFileSync(other, 'seed: 7\n');

async function databaseOf(flags: TargetFlags, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const context = { env, cwd } as Context;
  return resolveSettings(flags, placed(context, await chooseTarget(flags, context))).database;
}

const USER = 'mongodb://user:s3cret@host';

it.each<[string, string, TargetFlags?, NodeJS.ProcessEnv?]>([
  ['shop', `${USER}/shop?authSource=admin`],
  ['shop', 'mongodb://host/shop'],
  ['shop', 'mongodb+srv://cluster.example.net/shop'],
  ['zava', `${USER}/admin?authSource=admin`],
  ['zava', `${USER}/?authSource=shop`],
  ['zava', `${USER}/zava`],
  ['given', `${USER}/shop?authSource=admin`, { database: 'given' }],
  ['given', `${USER}/shop`, { database: 'given' }],
  ['set', `${USER}/shop?authSource=admin`, {}, { MONGODB_DATABASE: 'set' }],
  ['of_config', `${USER}/shop?authSource=admin`, { config }],
  ['shop', `${USER}/shop?authSource=admin`, { config: other }],
])('is %s with %s', async (database, uri, flags = {}, env = {}) => {
  expect(await databaseOf({ uri, ...flags }, env)).toBe(database);
  // The same from the environment.
  expect(await databaseOf(flags, { ...env, MONGODB_CONNECTION_STRING: uri })).toBe(database);
});

it.each<[string, RegExp, TargetFlags?]>([
  [`${USER}/shop`, /names database 'shop', where users may be kept/],
  // A file that names none says as little.
  [`${USER}/shop`, /names database 'shop', where users may be kept/, { config: other }],
  [`${USER}/config?authSource=admin`, /^The database that uri names is 'config'; allowed is /],
])('is refused with %s', async (uri, said, flags = {}) => {
  await expect(databaseOf({ uri, ...flags })).rejects.toThrow(said);
  // The library refuses it before it connects.
  await expect(loadDatabase(createDataset(flags), uri)).rejects.toThrow(said);
});

it('is that of a configuration file, wherever users may be kept', async () => {
  expect(await databaseOf({ uri: `${USER}/shop`, config })).toBe('of_config');
});
