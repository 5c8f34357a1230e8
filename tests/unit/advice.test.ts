/** Commands to go on with: whole, for a shell, and never with a password. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { again, shellWord, spelling } from '../../src/commands/advice.js';
import { failureOf } from '../../src/commands/failure.js';
import { command, option } from '../../src/core/options/table.js';
import { SettingsError, ZavaError } from '../../src/errors.js';
import { say, written } from '../../src/message.js';
import { withDatabaseIn } from '../../src/mongodb/connection-string.js';

const GIVEN = {
  uri: 'mongodb://ann:p%40ss@h.example:1/?tls=true',
  database: "Ann's shop",
  config: 'my.yaml',
};

describe('a command in a message', () => {
  it('names the server and the database in use, and no password', () => {
    const message = say`run ${command('indexes create')}, not ${option('drop')}`;
    expect(written(message, spelling(GIVEN))).toBe(
      "run npx zava indexes create --uri 'mongodb://<credentials>@h.example:1/?tls=true' --database 'Ann'\\''s shop' --config my.yaml, not --drop",
    );
    expect(written(command('load', option('resume')), spelling({ local: true }))).toBe(
      'npx zava load --resume --local',
    );
  });

  it.each(['up', 'encode-password', 'generate'] as const)('is bare where it takes no server: %s', (name) => {
    expect(written(command(name), spelling(GIVEN))).toBe(`npx zava ${name}`);
  });

  it('is bare where variables say which server it is', () => {
    expect(written(command('check'), spelling({}))).toBe('npx zava check');
  });
});

describe('the same command again', () => {
  it.each([
    [['load', '--part', '1/4', '--preset', 'tiny'], 'npx zava load --preset tiny --finish'],
    [['load', '--part=1/4', '--seed', '7'], 'npx zava load --seed 7 --finish'],
    [['load', '--out', 'my out', '--part', '2/2'], "npx zava load --out 'my out' --finish"],
    [
      ['load', '--uri', 'mongodb://ann:secret@h/', '--part', '2/2'],
      "npx zava load --uri 'mongodb://<credentials>@h/' --finish",
    ],
    [
      ['load', '--uri=mongodb://ann:secret@h/', '--part', '2/2'],
      "npx zava load --uri 'mongodb://<credentials>@h/' --finish",
    ],
    [['load', '--uri', 'mongodb://h:1', '--part', '2/2'], 'npx zava load --uri mongodb://h:1/ --finish'],
  ])('%j', (argv, line) => expect(again(argv, ['part'], '--finish')).toBe(line));
});

it('is one word for a shell, whatever it holds', () => {
  const plain = fc.string({ unit: 'binary', minLength: 1 }).filter((word) => !word.includes('\0'));
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 30 }), (words) => {
      const line = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
      const read = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
      expect(read.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 20 },
  );
});

describe('a connection string that names the database', () => {
  it.each([
    ['mongodb://h:1', 'mongodb://h:1/shop'],
    ['mongodb://h:1/?replicaSet=rs0', 'mongodb://h:1/shop?replicaSet=rs0'],
    ['mongodb://h:1/other', 'mongodb://h:1/shop'],
    ['mongodb://a:b@h/', 'mongodb://a:b@h/shop?authSource=admin'],
    ['mongodb://a:b@h/users', 'mongodb://a:b@h/shop?authSource=users'],
    ['mongodb+srv://a:b@h.example.net/?authSource=x', 'mongodb+srv://a:b@h.example.net/shop?authSource=x'],
  ])('%s', (uri, named) => expect(withDatabaseIn(uri, 'shop')).toBe(named));
});

describe('a failure as data', () => {
  const of = (error: Error, aborted = false) => failureOf(error, aborted, { database: 'shop' });

  it('holds the setting that is wrong, in the words of the command line', () => {
    const fault = {
      setting: option('seed'),
      value: -1,
      allowed: 'a whole number',
      hint: say`see ${command('check')}`,
    };
    expect(of(new SettingsError(fault)).document.error).toEqual({
      kind: 'usage',
      exitCode: 2,
      message: '--seed is -1; allowed is a whole number; see npx zava check --database shop.',
      setting: '--seed',
      value: -1,
      allowed: 'a whole number',
      hint: 'see npx zava check --database shop',
    });
  });

  it.each([
    ['failure', 1, new ZavaError(say`use ${option('drop')}`), 'use --drop'],
    ['unexpected', 1, new TypeError('x is not a function'), 'x is not a function'],
  ])('is a %s', (kind, exitCode, error, message) => {
    expect(of(error).document).toEqual({ error: { kind, exitCode, message } });
  });

  it('is an interruption after Ctrl-C, whatever failed', () => {
    const { sentence, document } = of(new Error('socket closed'), true);
    expect(sentence).toBeUndefined();
    expect(document).toEqual({ error: { kind: 'interrupted', exitCode: 130, message: 'Interrupted.' } });
  });
});
