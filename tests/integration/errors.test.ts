/** When something is wrong: the exit code, a plain reason, and never a password. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../src/mongodb/embedded/port.js';
import { type Ended, fixture, temporaryFolder, zava } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';
import { authServer, PASSWORDS } from '../fixtures/server-auth.js';

const folder = temporaryFolder();
const load = (uri: string, ...args: string[]) =>
  zava(['load', '--uri', uri, '--preset', 'tiny', ...args], { cwd: folder });

/** One line for the person at the keyboard, nothing for scripts, no stack. */
function expectPlain({ code, stdout, stderr }: Ended, expected: number): string {
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toMatch(/^zava: [^\n]+\n$/);
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr;
}

describe('a server that is not there', () => {
  it('is said with exit code 1', async () => {
    const port = await freePort(0);
    const stderr = expectPlain(await load(`mongodb://127.0.0.1:${port}/`), 1);
    expect(stderr).toContain(`There is no MongoDB server to be reached at 127.0.0.1:${port}`);
  });
});

describe('a server with users', () => {
  const server = authServer();

  it.each([
    ['a wrong password', 'owner', 'Wrong/word:1'],
    ['an unknown user', 'stranger', 'Wrong/word:1'],
  ])('refuses %s: exit code 1, without the password', async (_, user, password) => {
    const ended = await load(server.uri(user, password));
    expectPlain(ended, 1);
    expect(ended.stderr).toContain(
      `zava: ${server.host} refused the user name or password of the connection string; check both,`,
    );
    expect(ended.stderr).not.toContain('Wrong');
  });

  it('refuses a user who may only read: exit code 1, without the password', async () => {
    const stderr = expectPlain(await load(server.uri('reader', PASSWORDS.reader)), 1);
    expect(stderr).toContain('the user has no permission for this');
    expect(stderr).not.toMatch(/Hunter|%2F2/);
  });

  it('takes the right user, and shows the password neither on the way nor with --json', async () => {
    const { code, stdout, stderr } = await load(server.uri('owner', PASSWORDS.owner), '--json');
    expect({ code, stderr: stderr.includes('zava:') }).toEqual({ code: 0, stderr: false });
    expect(JSON.parse(stdout)).toMatchObject({ command: 'load', host: server.host, documents: 7383 });
    expect(stdout + stderr).not.toMatch(/Hunter|%2F2/);
  });
});

describe('a connection string that is none', () => {
  it.each([
    'mongodb://user:s3cret@',
    'mongodb://user:s3:cret@host/',
    'mongodb://user:x/s3cret@host/',
    'mongodb://user:x@s3cret@host/',
    'mongodb://user:s3cret%@host/',
    'mongodb://user:s3cret@host:99999/',
    'mongodb://user:s3cret@host/?nonsense=1',
    'mongodb+srv://user:s3cret@host:27017/',
    'mongo://user:s3cret@host/',
    // The scheme forgotten, or half of it.
    'user:s3cret@host',
    'mongodb:user:s3cret@host',
    'mongodb:/user:s3cret@host',
    // What looks like a host, a database and options is still the password.
    'mongodb://user:x@y/s3cret?@host/',
    'mongodb://user:x@y?s3cret@host/',
  ])('%s: exit code 2, without the password', async (uri) => {
    expect(expectPlain(await load(uri), 2)).not.toContain('s3cret');
  });

  it('in .env, cut short by a #, is refused by every command without what stands before or after it', async () => {
    writeFileSync(join(folder, '.env'), 'MONGODB_CONNECTION_STRING=mongodb://user:8306#s3cret@127.0.0.1/\n');
    const commands = ['load', 'validate', 'clear --yes', 'indexes list', 'setup', 'bench insert', 'check'];
    const ended = await Promise.all(commands.map((command) => zava(command.split(' '), { cwd: folder })));
    rmSync(join(folder, '.env'));
    for (const [i, { code, stdout, stderr }] of ended.entries()) {
      expect([commands[i], code]).toEqual([commands[i], commands[i] === 'check' ? 1 : 2]);
      expect(stdout + stderr).not.toMatch(/8306|s3cret/);
      expect(stdout + stderr).toMatch(/MONGODB_CONNECTION_STRING in \.env ends at a #/);
    }
  });

  it('that names a database leaves open where the data goes: exit code 2', async () => {
    const uri = 'mongodb://user:s3cret@127.0.0.1:1/other';
    expect(expectPlain(await load(uri), 2)).toBe(
      "zava: --uri names database 'other', where users may be kept, and nothing names that of the data; give --database other, or --database zava.\n",
    );
    expect(expectPlain(await load(uri, '--database', 'data'), 1)).toContain(
      'no MongoDB server to be reached',
    );
  });

  it('from the environment is named by its variable', async () => {
    const env = { MONGODB_CONNECTION_STRING: 'mongodb://user:s3cret@' };
    const stderr = expectPlain(await zava(['load', '--preset', 'tiny'], { cwd: folder, env }), 2);
    expect(stderr).toContain('MONGODB_CONNECTION_STRING in the environment');
    expect(stderr).not.toContain('s3cret');
  });
});

describe('bad usage', () => {
  it.each([
    { args: ['load', '--local', '--uri', 'mongodb://h/'], reason: /--uri .*--local .*one of the two/ },
    { args: ['load', '--preset', 'tiny'], reason: /No server is named; allowed is --uri/ },
    { args: ['generate', '--sead', '1'], reason: /unknown option '--sead'/ },
    {
      args: ['generate', '--preset', 'huge'],
      reason: /--preset is 'huge'; allowed is one of full, demo, tiny/,
    },
    { args: ['generate', '--seed', 'x'], reason: /--seed is 'x'; allowed is/ },
    { args: ['generate', '--sink', 'tape'], reason: /--sink is 'tape'; allowed is dump or null/ },
    { args: ['genrate'], reason: /unknown command 'genrate'/ },
    { args: ['generate', 'surplus'], reason: /too many arguments/ },
  ])('zava $args: exit code 2', async ({ args, reason }) => {
    const { code, stdout, stderr } = await zava(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['genrate', '--json'],
    ['indexes', 'lst', '--json'],
    ['generate', '--sead', '1', '--json'],
  ])('zava %s %s tells scripts as well', async (...args) => {
    const { code, stdout } = await zava(args, { cwd: folder });
    const message = expect.stringMatching(/^unknown (command '(genrate|lst)'|option '--sead')/);
    expect({ code, said: JSON.parse(stdout) }).toEqual({
      code: 2,
      said: { error: { kind: 'usage', exitCode: 2, message } },
    });
  });

  it('on a machine that is busy does not end a process while its threads load, which Node.js aborts', async () => {
    const many = Array.from({ length: 24 }, () => zava(['generate', '--sink', 'tape'], { cwd: folder }));
    for (const { code } of await Promise.all(many)) expect(code).toBe(2);
  });
});

describe('a worker that ends in the middle', () => {
  const server = testServer();
  const config = join(folder, 'shards.yaml');
  writeFileSync(config, 'shards: { orders: 100, customers: 60 }\n');

  it.each([
    { end: 'exit', reason: /A worker died while it made a shard of \w+: .*exited with code: 7\./ },
    { end: 'memory', reason: /A worker died while it made a shard of \w+: .*memory/ },
    { end: 'throw', reason: /the worker stumbled/ },
  ])('by $end fails the run with exit code 1, and names why', async ({ end, reason }) => {
    const world = ['--preset', 'tiny', '--config', config, '--workers', '2', '--quiet'];
    const env = {
      NODE_OPTIONS: `--import=${fixture('dying-worker.mjs')} --max-old-space-size=200`,
      ZAVA_TEST_END: end,
    };
    for (const command of [
      ['generate', '--out', join(folder, `dump-${end}`)],
      ['load', '--uri', server.uri, '--database', `died_${end}`],
    ]) {
      const { code, stdout, stderr } = await zava([...command, ...world], { cwd: folder, env });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(reason);
    }
  });
});
