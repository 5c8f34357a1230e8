/** No part of any password reaches a message, whatever characters it has, however it is written and wherever it stands. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { MongoNetworkError } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import { again, spelling } from '../../src/commands/advice.js';
import { failureOf } from '../../src/commands/failure.js';
import { makeProgram } from '../../src/commands/program.js';
import { targetOf } from '../../src/commands/target.js';
import { check } from '../../src/core/options/kinds.js';
import type { Option } from '../../src/core/options/option.js';
import { command, OPTIONS, type OptionName, option } from '../../src/core/options/table.js';
import { FILE_VARIABLES } from '../../src/core/options/variables.js';
import { environment } from '../../src/core/settings/environment.js';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { messageOf, SettingsError, ZavaError } from '../../src/errors.js';
import { say, written } from '../../src/message.js';
import { makeClient, plainError } from '../../src/mongodb/connect.js';
import { databaseIn, hostsOf, parseUri, redacted } from '../../src/mongodb/connection-string.js';
import { connectTo } from '../../src/tools/bench/insert/connection.js';
import { checkDotenv, checkTarget, checkVariables } from '../../src/tools/operate/check/environment.js';
import { encodePassword, withPassword, withUser } from '../../src/tools/operate/password.js';
import { Output } from '../../src/ui/terminal/output.js';
import { anyPassword, EACH_CHARACTER, pieceIn } from '../fixtures/passwords.js';

const folder = mkdtempSync(join(tmpdir(), 'zava-passwords-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Where a connection string with a password in it may come from. */
const STRINGS: [(password: string) => string, ...((password: string) => string)[]] = [
  (password: string) => `mongodb://ann:${password}@host.example/`,
  (password: string) => `mongodb+srv://ann:${password}@c0.abcde.mongodb.net/shop?retryWrites=true&w=majority`,
  (password: string) => `mongodb://ann:${password}@a.example:1,b.example:2`,
  // Forgotten: the scheme, the host, the user.
  (password: string) => `ann:${password}@host.example:27017`,
  (password: string) => `mongodb:ann:${password}@host.example`,
  (password: string) => `mongodb://ann:${password}@`,
  (password: string) => `mongodb://:${password}@host.example/`,
];

/** All that is told of an error, to people and to programs. */
function told(error: unknown): string {
  if (!(error instanceof ZavaError)) return String((error as Error).stack);
  const words = [messageOf(error, 'command line'), messageOf(error, 'library')];
  if (!(error instanceof SettingsError)) return words.join('\n');
  return [...words, error.setting, error.value, error.allowed, error.hint].map(String).join('\n');
}

/** What a function returns, or what is told of its error. */
function saidBy(work: () => unknown): string {
  try {
    const result = work();
    return typeof result === 'string' ? result : '';
  } catch (error) {
    return told(error);
  }
}

const DRIVER_ERRORS = [
  new MongoNetworkError('connect ECONNREFUSED 1.2.3.4:27017'),
  Object.assign(new Error('Authentication failed.'), { code: 18 }),
  Object.assign(new Error('x'), { name: 'MongoServerSelectionError' }),
];

/** What commands say of a server that they were told of and use. */
const saidOfServer = (uri: string): string[] => [
  saidBy(() => redacted(uri)),
  saidBy(() => hostsOf(uri)),
  again(['load', '--uri', uri, '--part', '1/2'], ['part']),
  written(say`${command('check')}`, spelling({ uri, database: uri, config: uri })),
  saidBy(() => databaseIn(parseUri(uri))),
  saidBy(() => void makeClient({ uri, connections: 1, compressors: [] })),
  saidBy(() => void connectTo(uri, { connections: 1 })),
  ...DRIVER_ERRORS.map((error) => saidBy(() => told(plainError(error, uri)))),
];

/** Notes which server commands take of a flag, a variable or .env; returns what they say where they take none. */
function refusalOf(flags: { uri?: string }, env: NodeJS.ProcessEnv, servers: Set<string>): string {
  const context = { env, cwd: folder, argv: [], output, signal: new AbortController().signal };
  return saidBy(() => {
    const target = targetOf(flags, context, () => false);
    if (target !== 'local') servers.add(target.uri);
  });
}

/** What `check` says of variables and .env. */
function saidByCheck(env: NodeJS.ProcessEnv): string[] {
  const checks = [
    ...checkDotenv(folder),
    ...checkVariables(environment(env, folder), new Set(FILE_VARIABLES)),
  ];
  return checks.map(
    ({ what, cure = '' }) => `${written(what, 'command line')} ${written(cure, 'command line')}`,
  );
}

/** One for all, as each listens to the process's own. */
const output = new Output();

const NAME = 'MONGODB_CONNECTION_STRING';

const QUOTES = ['', "'", '"', '`'];

/** Everything that is said where it stands in a flag, in the environment and in .env. */
function* everythingSaid(uri: string, password: string): Generator<string> {
  const servers = new Set([uri]);
  yield refusalOf({ uri }, {}, servers);
  yield refusalOf({}, { [NAME]: uri }, servers);
  const endpoint = `https://ann:${password}@host`;
  yield* saidByCheck({ [NAME]: uri, DITTO_API_KEY: password, DITTO_CLOUD_ENDPOINT: endpoint });
  yield saidBy(() => void withPassword(uri, 'another', option('uri')));
  yield saidBy(() => void withUser(uri, 'bob', option('uri')));
  yield written(checkTarget({ uri }, undefined).what, 'command line');
  for (const [i, quote] of QUOTES.entries()) {
    const lines = [
      `${NAME}=${quote}${uri}${quote}`,
      `DITTO_API_KEY=${quote}${password}${quote}`,
      'START_DATE=2021-01-01',
    ];
    writeFileSync(join(folder, '.env'), lines.join('\n'));
    yield refusalOf({}, {}, servers);
    // Slower, and the same but for how .env is read.
    if (i === password.length % QUOTES.length) yield* saidByCheck({});
  }
  rmSync(join(folder, '.env'));
  for (const server of servers) yield* saidOfServer(server);
}

function expectNone(password: string, make: (password: string) => string): void {
  for (const text of everythingSaid(make(password), password)) {
    const piece = pieceIn(text, password);
    if (piece !== undefined) expect.fail(`'${piece}' of '${password}' in ${make(password)} is told: ${text}`);
  }
}

describe('a password', () => {
  it('with any character that can be typed reaches no message', () => {
    const [whole, ...others] = STRINGS;
    for (const [i, password] of EACH_CHARACTER.entries()) {
      expectNone(password, whole);
      if (i % 3 === 0) expectNone(password, others[(i / 3) % others.length] ?? whole);
    }
  });

  it('of any characters reaches no message, raw or encoded', () => {
    const form = fc.constantFrom((text: string) => text, encodePassword);
    const property = fc.property(anyPassword, form, fc.constantFrom(...STRINGS), (password, encode, make) =>
      expectNone(encode(password), make),
    );
    fc.assert(property, { numRuns: 120 });
  });

  it('that is encoded is used as it is, and the server is named', () => {
    for (const password of EACH_CHARACTER) {
      const uri = `mongodb://ann:${encodePassword(password)}@host.example/`;
      expect(decodeURIComponent(parseUri(uri).password)).toBe(password);
      expect(redacted(uri)).toBe('mongodb://<credentials>@host.example/');
    }
    const uri = 'mongodb://ann:Wq7%234@host.example/';
    writeFileSync(join(folder, '.env'), `${NAME}=${uri} # the one of ann\n`);
    const context = {
      env: {},
      cwd: folder,
      argv: [],
      output,
      signal: new AbortController().signal,
    };
    expect(targetOf({}, context, () => false)).toEqual({ uri });
    rmSync(join(folder, '.env'));
  });
});

const URI = 'mongodb://ann:Wq7Kp2Vx@host.example/';

describe('a connection string in the wrong place', () => {
  const options = Object.entries(OPTIONS as Record<string, Option>).filter(
    ([, { kind }]) => kind !== undefined,
  );

  it.each(options.map(([name]) => name as OptionName))('such as %s is not shown', (name) => {
    const { kind } = OPTIONS[name] as Option;
    if (kind !== undefined) expect(saidBy(() => check(option(name), URI, kind))).not.toContain('Wq7');
  });

  it.each([
    [{ preset: URI }, {}],
    [{ config: URI }, {}],
    [{ config: 'own.yaml' }, {}],
    [{ config: '.env' }, {}],
    [{}, { MONGODB_DATABASE: URI }],
    [{}, { START_DATE: URI }],
  ])('such as %o with %o is refused and not shown', (flags, env) => {
    writeFileSync(join(folder, 'own.yaml'), `database: ${URI}\n`);
    writeFileSync(join(folder, '.env'), `${NAME}=${URI}\n`);
    const said = saidBy(() => void resolveSettings(flags, { env, cwd: folder }));
    rmSync(join(folder, '.env'));
    expect(said).toMatch(/not shown/);
    expect(said).not.toContain('Wq7');
  });

  it.each([
    [`--url=${URI}`],
    [URI],
    ['encode-password', `--url=${URI}`],
    ['encode-password', '--stdin', URI],
  ])('such as %s %s is refused and not shown', async (...argv) => {
    const context = {
      env: {},
      cwd: folder,
      argv,
      output,
      signal: new AbortController().signal,
    };
    const program = await makeProgram(context);
    let said = '';
    for (const command of [program, ...program.commands]) {
      command.configureOutput({
        writeErr: (text) => {
          said += text;
        },
      });
    }
    const error = await program.parseAsync(argv, { from: 'user' }).then(
      () => expect.fail('nothing was thrown'),
      (reason: Error) => reason,
    );
    expect(said).toMatch(/^error: /);
    expect(said + JSON.stringify(failureOf(error, false, {}).document)).not.toContain('Wq7');
  });
});
