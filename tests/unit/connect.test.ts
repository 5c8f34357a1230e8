/** Connection strings and the driver's errors in words for people, never with a password. */
import { type MongoClient, MongoNetworkError, MongoNetworkTimeoutError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { SettingsError, ZavaError } from '../../src/errors.js';
import { makeClient, plainError } from '../../src/mongodb/connect.js';
import { hostsOf, isLocal, parseUri, redacted } from '../../src/mongodb/connection-string.js';

const PASSWORD = 'hunter2secret';

/** What a function throws. */
function thrown(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  return expect.fail('nothing was thrown');
}

const PARSES = [
  `mongodb://user:${PASSWORD}@localhost:27017/`,
  `mongodb://user:${PASSWORD}@a.example.com:1,b.example.com:2/zava?replicaSet=rs`,
  `mongodb+srv://user:${PASSWORD}@cluster0.abcde.mongodb.net/?retryWrites=true`,
  `mongodb://user:%40${PASSWORD}%2F@host/`,
  `mongodb://user:${PASSWORD}@[::1]:27017/`,
  `mongodb://user:${PASSWORD}@%2Ftmp%2Fmongodb-27017.sock/`,
];
const PARSES_NOT = [
  `mongodb://user:p@${PASSWORD}@host/`,
  `mongodb://user:${PASSWORD}@p@host/`,
  `mongodb://user:p/${PASSWORD}@host/`,
  `mongodb://user:${PASSWORD}/p@host/`,
  `mongodb://user:p:${PASSWORD}@host:port/`,
  `mongodb://user:p?${PASSWORD}@host/`,
  `mongodb://user:p#${PASSWORD}@host/`,
  `mongodb://user:p%${PASSWORD}@host/`,
  `mongodb://user:${PASSWORD}@`,
  `mongodb://user:${PASSWORD}@host:99999999/`,
  `mongodb+srv://user:${PASSWORD}@host:27017/`,
  `mongodb+srv://user:${PASSWORD}@a,b/`,
  `mongo://user:${PASSWORD}@host/`,
  `http://user:${PASSWORD}@host/`,
  `postgres://user:${PASSWORD}@host/`,
  `mongodb:user:${PASSWORD}@host`,
  `user:${PASSWORD}@host:27017`,
  `user:p@${PASSWORD}@host:27017`,
  `mongodb:/user:${PASSWORD}@host/`,
  ` mongodb//user:${PASSWORD}@host/`,
];

describe('a client', () => {
  const uri = 'mongodb://host/?readPreference=secondary&readPreferenceTags=dc:ny&maxStalenessSeconds=120&w=1';
  const target = { uri, connections: 1, compressors: [] };

  it('is for the primary, whatever the connection string wants of readers', () => {
    const { options } = makeClient(target);
    expect(options.readPreference).toMatchObject({ mode: 'primary' });
    expect(options.readPreference.tags).toBeUndefined();
    expect(options.writeConcern).toMatchObject({ w: 1 });
  });

  it('reads from where the connection string says if it does nothing else', () => {
    expect(makeClient({ ...target, readsOnly: true }).options.readPreference).toMatchObject({
      mode: 'secondary',
      tags: [{ dc: 'ny' }],
      maxStalenessSeconds: 120,
    });
  });
});

describe('a connection string', () => {
  it.each(PARSES)('is shown without its password: %s', (uri) => {
    expect(redacted(uri)).not.toContain(PASSWORD);
    expect(redacted(uri)).toMatch(/^mongodb(\+srv)?:\/\//);
    expect(hostsOf(uri)).not.toContain(PASSWORD);
    expect(parseUri(uri, 'it').hosts.length).toBeGreaterThan(0);
  });

  it.each(PARSES_NOT)('that is wrong is shown without its password, too: %s', (uri) => {
    expect(redacted(uri)).not.toContain(PASSWORD);
    let client: MongoClient;
    try {
      // What a user meets: parsing first, then the driver.
      parseUri(uri, '--uri');
      client = makeClient({ uri, connections: 1, compressors: [] });
    } catch (error) {
      expect(error).toBeInstanceOf(SettingsError);
      expect((error as Error).message).not.toContain(PASSWORD);
      expect((error as Error).message).not.toContain('\n');
      return;
    }
    // Some of them name a server after all; then that name is no password either.
    expect(client.options.hosts.join()).not.toContain(PASSWORD);
  });

  it('that is wrong is refused with the setting, its value and what is allowed', () => {
    expect(thrown(() => parseUri('localhost:27017', '--uri')).message).toBe(
      '--uri is no connection string, as it does not begin with mongodb:// or mongodb+srv://; allowed is mongodb://user:password@host/ or mongodb+srv://..., with the special characters of user name and password URL-encoded; npx zava encode-password encodes a password.',
    );
  });

  it('that the driver refuses is named without its password', () => {
    for (const options of [
      'tls=maybe',
      'replicaSet=',
      'authMechanism=MAGIC',
      'unknown=1',
      'compressors=rar',
    ]) {
      const uri = `mongodb://user:${PASSWORD}@host/?${options}`;
      const error = thrown(() => makeClient({ uri, connections: 1, compressors: [] }));
      expect(error).toBeInstanceOf(SettingsError);
      expect(error.message).toContain('is not usable');
      expect(error.message).toMatch(/[^.]\.$/);
      expect(error.message).not.toContain(PASSWORD);
    }
  });

  it('that names a compressor which is not there is refused, and says what it needs', () => {
    const uri = `mongodb://user:${PASSWORD}@host/?compressors=zlib,snappy`;
    const error = thrown(() => makeClient({ uri, connections: 1, compressors: [] }));
    expect(error).toBeInstanceOf(SettingsError);
    expect(error.message).toBe(
      'The connection string mongodb://<credentials>@host/?compressors=zlib,snappy names the compressor snappy, which needs the package snappy; without it allowed is none or zlib.',
    );
  });

  it.each([
    ['mongodb://localhost/', true],
    ['mongodb://LOCALHOST:27017/', true],
    ['mongodb://127.0.0.1:27017,127.1.2.3:5/', true],
    ['mongodb://[::1]:27017/', true],
    ['mongodb://%2Ftmp%2Fmongodb-27017.sock/', true],
    ['mongodb://localhost:1,example.com:2/', false],
    ['mongodb://localhost.example.com/', false],
    ['mongodb://127.0.0.1.example.com/', false],
    ['mongodb://10.0.0.1/', false],
    ['mongodb+srv://cluster.mongodb.net/', false],
  ])('of %s is on this machine: %s', (uri, local) => {
    expect(isLocal(uri)).toBe(local);
  });
});

describe('an error of the driver', () => {
  const uri = `mongodb://user:${PASSWORD}@db.example.com:27017/`;
  const failure = (message: string, more: object = {}) => Object.assign(new Error(message), more);

  it.each([
    [failure('Authentication failed.', { code: 18 }), 'refused the user name or password'],
    [new MongoServerError({ message: 'bad auth : x', code: 8000 }), 'refused the user name or password'],
    [new MongoServerError({ message: 'not authorized on zava', code: 13 }), 'the user has no permission'],
    [new MongoServerError({ message: 'Command requires authentication' }), 'the user has no permission'],
    [new MongoServerError({ message: 'out of it', code: 14_031 }), 'has no disk space left'],
    [new MongoNetworkError('connection 3 closed'), 'There is no MongoDB server to be reached at'],
    [
      failure('This socket has been ended by the other party', { code: 'EPIPE' }),
      'There is no MongoDB server to be reached at',
    ],
    [new MongoNetworkTimeoutError('timed out'), 'There is no MongoDB server to be reached at'],
    [failure('x', { name: 'MongoServerSelectionError' }), 'There is no MongoDB server to be reached at'],
    [failure('connect ECONNREFUSED 1.2.3.4'), 'There is no MongoDB server to be reached at'],
    [failure('querySrv ENOTFOUND _mongodb._tcp.x'), 'There is no MongoDB server to be reached at'],
    // The driver's two names for a pool that was emptied while others waited; it does not export the classes.
    [failure('cleared', { name: 'MongoPoolClearedError' }), 'There is no MongoDB server to be reached at'],
    [
      failure('cleared', { name: 'PoolClearedOnNetworkError' }),
      'There is no MongoDB server to be reached at',
    ],
  ])('%s becomes plain words with the host', (error, words) => {
    const plain = plainError(error, uri) as Error;
    expect(plain).toBeInstanceOf(ZavaError);
    expect(plain.message).toContain(words);
    expect(plain.message).toContain('db.example.com:27017');
    expect(plain.message).not.toContain(PASSWORD);
  });

  it.each(PARSES)('never shows the password of %s', (other) => {
    for (const message of [
      'Authentication failed',
      'not authorized',
      'connect ECONNREFUSED',
      'No space left',
    ]) {
      expect((plainError(failure(message), other) as Error).message).not.toContain(PASSWORD);
    }
  });

  const closed = 'connection <monitor> to db.example.com:27017 closed';
  const untrusted = { code: 'SELF_SIGNED_CERT_IN_CHAIN' };
  /** As the driver tells it when it gives up: what each server answered stands inside. */
  const selection = (message: string, servers: object[] = [], more: object = {}) =>
    failure(message, {
      name: 'MongoServerSelectionError',
      reason: {
        type: 'Unknown',
        setName: null,
        servers: new Map(
          servers.map((server, i) => [String(i), { error: null, type: 'Unknown', ...server }]),
        ),
        ...more,
      },
    });

  it.each([
    [selection(closed), '', /as a server does that asks for TLS; add tls=true/],
    [selection(closed), 'tls=true', /see whether it runs/],
    [
      selection('self-signed certificate in certificate chain', [{ error: failure('x', untrusted) }]),
      'tls=true',
      /^The TLS connection to db\.example\.com:27017 failed: .*; name .* tlsCAFile=FILE/,
    ],
    [selection("Hostname/IP does not match certificate's altnames: x"), 'tls=true', /for another host name/],
    [selection('certificate has expired'), 'tls=true', /not valid today; renew it/],
    [selection('SSL alert number 80'), 'tls=true', /access list/],
    [selection('tlsv13 alert certificate required'), 'tls=true', /tlsCertificateKeyFile=FILE/],
    [
      selection('Client network socket disconnected before secure TLS connection was established'),
      'tls=true',
      /take tls=true out/,
    ],
    [selection('connect ECONNREFUSED 1.2.3.4:27017'), '', /nothing listens at that port; start the server/],
    [selection('getaddrinfo ENOTFOUND db.example.com'), '', /that name is not known; check its spelling/],
    [
      failure('querySrv ETIMEOUT _mongodb._tcp.x'),
      '',
      /does not answer for mongodb\+srv; use another name server/,
    ],
    [selection('Server selection timed out after 8000 ms'), '', /no answer; check host and port/],
    [
      selection('Server selection timed out', [], { type: 'ReplicaSetNoPrimary' }),
      'replicaSet=rs',
      /not of replica set rs; take replicaSet=rs out/,
    ],
    [selection('timed out', [{ type: 'RSGhost' }]), '', /run rs\.initiate\(\) there once/],
    [
      selection('timed out', [{ address: 'mongo1:27017', error: failure('getaddrinfo ENOTFOUND mongo1') }], {
        type: 'ReplicaSetNoPrimary',
        setName: 'rs',
      }),
      '',
      /calls its members mongo1:27017, .*; add directConnection=true/,
    ],
    [
      selection('timed out', [{ type: 'RSSecondary' }], { type: 'ReplicaSetNoPrimary', setName: 'rs' }),
      '',
      /has no primary now; wait for the election/,
    ],
    [
      selection('timed out', [{ type: 'RSPrimary' }], { type: 'ReplicaSetWithPrimary', setName: 'rs' }),
      'readPreference=secondary',
      /no member of the replica set is what readPreference=secondary .* asks for; take readPreference out/,
    ],
    [
      failure('The $changeStream stage is only supported on replica sets', { code: 40_573 }),
      '',
      /standalone/,
    ],
    [failure('Transaction numbers are only allowed on a replica set member or mongos'), '', /--replSet rs0/],
    [failure('not primary', { code: 10_107 }), '', /is not the primary .*; take directConnection=true out/],
    [
      failure('you are over your space quota, using 513 MB of 512 MB', { code: 8000 }),
      '',
      /no disk space left; /,
    ],
    [
      failure("ENOENT: no such file or directory, open 'ca.pem'", { code: 'ENOENT', path: 'ca.pem' }),
      'tls=true&tlsCAFile=ca.pem',
      /^The file ca\.pem, which the connection string names, does not exist; correct/,
    ],
  ])('%s (%s) comes with its cure in one sentence', (error, options, words) => {
    const plain = plainError(error, `${uri}?${options}`) as Error;
    expect(plain).toBeInstanceOf(ZavaError);
    expect(plain.message).toMatch(words);
    expect(plain.message).toMatch(/^[^\n]+[^.\s]\.$/);
    expect(plain.message).not.toContain(PASSWORD);
  });

  it('about a refused command names the command, and not all that was in it', () => {
    const message =
      'not authorized on zava to execute command { insert: "orders", documents: [ { secret: 1 } ], $db: "zava" }';
    expect((plainError(failure(message, { code: 13 }), uri) as Error).message).toContain(
      ': not authorized on zava to execute command { insert: "orders" }; npx zava check',
    );
  });

  it('about a file that the connection string does not name is left as it is', () => {
    const error = failure("ENOENT: no such file or directory, open 'x'", { code: 'ENOENT', path: 'x' });
    expect(plainError(error, uri)).toBe(error);
  });

  it('that is unknown stays what it is', () => {
    const error = failure('something else');
    expect(plainError(error, uri)).toBe(error);
    expect(plainError('a text', uri)).toBe('a text');
  });
});

describe('a password that is not URL-encoded', () => {
  it('is refused, and no part of it is shown', () => {
    const wrong = () => parseUri('mongodb://user:pa@s3cret/w@rd@db.example.com/?x=1', '--uri');
    expect(wrong).toThrow(SettingsError);
    expect(wrong).toThrow(/^--uri is no connection string, as it has more than one @; allowed is /);
  });
});
