/** .env.sample: every variable that zava knows, and nothing that is not one. */
import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import type { Option } from '../../src/core/options/option.js';
import { OPTIONS } from '../../src/core/options/table.js';
import { FILE_VARIABLES, VARIABLES, type Variable } from '../../src/core/options/variables.js';
import { dateOf } from '../../src/core/settings/calendar.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { SettingsFolder } from '../fixtures/settings-folder.js';
import { full } from '../fixtures/worlds.js';

const sample = parse(readFileSync(new URL('../../.env.sample', import.meta.url), 'utf8'));

describe('.env.sample', () => {
  it('has every variable of the table that .env may hold, and the value that the table gives it', () => {
    expect(Object.keys(sample)).toEqual(FILE_VARIABLES);
    for (const name of FILE_VARIABLES) {
      const { sample: value = '' }: Variable = VARIABLES[name];
      expect(sample[name], name).toBe(value);
    }
  });

  it('names those that people know', () => {
    expect(Object.keys(sample).sort()).toEqual(
      [
        'MONGODB_CONNECTION_STRING',
        'MONGODB_DATABASE',
        'MONGODB_LOCAL_CONNECTION_STRING',
        'MONGODB_ATLAS_PROJECT_ID',
        'DITTO_APP_ID',
        'DITTO_API_KEY',
        'DITTO_CLOUD_ENDPOINT',
        'AZURE_OPENAI_ENDPOINT',
        'AZURE_OPENAI_API_KEY',
        'AZURE_OPENAI_EMBEDDING_DEPLOYMENT',
        'AZURE_OPENAI_API_VERSION',
        'NUM_CUSTOMERS',
        'NUM_ORDERS',
        'START_DATE',
        'END_DATE',
      ].sort(),
    );
  });

  it('changes no setting when it is copied as it is', () => {
    const { world, database } = resolveSettings({}, { env: sample, cwd: '/' });
    expect(world).toEqual(full);
    expect(database).toBe('zava');
  });

  it('leaves to a file of settings what such a file may say', () => {
    const options: readonly Option[] = Object.values(OPTIONS);
    const names = options.flatMap(({ key, variables = [] }) => (key === undefined ? [] : variables));
    expect(names).toHaveLength(5);
    for (const name of names) expect(sample[name], name).toBe('');
  });

  it('as a copy lets the example of README do what it says, without a note', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const folder = new SettingsFolder().write(
      '.env',
      readFileSync(new URL('../../.env.sample', import.meta.url), 'utf8'),
    );
    folder.write('busy-summer.yaml', /^# busy-summer\.yaml\n([^`]+)/m.exec(readme)?.[1]);
    const { world, notes } = folder.settings({ config: 'busy-summer.yaml' });
    folder.remove();
    expect([dateOf(world.firstDay), dateOf(world.lastDay), world.seed]).toEqual([
      '2024-06-01',
      '2024-08-31',
      7,
    ]);
    expect(notes).toEqual([]);
  });

  it('holds no secret', () => {
    for (const name of ['MONGODB_CONNECTION_STRING', 'DITTO_API_KEY', 'AZURE_OPENAI_API_KEY']) {
      expect(sample[name]).toBe('');
    }
  });
});
