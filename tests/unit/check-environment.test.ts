/** The checks of variables and .env: what is set, malformed, or still a placeholder; never a secret. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { afterAll, describe, expect, it } from 'vitest';
import {
  checkDotenv,
  checkSettings,
  checkTarget,
  checkVariables,
  isPlaceholder,
} from '../../src/operate/check/environment.js';
import { VARIABLES } from '../../src/operate/check/variables.js';

const folder = mkdtempSync(join(tmpdir(), 'zava-check-'));
afterAll(() => rmSync(folder, { recursive: true }));
const everything = new Set(VARIABLES.map(({ name }) => name));

/** The check of one variable that is set in .env. */
function checkOf(name: string, value: string, needed = everything) {
  const look = (asked: string) => (asked === name ? { value, where: `${name} in .env` } : undefined);
  return checkVariables(look, needed).find(({ id }) => id === `environment.${name}`);
}

describe('the variables', () => {
  const sample = parse(readFileSync(new URL('../../.env.sample', import.meta.url), 'utf8'));

  it('are those of .env.sample, in its order', () => {
    expect(VARIABLES.map(({ name }) => name)).toEqual(Object.keys(sample));
  });

  it('are fine where none is set, and each says what it is for', () => {
    const checks = checkVariables(() => undefined, everything);
    expect(checks.map(({ status }) => status)).toEqual(VARIABLES.map(() => 'ok'));
    for (const { what } of checks) expect(what).toMatch(/^\w+ is not set \(.+\)$/);
  });

  it('are fine as the sample has them', () => {
    const look = (name: string) =>
      sample[name] ? { value: sample[name], where: `${name} in .env` } : undefined;
    expect(checkVariables(look, everything).every(({ status }) => status === 'ok')).toBe(true);
  });

  it.each([
    ['MONGODB_CONNECTION_STRING', 'localhost:27017'],
    ['MONGODB_DATABASE', 'a/b'],
    ['MONGODB_ATLAS_PROJECT_ID', 'zava'],
    ['DITTO_APP_ID', 'my-app'],
    ['DITTO_API_KEY', 'two words here'],
    ['DITTO_CLOUD_ENDPOINT', 'http://cloud.ditto.live'],
    ['AZURE_OPENAI_ENDPOINT', 'resource.openai.azure.com'],
    ['AZURE_OPENAI_API_KEY', 'short'],
    ['AZURE_OPENAI_EMBEDDING_DEPLOYMENT', 'a b'],
    ['AZURE_OPENAI_API_VERSION', 'latest'],
    ['NUM_CUSTOMERS', '-1'],
    ['NUM_ORDERS', '1e3'],
    ['START_DATE', '2021-02-30'],
    ['END_DATE', 'tomorrow'],
  ])('%s that is %s is malformed: a failure where it is needed, else a warning', (name, value) => {
    expect(checkOf(name, value)).toMatchObject({ status: 'failure', cure: `correct ${name} in .env` });
    expect(checkOf(name, value)?.what).toMatch(/allowed is/);
    expect(checkOf(name, value, new Set())?.status).toBe('warning');
  });

  it('that are secrets are never shown, right or wrong', () => {
    const uris = [
      'mongodb://u:s3cret@host/',
      'u:s3cret@host',
      'mongodb://u:s3@cret@host/',
      'mongodb://u:s3cret@',
    ];
    const keys = ['s3cret', 's3cret with blanks', 's3cret-long-enough'];
    const secrets = VARIABLES.filter(({ secret }) => secret === true).map(({ name }) => name);
    expect(secrets).toHaveLength(4);
    for (const name of secrets) {
      for (const value of name.endsWith('_STRING') ? uris : keys) {
        expect(JSON.stringify(checkOf(name, value))).not.toMatch(/s3|cret/);
      }
    }
  });
});

describe('a placeholder', () => {
  it.each([
    'mongodb+srv://username:password@cluster.mongodb.net/',
    'mongodb+srv://ann:<db_password>@cluster0.abcde.mongodb.net/',
    'mongodb+srv://ann:%3Cpassword%3E@cluster0.abcde.mongodb.net/',
    'mongodb+srv://<username>:x1y2z3@cluster0.abcde.mongodb.net/',
    'mongodb+srv://ann:x1y2z3@cluster0.xxxxx.mongodb.net/',
    'mongodb://your-host:27017/',
    'https://your-resource.openai.azure.com/',
    'your_project_id',
    '<api-key>',
    'changeme',
    'xxxx',
  ])('is found: %s', (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it.each([
    'mongodb+srv://ann:your-x@cluster0.abcde.mongodb.net/',
    'mongodb://localhost:27017/',
    'mongodb://db.example.com/',
    'https://cloud.ditto.live',
    'zava',
    '2024-02-01',
  ])('is not what is real: %s', (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });
});

describe('.env', () => {
  it('may be missing', () => {
    expect(checkDotenv(join(folder, 'nowhere'))).toMatchObject([{ status: 'ok' }]);
  });

  it('is for its owner alone, and slips of the keyboard in it are told', () => {
    writeFileSync(join(folder, '.env'), 'MONGODB_CONECTION_STRING=x\nMY_OWN_THING=y\nNUM_ORDERS=1\n');
    chmodSync(join(folder, '.env'), 0o600);
    const slip = { id: 'environment.MONGODB_CONECTION_STRING', status: 'warning' };
    expect(checkDotenv(folder)).toMatchObject([
      { id: 'environment.file', status: 'ok' },
      { ...slip, cure: 'is MONGODB_CONNECTION_STRING meant?' },
    ]);
    chmodSync(join(folder, '.env'), 0o640);
    expect(checkDotenv(folder)[0]).toMatchObject({ status: 'warning', cure: 'chmod 600 .env' });
  });
});

describe('server and settings', () => {
  it('are told without a password, or with what is wrong', () => {
    expect(checkTarget('mongodb://ann:s3cret@host/', undefined).what).toBe(
      'The server is mongodb://<credentials>@host/',
    );
    expect(checkTarget(undefined, 'No server')).toMatchObject({ status: 'failure', what: 'No server' });
    expect(checkSettings('preset tiny', undefined)).toMatchObject({
      status: 'ok',
      what: 'Settings: preset tiny',
    });
    expect(checkSettings(undefined, 'x is y')).toMatchObject({ status: 'failure', what: 'x is y' });
  });
});
