/** The parts of setup that need no server: what a collection lacks, .env, and the commands of atlas. */
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { afterAll, describe, expect, it } from 'vitest';
import { MODELS } from '../../src/core/model/index.js';
import { SYNC_FIELD } from '../../src/mongodb/sync-field.js';
import { validatorOf } from '../../src/mongodb/validator.js';
import { shown } from '../../src/tools/operate/setup/atlas-cli.js';
import {
  type AtlasPlan,
  createAccess,
  createCluster,
  createUser,
} from '../../src/tools/operate/setup/atlas-commands.js';
import { changesFor } from '../../src/tools/operate/setup/collections.js';
import { readEnvFile, withVariables, writeEnvFile } from '../../src/tools/operate/setup/env-file.js';
import { applicationPrivileges, rolesOf } from '../../src/tools/operate/setup/users.js';

const images = { changeStreamPreAndPostImages: { enabled: true } };
const validation = (action: 'warn' | 'error') => ({
  validator: validatorOf(MODELS.stores),
  validationLevel: 'strict',
  validationAction: action,
});

describe('what a collection lacks', () => {
  it('is nothing where it is as wanted', () => {
    expect(changesFor(MODELS.stores, images, undefined).changes).toEqual([]);
    expect(changesFor(MODELS.stores, { ...images, ...validation('warn') }, 'warn').changes).toEqual([]);
    // Without --validators those that are there do not matter.
    expect(changesFor(MODELS.stores, { ...images, validator: { a: 1 } }, undefined).changes).toEqual([]);
    // Embeddings are not synced.
    expect(changesFor(MODELS.product_embeddings, {}, undefined).changes).toEqual([]);
  });

  it.each([
    [{}, undefined, images, ['images of documents in change streams enabled']],
    [
      { changeStreamPreAndPostImages: { enabled: false } },
      undefined,
      images,
      ['images of documents in change streams enabled'],
    ],
    [images, 'error', validation('error'), ['validator added (error)']],
    [{ ...images, ...validation('warn') }, 'error', validation('error'), ['validator replaced (error)']],
    [
      { ...images, ...validation('warn'), validationLevel: 'moderate' },
      'warn',
      validation('warn'),
      ['validator replaced (warn)'],
    ],
  ] as const)('%j with %s', (options, action, command, changes) => {
    expect(changesFor(MODELS.stores, options, action)).toEqual({ command, changes });
  });

  it('allows the field of trigger-sync, which the model does not have', () => {
    const { properties, additionalProperties, patternProperties } = validatorOf(MODELS.stores).$jsonSchema;
    expect(properties[SYNC_FIELD]).toEqual({ bsonType: 'string' });
    expect(additionalProperties).toBe(false);
    expect(patternProperties).toEqual({ '^_': {} });
  });
});

describe('the users', () => {
  it('have rights on the one database alone', () => {
    expect(rolesOf('read-only', 'shop')).toEqual([{ role: 'read', db: 'shop' }]);
    expect(rolesOf('application', 'shop')).toEqual([{ role: 'zavaApplication', db: 'shop' }]);
    const privileges = applicationPrivileges('shop');
    expect(privileges).toHaveLength(9);
    for (const { resource, actions } of privileges) {
      expect(resource).toEqual({ db: 'shop', collection: expect.stringMatching(/^[a-z_]+$/) });
      expect(actions).toEqual(['collMod', 'indexStats']);
    }
  });
});

describe('.env', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zava-env-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['', 'A=1\n'],
    ['# mine\nB=2\n', '# mine\nB=2\nA=1\n'],
    ['# mine\nB=2', '# mine\nB=2\nA=1\n'],
    ['A=0\nB=2\n', 'A=1\nB=2\n'],
    ['export A = 0 # old\nB=2\n', 'A=1\nB=2\n'],
    ['A=0\nB=2\nA=3\n', 'A=0\nB=2\nA=1\n'],
    ['AA=0\n#A=0\n', 'AA=0\n#A=0\nA=1\n'],
    ['A=1\n', 'A=1\n'],
    ['A="1"\nB=\'x # y\'\n', 'A="1"\nB=\'x # y\'\n'],
  ])('%j with A=1 is %j', (before, after) => {
    expect(withVariables(before, { A: '1' })).toBe(after);
  });

  it('gives a connection string back as it went in', () => {
    const uri = 'mongodb+srv://ann:p%40s%23s%24%27@cluster0.abcde.mongodb.net/?a=b&c=d';
    expect(parse(withVariables('X="1\n2"\n', { URI: uri }))).toEqual({ X: '1\n2', URI: uri });
  });

  it('is refused where the change would cut another value', () => {
    expect(() => withVariables('A=0\nX="1\nA=2\n3"\n', { A: '1' })).toThrow(/cannot take A without/);
  });

  it('is written for its owner alone, at one blow, through a link', async () => {
    const real = join(folder, 'real');
    const link = join(folder, '.env');
    writeFileSync(real, 'A=0\n');
    chmodSync(real, 0o644);
    symlinkSync(real, link);
    await writeEnvFile(link, 'A=1\n');
    expect(readFileSync(real, 'utf8')).toBe('A=1\n');
    expect(statSync(real).mode & 0o777).toBe(0o600);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readEnvFile(join(folder, 'none'))).toBe('');
    expect(() => readEnvFile(folder)).toThrow(/\.env is a folder and no file/);
  });
});

describe('the commands of atlas', () => {
  const plan: AtlasPlan = {
    projectId: undefined,
    project: 'my project',
    orgId: undefined,
    cluster: 'zava',
    tier: 'M0',
    provider: 'AWS',
    region: 'US_EAST_1',
    accessList: undefined,
    user: 'app',
    database: 'shop',
  };

  it('are shown as one would type them, without the password', () => {
    const command = createUser(plan, 'p1', 's3cret');
    expect(shown(command)).toBe(
      'atlas dbusers create --username app --role readWrite@shop,dbAdmin@shop --scope zava --projectId p1 --output json',
    );
    expect(command.input).toBe('s3cret');
    expect(shown({ args: ['projects', 'create', "it's mine"] })).toBe(
      "atlas projects create 'it'\\''s mine'",
    );
  });

  it('give a disk to dedicated tiers alone', () => {
    expect(createCluster(plan, 'p1').args).not.toContain('--diskSizeGB');
    expect(createCluster({ ...plan, tier: 'M10' }, 'p1').args.join(' ')).toContain('--diskSizeGB 10');
  });

  it.each([
    [undefined, '--currentIp'],
    ['203.0.113.7', '203.0.113.7 --type ipAddress'],
    ['203.0.113.0/24', '203.0.113.0/24 --type cidrBlock'],
    ['2001:db8::/32', '2001:db8::/32 --type cidrBlock'],
  ])('let in %s', (accessList, words) => {
    expect(createAccess({ ...plan, accessList }, 'p1').args.join(' ')).toContain(`create ${words} --comment`);
  });
});
