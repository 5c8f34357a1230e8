/** zava check against real servers: with users, with TLS, standalone, gone; and what other commands say then. */
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/mongodb/embedded/port.js';
import type { Check } from '../../src/tools/operate/check/result.js';
import { ADMIN, authReplicaSet } from '../fixtures/auth-replica-set.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { type BareMongod, bareMongod } from '../fixtures/mongod.js';
import { type Certificates, certificates, tlsMongod } from '../fixtures/tls.js';

const folder = temporaryFolder();
const set = authReplicaSet();
/** Where nobody looks at what the default catalog takes. */
const config = join(folder, 'zava.yaml');
writeFileSync(config, `preset: tiny\n${fewProducts(folder)}`);
const whole = join(folder, 'whole.yaml');
writeFileSync(whole, 'preset: tiny\n');

interface Checked {
  code: number | null;
  checks: Record<string, Check>;
  output: string;
}

/** Runs it and finds the checks by their ids. */
async function check(args: readonly string[], cwd = folder, env: NodeJS.ProcessEnv = {}): Promise<Checked> {
  const { code, stdout, stderr } = await zava(['check', '--config', config, '--json', ...args], { cwd, env });
  const { command, ok, checks } = JSON.parse(stdout) as { command: string; ok: boolean; checks: Check[] };
  expect({ command, ok }).toEqual({ command: 'check', ok: code === 0 });
  for (const { status, cure } of checks) {
    expect(cure !== undefined).toBe(status === 'warning' || status === 'failure');
  }
  return { code, checks: Object.fromEntries(checks.map((one) => [one.id, one])), output: stdout + stderr };
}

const idsWith = ({ checks }: Checked, status: Check['status']): string[] =>
  Object.values(checks)
    .filter((one) => one.status === status)
    .map(({ id }) => id);

const RIGHTS = ['read', 'write', 'collections', 'indexes', 'collMod', 'change-streams'].map(
  (right) => `rights.${right}`,
);

describe('check of a replica set with users', () => {
  it('finds nothing wrong for the administrator; an old version is a warning', async () => {
    const found = await check(['--uri', set.uri(ADMIN.name, ADMIN.password), '--config', whole]);
    expect(found.code).toBe(0);
    expect(idsWith(found, 'failure')).toEqual([]);
    expect(idsWith(found, 'not tried')).toEqual([]);
    const { checks } = found;
    expect(checks['server.login']?.what).toBe(`Login: user admin is logged in at ${set.host}`);
    expect(checks['server.topology']?.what).toBe('Topology: replica set rs0 with 1 member');
    expect(checks['network.dns']?.status).toBe('ok');
    expect(checks['network.tcp']?.what).toContain(set.host);
    const { version } = await set.client.db('admin').command({ buildInfo: 1 });
    expect(checks['server.version']?.what).toContain(`MongoDB ${version}`);
    for (const id of RIGHTS) expect(checks[id]?.status).toBe('ok');
    expect(checks['capacity.disk']?.status).not.toBe('not tried');
    expect(checks['capacity.512mb']?.what).toContain('7,383 documents');
    expect(found.output).not.toMatch(/Hunter|%2F2/);
  });

  it('names each right that a user lacks', async () => {
    const roles = [{ role: 'read', db: 'zava' }];
    await set.client.db('admin').command({ createUser: 'looker', pwd: 'look', roles });
    const found = await check(['--uri', set.uri('looker', 'look')]);
    expect(found.code).toBe(1);
    expect(idsWith(found, 'failure')).toEqual(
      ['write', 'collections', 'indexes', 'collMod'].map((id) => `rights.${id}`),
    );
    expect(found.checks['rights.write']).toMatchObject({
      what: 'Rights: may not write in database zava (insert, update, remove is missing), which load, clear and trigger-sync need',
      cure: expect.stringContaining('npx zava setup --app-user NAME'),
    });
    // In another database the same user may not even read.
    const other = await check(['--uri', set.uri('looker', 'look'), '--database', 'other']);
    expect(other.checks['rights.read']?.status).toBe('failure');
  });

  it.each([
    [
      'a wrong password',
      () => set.uri(ADMIN.name, 'Wrong/word:1'),
      /refused the user name or password/,
      /encode-password/,
    ],
    ['no user', () => `mongodb://${set.host}/`, /requires authentication/, /user:password@/],
    [
      'another set',
      () => `mongodb://${set.host}/?replicaSet=other`,
      /not of replica set other/,
      /take replicaSet=other out/,
    ],
  ])('tells %s and the cure, and tries nothing behind it', async (_, uri, what, cure) => {
    const found = await check(['--uri', uri()]);
    expect(found.code).toBe(1);
    expect(idsWith(found, 'failure')).toEqual(['server.login']);
    expect(found.checks['server.login']?.what).toMatch(what);
    expect(found.checks['server.login']?.cure).toMatch(cure);
    expect(idsWith(found, 'not tried')).toEqual(expect.arrayContaining([...RIGHTS, 'server.version']));
    expect(found.output).not.toMatch(/Wrong|Hunter/);
  });

  it('is a list of lines with cures for people, and says failures alone with --quiet', async () => {
    const args = ['check', '--config', config, '--uri', set.uri('looker', 'look')];
    const { code, stdout, stderr } = await zava(args, { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain(`ok         Login: user looker is logged in at ${set.host}\n`);
    expect(stdout).toMatch(/^failure {4}Rights: may not write .*\n {11}-> use another user, or .*$/m);
    expect(stdout).toMatch(/\d+ ok, \d+ warnings?, 4 failures\.\n$/);
    const quiet = await zava([...args, '--quiet'], { cwd: folder });
    expect({ code: quiet.code, stdout: quiet.stdout }).toEqual({ code: 1, stdout: '' });
    expect(quiet.stderr.trimEnd().split('\n')).toHaveLength(4);
  });
});

describe('servers that are not what the connection string says', () => {
  let files: Certificates;
  let tls: BareMongod;
  let elsewhere: BareMongod;
  let plain: BareMongod;
  let nothing: number;
  // Takes connections and never says a word.
  const mute = createServer((socket) => sockets.push(socket));
  const sockets: Socket[] = [];
  beforeAll(async () => {
    files = await certificates(folder);
    tls = await tlsMongod(folder, files, files.server);
    elsewhere = await tlsMongod(folder, files, files.elsewhere);
    plain = await bareMongod(folder);
    nothing = (await freePort(0)) as number;
    await once(mute.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    mute.close();
    await Promise.all([tls, elsewhere, plain].map((server) => server?.stop()));
  });
  const at = (port: number, options = '') => `mongodb://127.0.0.1:${port}/?${options}`;

  it('TLS with the right authority works, and a standalone server is told with the cure', async () => {
    const found = await check(['--uri', at(tls.port, `tls=true&tlsCAFile=${files.authority}`)]);
    expect(found.checks['network.tls']).toMatchObject({
      status: 'ok',
      what: expect.stringMatching(/TLSv1\.\d/),
    });
    expect(found.checks['server.login']?.status).toBe('ok');
    expect(idsWith(found, 'failure')).toEqual(['server.topology']);
    expect(found.checks['server.topology']?.what).toContain('a standalone server');
    expect(found.checks['server.topology']?.cure).toContain('--replSet');
    expect(found.code).toBe(1);
  });

  /** Each way to go wrong: where check finds it, its words, and the words of any other command. */
  const WRONG: readonly [string, () => string, string, RegExp, RegExp][] = [
    [
      'a certificate of a strange authority',
      () => at(tls.port, `tls=true&tlsCAFile=${files.stranger}`),
      'network.tls',
      /not signed by an authority that is known here/,
      /tlsCAFile=FILE/,
    ],
    [
      'a certificate for another name',
      () => at(elsewhere.port, `tls=true&tlsCAFile=${files.authority}`),
      'network.tls',
      /certificate is for another host name/,
      /a name that stands in the certificate/,
    ],
    [
      'no TLS where the server wants it',
      () => at(tls.port),
      'server.login',
      /as a server does that asks for TLS/,
      /add tls=true/,
    ],
    [
      'TLS where the server has none',
      () => at(plain.port, 'tls=true'),
      'network.tls',
      /does not speak TLS at that port/,
      /take tls=true out/,
    ],
    [
      'an authority whose file is missing',
      () => at(tls.port, 'tls=true&tlsCAFile=missing.pem'),
      'network.tls',
      /file missing\.pem, which the connection string names, does not exist/,
      /correct tlsCAFile/,
    ],
    [
      'a port with nothing behind it',
      () => at(nothing),
      'network.tcp',
      /nothing listens at that port/,
      /npx zava up/,
    ],
    [
      'a server that never answers',
      () => at((mute.address() as AddressInfo).port),
      'server.login',
      /there is no answer/,
      /firewalls on the way/,
    ],
    [
      'a name that does not exist',
      () => 'mongodb://nowhere.invalid/',
      'network.dns',
      /that name is not known/,
      /check its spelling/,
    ],
    [
      'an SRV name that does not exist',
      () => 'mongodb+srv://ann:s3cret@nowhere.invalid/',
      'network.dns',
      /_mongodb\._tcp\.nowhere\.invalid/,
      /spelling|name server/,
    ],
    [
      'a replica set that is a standalone server',
      () => at(plain.port, 'replicaSet=rs0'),
      'server.login',
      /a standalone server or a member of another set/,
      /take replicaSet=rs0 out/,
    ],
  ];

  it.each(WRONG)('%s: check finds where it breaks, and the cure', async (_, uri, id, what, cure) => {
    const found = await check(['--uri', uri()]);
    expect(found.code).toBe(1);
    expect(idsWith(found, 'failure')).toEqual([id]);
    expect(found.checks[id]?.what).toMatch(what);
    expect(found.checks[id]?.cure).toMatch(cure);
    expect(found.output).not.toContain('s3cret');
  });

  it('each is one sentence with the cure from every other command', async () => {
    // Side by side, as each looks for a server for seconds.
    const ended = await Promise.all(WRONG.map(([, uri]) => zava(['setup', '--uri', uri()], { cwd: folder })));
    for (const [i, { code, stdout, stderr }] of ended.entries()) {
      const [name, , , what, cure] = WRONG[i] as (typeof WRONG)[number];
      expect({ name, code, stdout }).toEqual({ name, code: 1, stdout: '' });
      expect(stderr).toMatch(/^zava: [^\n]+\.\n$/);
      expect(stderr).toMatch(what);
      expect(stderr).toMatch(cure);
      expect(stderr).not.toContain('s3cret');
    }
  });

  it('a server that speaks TLS though it is not asked to is a warning where it need not', async () => {
    const both = await bareMongod(
      folder,
      '--tlsMode',
      'preferTLS',
      '--tlsCertificateKeyFile',
      files.server,
      '--tlsCAFile',
      files.authority,
    );
    const found = await check(['--uri', at(both.port)]);
    await both.stop();
    expect(found.checks['network.tls']).toMatchObject({
      status: 'warning',
      cure: 'add tls=true to the connection string',
    });
    expect(found.checks['server.login']?.status).toBe('ok');
  });
});

describe('check of .env and the variables', () => {
  /** A folder with an .env. */
  function place(env: string, mode = 0o600): string {
    const path = mkdtempSync(join(folder, 'env-'));
    writeFileSync(join(path, '.env'), env, { mode });
    return path;
  }

  it('takes the server from .env, and says from where each value is', async () => {
    const uri = set.uri(ADMIN.name, ADMIN.password);
    const path = place(
      `MONGODB_CONNECTION_STRING=${uri}\nMONGODB_DATABASE=shop\nDITTO_API_KEY=s3cret-key-1\nNUM_ORDERS=77\n`,
    );
    const found = await check([], path, { MONGODB_DATABASE: 'store' });
    expect(found.code).toBe(0);
    expect(found.checks['environment.MONGODB_DATABASE']?.what).toBe(
      'MONGODB_DATABASE is set in the environment: store',
    );
    expect(found.checks['environment.MONGODB_CONNECTION_STRING']?.what).toBe(
      `MONGODB_CONNECTION_STRING is set in .env: mongodb://<credentials>@${set.host}/?replicaSet=rs0`,
    );
    expect(found.checks['environment.DITTO_API_KEY']?.what).toBe('DITTO_API_KEY is set in .env: not shown');
    expect(found.checks['environment.overrides']?.what).toMatch(
      /^NUM_ORDERS in \.env \(77\) overrides the orders of preset tiny of .*zava\.yaml$/,
    );
    expect(found.checks['environment.unset']?.what).toMatch(/^Not set: .*\bDITTO_APP_ID\b/);
    expect(Object.keys(found.checks)[0]).toBe('environment.server');
    expect(found.output).not.toMatch(/Hunter|%2F2|s3cret/);
  });

  it('tells what is missing, malformed, or still a placeholder, and tries no server then', async () => {
    const path = place(
      'MONGODB_CONNECTION_STRING=mongodb+srv://username:password@cluster.mongodb.net/\nNUM_ORDERS=many\nDITTO_CLOUD_ENDPOINT=cloud.ditto.live\nMONGODB_DATABSE=x\n',
      0o644,
    );
    const found = await check([], path);
    expect(found.code).toBe(1);
    const { checks } = found;
    expect(checks['environment.MONGODB_CONNECTION_STRING']).toMatchObject({
      status: 'failure',
      what: 'MONGODB_CONNECTION_STRING in .env still holds a placeholder',
    });
    expect(checks['environment.NUM_ORDERS']).toMatchObject({
      status: 'failure',
      what: expect.stringContaining("NUM_ORDERS in .env is 'many'; allowed is a whole number"),
    });
    expect(checks['environment.DITTO_CLOUD_ENDPOINT']?.status).toBe('warning');
    expect(checks['environment.MONGODB_DATABSE']).toMatchObject({
      status: 'warning',
      cure: 'is MONGODB_DATABASE meant?',
    });
    expect(checks['environment.file']).toMatchObject({ status: 'warning', cure: 'chmod 600 .env' });
    expect(checks['environment.settings']?.status).toBe('failure');
    expect(checks['server.login']?.status).toBe('not tried');
    expect(checks['capacity.512mb']).toBeUndefined();
  });

  it('without any server says how to name one: exit code 1', async () => {
    const found = await check([], place(''));
    expect(found.code).toBe(1);
    expect(idsWith(found, 'failure')).toEqual(['environment.server']);
    expect(found.checks['environment.server']?.cure).toContain('.env.sample');
  });

  it('shows no part of a connection string that does not parse', async () => {
    const found = await check([], place('MONGODB_CONNECTION_STRING=mongodb://user:s3@cret@host/\n'));
    expect(found.code).toBe(1);
    expect(idsWith(found, 'failure')).toEqual([
      'environment.server',
      'environment.MONGODB_CONNECTION_STRING',
    ]);
    expect(found.output).not.toMatch(/s3|cret/);
  });

  it.each([
    [['--uri', 'localhost'], /--uri is no connection string, /],
    [['--uri', 'mongodb://h/', '--local'], /one of the two/],
    [['--preset', 'huge'], /--preset is 'huge'/],
  ])('%j is bad usage: exit code 2', async (args, reason) => {
    const { code, stderr } = await zava(['check', ...args], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
  });

  it('starts the embedded server with --local, and finds nothing wrong', async () => {
    const found = await check(['--local'], place(''));
    expect(found.code).toBe(0);
    expect(found.checks['server.topology']?.status).toBe('ok');
  });
});
