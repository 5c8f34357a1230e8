/** examples/ditto_auth_webhook.ts as it stands there, a process of its own, asked over HTTP as Ditto's server asks. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataset } from '../../src/library/dataset.js';
import { dittoPermissions } from '../../src/library/ditto.js';
import type { DittoPermissions } from '../../src/tools/ditto/permissions/types.js';
import { eventually, NODE_24, REPOSITORY, temporaryFolder } from '../fixtures/cli.js';

const folder = temporaryFolder();
const script = join(REPOSITORY, 'examples/ditto_auth_webhook.ts');
const tokens = join(folder, 'tokens.json');
const run = promisify(execFile);

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const nextYear = '2999-01-01T00:00:00Z';
const [WORKER, EXPIRED, BRIEF] = ['a-secret-of-a-worker', 'a-secret-of-yesterday', 'a-secret-for-an-hour'];

const call = (...args: string[]) => run(NODE_24, [script, '--tokens', tokens, ...args]);
const refusal = (...args: string[]) =>
  call(...args).then(
    () => expect.unreachable('it was taken'),
    (error: { code: number; stderr: string }) => ({ code: error.code, stderr: error.stderr }),
  );

let server: ChildProcess;
let url = '';
let said = '';
let boss = '';

beforeAll(async () => {
  const worker = { userID: 'ann', role: 'store-worker', store: 'seattle' };
  const entries = [
    { sha256: hashOf(WORKER), ...worker, expires: nextYear },
    { sha256: hashOf(EXPIRED), ...worker, userID: 'bob', expires: '2026-01-01T00:00:00Z' },
    { sha256: hashOf(BRIEF), ...worker, userID: 'eve', expires: new Date(Date.now() + 3_600_000) },
  ];
  writeFileSync(tokens, JSON.stringify({ tokens: entries }));
  const made = await call('--new-token', '--user', 'root', '--role', 'super-manager');
  boss = made.stdout.trim();
  server = spawn(NODE_24, [script, '--tokens', tokens, '--port', '0']);
  server.stderr?.on('data', (text) => {
    said += text;
  });
  await eventually(() => {
    url = /http:\S+/.exec(said)?.[0] ?? '';
    return url !== '';
  });
});

afterAll(() => server.kill());

async function post(body: string, method = 'POST') {
  const response = await fetch(url, method === 'POST' ? { method, body } : { method });
  return { status: response.status, answer: (await response.json()) as DittoPermissions };
}

/** As Ditto's server asks, now and in older versions. */
const ask = (token: string) =>
  post(JSON.stringify({ databaseID: 'x', version: '1', provider: 'zava', token }));

describe('who presents a token', () => {
  it('of a store worker gets what zava ditto permissions says of that store', async () => {
    const { status, answer } = await ask(WORKER);
    expect(status).toBe(200);
    expect(answer).toEqual(await dittoPermissions({ role: 'store-worker', store: 'seattle', userID: 'ann' }));
    expect(answer.permissions.read.queriesByCollection.inventory).toEqual([
      "_id.store_id == 'store_seattle'",
    ]);
    const older = { appID: 'x', version: '1', provider: 'zava', token: WORKER };
    expect(await post(JSON.stringify(older))).toEqual({ status, answer });
  });

  it('that was made by --new-token gets its role; only its SHA-256 is kept, in a file of the user alone', async () => {
    const { answer } = await ask(boss);
    expect(answer).toMatchObject({ authenticated: true, userID: 'root' });
    expect(answer.permissions.write).toEqual({ everything: true, queriesByCollection: {} });
    expect(boss).toMatch(/^[\w-]{43}$/);
    const file = readFileSync(tokens, 'utf8');
    expect(file).toContain(hashOf(boss));
    expect(file).not.toContain(boss);
  });

  it('that ends before a session would gets a shorter one', async () => {
    const { answer } = await ask(BRIEF);
    expect(answer.authenticated).toBe(true);
    expect(answer.expirationSeconds).toBeLessThanOrEqual(3600);
    expect(answer.expirationSeconds).toBeGreaterThan(3000);
  });

  it('that has expired, or that nobody made, is nobody', async () => {
    expect(await ask(EXPIRED)).toEqual({
      status: 200,
      answer: { authenticated: false, clientInfo: { reason: 'expired token' } },
    });
    for (const token of ['', 'guessed', hashOf(WORKER), `${WORKER} `, WORKER.slice(0, -1)]) {
      const { status, answer } = await ask(token);
      expect(status).toBe(200);
      expect(answer).toEqual({ authenticated: false, clientInfo: { reason: 'unknown token' } });
    }
  });

  it('that is the rls_user_id of a store is nobody', async () => {
    for await (const { rls_user_id } of createDataset().stores) {
      expect((await ask(rls_user_id)).answer.authenticated).toBe(false);
    }
  });
});

describe('a request that is none', () => {
  it.each([
    ['no JSON', '{"token": '],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['no token', '{"version": "1", "provider": "zava"}'],
    ['a token that is no text', '{"version": "1", "token": {"$ne": null}}'],
    ['another version', '{"version": "2", "token": "x"}'],
  ])('%s is answered with 400', async (_, body) => {
    const { status, answer } = await post(body);
    expect(status).toBe(400);
    expect(Object.keys(answer)).toEqual(['error']);
  });

  it('that is too large is answered with 413, and the server lives on', async () => {
    expect((await ask('x'.repeat(20_000))).status).toBe(413);
    expect((await ask(WORKER)).status).toBe(200);
  });

  it('by GET is answered with 405', async () => {
    expect((await post('', 'GET')).status).toBe(405);
  });
});

it('logs who was answered, and no token', async () => {
  await ask(WORKER);
  await eventually(() => / 200 ann$/m.test(said));
  expect(said).toMatch(/ 200 nobody$/m);
  for (const secret of [WORKER, EXPIRED, boss, hashOf(WORKER)]) expect(said).not.toContain(secret);
});

describe.concurrent('at the start a token file is refused', () => {
  const rlsUserId = createDataset()
    .stores.toArray()
    .then(([store]) => store?.rls_user_id ?? '');
  const nil = '00000000-0000-0000-0000-000000000000';
  const constant = 'which every device holds or everybody knows, so it proves nobody';

  it.each([
    [
      'an rls_user_id',
      { sha256: rlsUserId.then(hashOf) },
      `its token is rls_user_id of store_seattle, ${constant}`,
    ],
    [
      'an rls_user_id in capitals without hyphens',
      { sha256: rlsUserId.then((id) => hashOf(id.toUpperCase().replaceAll('-', ''))) },
      `its token is rls_user_id of store_seattle, ${constant}`,
    ],
    ['the constant of a super manager', { sha256: hashOf(nil) }, `the UUID of zeros, ${constant}`],
    ['a token in place of its hash', { sha256: 'a-secret' }, 'sha256 must be 64 hex digits'],
    ['a token twice', { sha256: hashOf('good') }, 'its token is that of another entry'],
    ['a store that does not exist', { store: 'seatle' }, "the nearest is 'store_seattle'"],
    ['no date', { expires: 'soon' }, 'expires must be a date'],
  ])('that has %s', async (what, changes, reason) => {
    const good = { userID: 'ann', role: 'store-worker', store: 'seattle', expires: nextYear };
    const bad = {
      ...good,
      sha256: hashOf('other'),
      ...changes,
      ...('sha256' in changes ? { sha256: await changes.sha256 } : {}),
    };
    const file = join(folder, `${what}.json`);
    writeFileSync(file, JSON.stringify({ tokens: [{ ...good, sha256: hashOf('good') }, bad] }));
    const { code, stderr } = await refusal('--tokens', file, '--port', '0');
    expect(code).toBe(2);
    expect(stderr).toContain(`ditto_auth_webhook: `);
    expect(stderr).toContain(reason);
  });
});

describe.concurrent('in one sentence is refused', () => {
  const good = join(folder, 'tokens.json');

  it.each([
    ['an unknown flag', ['--bogus'], "Unknown option '--bogus'", 2],
    ['a port that is none', ['--port', 'abc'], "--port is 'abc'; allowed is 0 to 65535.", 2],
    ['a port beyond the last', ['--port', '70000'], "--port is '70000'; allowed is 0 to 65535.", 2],
    ['a port that is in use', ['--port', 'used'], 'it is in use; take another --port.', 1],
    ['a token file that is null', ['--tokens', 'null'], 'null.json has no list "tokens", or is no JSON.', 2],
    ['a token file that is no JSON', ['--tokens', '{'], '{.json has no list "tokens", or is no JSON.', 2],
  ] as const)('%s', async (_, [flag, value = ''], sentence, expected) => {
    const file = join(folder, `${value}.json`);
    if (flag === '--tokens') writeFileSync(file, value);
    const used = value === 'used' ? new URL(url).port : value;
    const { code, stderr } = await refusal(
      ...['--tokens', flag === '--tokens' ? file : good],
      ...(flag === '--port' ? [flag, used] : []),
      ...(flag === '--bogus' ? [flag] : []),
    );
    expect(stderr).toMatch(/^ditto_auth_webhook: .*\n$/);
    expect(stderr).toContain(sentence);
    expect(code).toBe(expected);
  });
});

it('--new-token takes a file from all others', async () => {
  const file = join(folder, 'open.json');
  writeFileSync(file, '{"tokens": []}', { mode: 0o644 });
  await call('--tokens', file, '--new-token', '--user', 'x', '--role', 'super-manager');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('--new-token writes nothing for a role that does not exist', async () => {
  const file = join(folder, 'none.json');
  const { code, stderr } = await refusal('--tokens', file, '--new-token', '--user', 'x', '--role', 'boss');
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('role is') });
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
});
