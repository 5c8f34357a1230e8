/** .env.sample: every variable that zava knows, and nothing that is not one. */
import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/settings/resolve.js';
import { full } from '../fixtures/worlds.js';

const sample = parse(readFileSync(new URL('../../.env.sample', import.meta.url), 'utf8'));

describe('.env.sample', () => {
  it('names every variable', () => {
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

  it('holds no secret', () => {
    for (const name of ['MONGODB_CONNECTION_STRING', 'DITTO_API_KEY', 'AZURE_OPENAI_API_KEY']) {
      expect(sample[name]).toBe('');
    }
  });
});
