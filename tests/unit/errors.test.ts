/** Errors as data: what they say to whom, how they cross threads and copies of the package, and what they are. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, oneOf, whole } from '../../src/core/options/kinds.js';
import { command, flagOf, OPTIONS, type OptionName, option } from '../../src/core/options/table.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { withUserErrors } from '../../src/engine/sinks/files/disk.js';
import { errorData, errorFrom, isAbout, messageOf, SettingsError, ZavaError } from '../../src/errors.js';
import { say, written } from '../../src/message.js';

const failure = () =>
  new ZavaError(say`There is a load: ${option('resume')} goes on, ${option('drop')} starts from scratch.`);
const fault = () =>
  new SettingsError({
    setting: option('orders'),
    value: -1,
    problem: 'which is too few',
    allowed: 'a whole number from 0',
    hint: say`try ${option('preset', 'demo')}`,
  });

function thrown(work: () => unknown): SettingsError {
  try {
    work();
  } catch (error) {
    return error as SettingsError;
  }
  throw new Error('it was taken');
}

/** What arrives in another thread. */
const crossed = (error: unknown) => structuredClone(errorData(error));

describe('a message', () => {
  it('reads as the command line or the library has it', () => {
    const message = say`use ${option('drop')}, or another ${option('database')}; see ${command('check')} (${3})`;
    expect(written(message, 'library')).toBe('use drop: true, or another database; see npx zava check (3)');
    expect(written(message, 'command line')).toBe(
      'use --drop, or another --database; see npx zava check (3)',
    );
  });

  it('holds other messages', () => {
    expect(written(say`a ${say`b ${option('out')}`} c`, 'library')).toBe('a b folder c');
  });

  it.each([
    [option('resume'), '--resume', 'resume: true'],
    [option('indexes'), '--no-indexes', 'indexes: false'],
    [option('preset', 'demo'), '--preset demo', "preset: 'demo'"],
    [option('finish'), '--finish', '--finish'],
    [option('part', '1/n'), '--part 1/n', '--part 1/n'],
    [command('load', option('resume')), 'npx zava load --resume', 'npx zava load --resume'],
  ])('refers to %j', (reference, typed, called) => {
    expect(written(reference, 'command line')).toBe(typed);
    expect(written(reference, 'library')).toBe(called);
  });
});

describe('an error', () => {
  it('speaks of options, and on the command line of flags', () => {
    expect(failure().message).toBe('There is a load: resume: true goes on, drop: true starts from scratch.');
    expect(messageOf(failure(), 'command line')).toBe(
      'There is a load: --resume goes on, --drop starts from scratch.',
    );
    expect(messageOf(new Error('as it is'), 'command line')).toBe('as it is');
  });

  it('of a setting tells setting, value, what is allowed and a hint', () => {
    const error = fault();
    expect(error.message).toBe(
      "orders is -1, which is too few; allowed is a whole number from 0; try preset: 'demo'.",
    );
    expect(messageOf(error, 'command line')).toContain('--orders is -1');
    const { setting, value, allowed, hint } = error;
    expect({ setting, value, allowed, hint }).toEqual({
      setting: 'orders',
      value: -1,
      allowed: 'a whole number from 0',
      hint: "try preset: 'demo'",
    });
    expect(isAbout(error)).toBe(true);
    expect(isAbout(error, 'orders')).toBe(true);
    expect(isAbout(error, 'seed')).toBe(false);
    expect(isAbout(new SettingsError({ setting: 'NUM_ORDERS in .env', value: 'x', allowed: '1' }))).toBe(
      false,
    );
  });

  it('hands on no object that it was given', () => {
    const refused = (value: unknown) => thrown(() => check(option('seed'), value, whole(0, 9)));
    expect(refused({ password: 'secret' }).value).toBe('[Object]');
    expect(JSON.stringify(errorData(refused({ password: 'secret' })))).not.toContain('secret');
    expect(refused(null).value).toBe(null);
  });

  it('hands on no more of a text than its message shows', () => {
    const content = `root:x:0:0:root:/root:/bin/bash ${'daemon '.repeat(20)}`;
    const file = join(mkdtempSync(join(tmpdir(), 'zava-errors-')), 'no-settings.yaml');
    writeFileSync(file, content);
    const error = thrown(() => resolveSettings({ config: file }, { env: {}, cwd: '.' }));
    const value = String(error.value);
    expect(value).toMatch(/^root:x:0:0:.*\.\.\.$/);
    expect(value.length).toBeLessThanOrEqual(60);
    expect(error.message).toContain(`'${value}`);
    expect(JSON.stringify(errorData(error))).not.toContain('daemon '.repeat(5));
    expect(thrown(() => check(option('preset'), 'p'.repeat(200), oneOf(['tiny']))).value).toHaveLength(59);
    expect(thrown(() => check(option('preset'), 'tynni', oneOf(['tiny']))).value).toBe('tynni');
  });

  it.each<[OptionName, string]>([
    ['out', 'folder'],
    ['noRecord', 'record'],
    ['resume', 'resume'],
    ['part', 'part'],
  ])('calls the option %s as a call does: %s', (name, called) => {
    const error = new SettingsError({ setting: option(name), value: 1, allowed: 'another' });
    expect(error.setting).toBe(called);
    expect(isAbout(error, name)).toBe(true);
  });

  it.each(['EACCES', 'EROFS', 'ENOTDIR', 'ENOENT', 'ENAMETOOLONG'])(
    'of a folder for a dump (%s) tells which argument is wrong',
    async (code) => {
      const refused = withUserErrors('place', () => Promise.reject(Object.assign(new Error(code), { code })));
      await expect(refused).rejects.toMatchObject({
        message: expect.stringMatching(/^folder is 'place', wh.*; allowed is a .*folder/),
        setting: 'folder',
        value: 'place',
      });
    },
  );

  it('is one line, whatever it quotes', () => {
    expect(new SettingsError("The key 'a\n\u001b[2J\u2028b' is unknown.").message).toBe(
      "The key 'a [2J b' is unknown.",
    );
  });

  it('crosses to another thread as what it is', () => {
    const settings = errorFrom(crossed(fault()) as never);
    expect(settings).toBeInstanceOf(SettingsError);
    expect(settings.message).toBe(fault().message);
    expect(settings).toMatchObject({ setting: 'orders', value: -1, hint: "try preset: 'demo'" });
    const failed = errorFrom(crossed(failure()) as never);
    expect(failed).toBeInstanceOf(ZavaError);
    expect(failed).not.toBeInstanceOf(SettingsError);
    expect(messageOf(failed, 'command line')).toContain('--resume goes on');
    expect(errorData(new Error('another'))).toBeUndefined();
    expect(errorData(undefined)).toBeUndefined();
  });

  it('of another copy of the package is known', async () => {
    const path = '../../src/errors.js?another-copy';
    const copy = (await import(path)) as typeof import('../../src/errors.js');
    expect(copy.SettingsError).not.toBe(SettingsError);
    const foreign = new copy.SettingsError({ setting: option('seed'), value: 'x', allowed: 'a number' });
    expect(foreign).toBeInstanceOf(SettingsError);
    expect(foreign).toBeInstanceOf(ZavaError);
    expect(new copy.ZavaError('failed')).not.toBeInstanceOf(SettingsError);
    expect(new Error('SettingsError')).not.toBeInstanceOf(ZavaError);
    expect(messageOf(foreign, 'command line')).toBe("--seed is 'x'; allowed is a number.");
  });

  it('of a class that extends one of them is told apart by that class', () => {
    class Special extends ZavaError {}
    expect(new Special('one')).toBeInstanceOf(ZavaError);
    expect(new Special('one')).toBeInstanceOf(Special);
    expect(new ZavaError('one')).not.toBeInstanceOf(Special);
  });
});

describe('the sources below the command line', () => {
  const flags = [...new Set((Object.keys(OPTIONS) as OptionName[]).map(flagOf))];
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/^(commands|core\/options)\/|^cli\.ts$/.test(name),
  );

  it('write no flag into a sentence, but refer to the option', () => {
    const pattern = new RegExp(`(?<![\\w-])(${flags.join('|')})(?![\\w-])`, 'g');
    const found = files.flatMap((name) => {
      const code = readFileSync(join('src', name), 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
        // What another program is called with.
        .replace(/'--[\w-]+'/g, '');
      return [...code.matchAll(pattern)].map(([flag]) => `${name}: ${flag}`);
    });
    expect(files.length).toBeGreaterThan(250);
    expect(found).toEqual([]);
  });
});
