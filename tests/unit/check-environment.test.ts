/** The checks of variables and .env: what is set, malformed, or still a placeholder; never a secret. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { afterAll, describe, expect, it } from 'vitest';
import { environment } from '../../src/core/settings/environment.js';
import { written } from '../../src/message.js';
import {
  checkDotenv,
  checkOverrides,
  checkSettings,
  checkTarget,
  checkVariables,
  isPlaceholder,
} from '../../src/tools/operate/check/environment.js';
import { VARIABLES } from '../../src/tools/operate/check/variables.js';

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

  it('are one line where none is set, and those that are have lines of their own', () => {
    const what = (names: readonly string[]) => `Not set: ${names.join(', ')}`;
    const [first = '', ...others] = VARIABLES.map(({ name }) => name);
    expect(checkVariables(() => undefined, everything)).toEqual([
      { id: 'environment.unset', status: 'ok', what: what([first, ...others]) },
    ]);
    const look = (name: string) =>
      name === first ? { value: 'mongodb://h/', where: `${name} in .env` } : undefined;
    expect(checkVariables(look, everything)).toMatchObject([
      { id: `environment.${first}`, status: 'ok' },
      { id: 'environment.unset', status: 'ok', what: what(others) },
    ]);
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
    expect(written(checkOf(name, value)?.what ?? '', 'command line')).toMatch(/allowed is/);
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

  it('whose values may be cut short by a # is told so, by variable', () => {
    const lines = [
      'MONGODB_CONNECTION_STRING=mongodb://ann:8306#1@host/',
      'DITTO_API_KEY=Wq7Kp2Vx#1',
      'NUM_ORDERS=5 # 6',
    ];
    writeFileSync(join(folder, '.env'), lines.join('\n'));
    const checks = checkVariables(environment({}, folder), new Set(['MONGODB_CONNECTION_STRING']));
    const of = (name: string) => checks.find(({ id }) => id === `environment.${name}`);
    expect(of('MONGODB_CONNECTION_STRING')).toMatchObject({
      status: 'failure',
      cure: 'correct MONGODB_CONNECTION_STRING in .env',
    });
    expect(of('DITTO_API_KEY')).toMatchObject({ status: 'warning', cure: 'correct DITTO_API_KEY in .env' });
    expect(of('NUM_ORDERS')).toMatchObject({ status: 'ok', what: 'NUM_ORDERS is set in .env: 5' });
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
    expect(checkTarget({ uri: 'mongodb://ann:s3cret@host/' }, undefined).what).toBe(
      'The server is mongodb://<credentials>@host/',
    );
    expect(checkTarget(undefined, 'No server')).toMatchObject({ status: 'failure', what: 'No server' });
    expect(checkSettings('preset tiny', undefined)).toMatchObject({
      status: 'ok',
      what: 'Settings: preset tiny',
    });
    expect(checkOverrides([])).toEqual([]);
    expect(
      checkOverrides(['A in .env (1) overrides a (2) of f.', 'B in .env (1) overrides b (2) of f.']),
    ).toEqual([
      {
        id: 'environment.overrides',
        status: 'warning',
        what: 'A in .env (1) overrides a (2) of f; B in .env (1) overrides b (2) of f',
        cure: 'leave a variable empty where that is not meant',
      },
    ]);
    expect(checkSettings(undefined, 'x is y')).toMatchObject({ status: 'failure', what: 'x is y' });
  });
});
