/** zava encode-password: asked on a terminal without echo, or piped in. */
import { execFileSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, temporaryFolder, zava } from '../fixtures/cli.js';
import { onTerminal } from '../fixtures/terminal.js';

const folder = temporaryFolder();
const PASSWORD = 'a@b/c:%d!';
const ENCODED = 'a%40b%2Fc%3A%25d%21';

/** With a text on standard input. @returns standard output. */
const piped = (input: string, ...args: string[]): string =>
  execFileSync(process.execPath, [`${REPOSITORY}/dist/src/cli.js`, 'encode-password', ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  });

describe('encode-password', () => {
  it('asks without showing what is typed, and prints it encoded', async () => {
    const { code, shown } = await onTerminal(['encode-password'], [['Password:', PASSWORD]], folder);
    expect(code).toBe(0);
    expect(shown).toContain(ENCODED);
    expect(shown).not.toContain(PASSWORD);
    expect(shown).not.toContain('a@b');
  });

  it('ends with 130 on Ctrl-C', async () => {
    const { code, shown } = await onTerminal(['encode-password'], [['Password:', '^C']], folder);
    expect(code).toBe(130);
    // Nothing but a line break and what moves the cursor.
    expect(
      stripVTControlCharacters(shown)
        .replace(/[\s\S]*Password:/, '')
        .trim(),
    ).toBe('');
  });

  it('takes it from standard input, with and without the end of the line', () => {
    expect(piped(`${PASSWORD}\n`, '--stdin')).toBe(`${ENCODED}\n`);
    expect(piped(PASSWORD, '--stdin')).toBe(`${ENCODED}\n`);
    expect(piped(`${PASSWORD}\r\n`, '--stdin')).toBe(`${ENCODED}\n`);
  });

  it('builds a whole connection string, in place of a placeholder too', () => {
    const uri = `mongodb+srv://ann:${ENCODED}@cluster0.abcde.mongodb.net/?retryWrites=true`;
    for (const user of ['ann', 'ann:<db_password>']) {
      const bare = `mongodb+srv://${user}@cluster0.abcde.mongodb.net/?retryWrites=true`;
      expect(piped(PASSWORD, '--stdin', '--uri', bare)).toBe(`${uri}\n`);
    }
    expect(JSON.parse(piped(PASSWORD, '--stdin', '--json', '--uri', 'mongodb://ann@h/'))).toEqual({
      command: 'encode-password',
      encoded: ENCODED,
      uri: `mongodb://ann:${ENCODED}@h/`,
    });
  });

  it('refuses without terminal and without --stdin: exit code 2', async () => {
    const { code, stdout, stderr } = await zava(['encode-password'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^zava: Standard input is no terminal on which to ask; allowed is .*--stdin.*\n$/);
  });

  it.each([
    ['mongodb+srv://cluster0.abcde.mongodb.net/', /names no user; allowed is/],
    ['mongodb://ann:pa@ss@host/', /more than one @/],
    ['mongodb://ann@host/?nonsense=1', /is not usable/],
    ['cluster0', /does not begin with mongodb:/],
  ])('refuses --uri %s before it asks: exit code 2', async (uri, reason) => {
    const { code, stdout, stderr } = await zava(['encode-password', '--uri', uri], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain('pa@ss');
  });

  it('refuses an empty password: exit code 2', () => {
    expect(() => piped('\n', '--stdin')).toThrow(/The password is empty; allowed is at least 1 character/);
  });
});
