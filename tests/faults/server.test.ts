/** What servers do to a load: the load itself ends well, or says in one sentence what to do. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../src/errors.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { FaultLoad } from '../fixtures/fault-load.js';
import { faultServer } from '../fixtures/fault-server.js';

const load = new FaultLoad(temporaryFolder());

/** Documents a second: slow enough that something can happen in the middle. */
const SLOW = { maxRate: 12_000 };

describe('a member of a replica set', () => {
  const server = faultServer();
  const WRITES = ['insert', 'update', 'createIndexes'];

  it.each([
    { name: 'NotWritablePrimary', data: { errorCode: 10_107 } },
    { name: 'ShutdownInProgress', data: { errorCode: 91 } },
    { name: 'PrimarySteppedDown', data: { errorCode: 189 } },
    { name: 'ExceededTimeLimit', data: { errorCode: 262 } },
    { name: 'closeConnection', data: { closeConnection: true } },
    { name: 'WriteConcernTimeout', data: { writeConcernError: { code: 64, errmsg: 'waiting timed out' } } },
    { name: 'NotPrimaryAfterwards', data: { writeConcernError: { code: 10_107, errmsg: 'not primary' } } },
    { name: 'RateLimitExceeded', data: { errorCode: 462 } },
    { name: 'TooManyRequests', data: { errorCode: 16_500 } },
  ])('that answers $name now and then', async ({ name, data }) => {
    const database = `server_${name}`;
    const times = name === 'ShutdownInProgress' ? 4 : 12;
    await server.fail(WRITES, { activationProbability: 0.15 }, data);
    const ends = load.run(server.uri, database);
    // By then some dozen writes have come, of which one in seven fails.
    await load.progressed(server.client, database, 5);
    // Not for ever, as some of it would close the way to the server for seconds each time.
    await sleep(times * 150);
    expect(await server.healed()).toBeGreaterThan(0);
    await ends;
    await load.expectExact(server.client, server.uri, database);
  });

  it('that fails each first command of the opening', async () => {
    const commands = ['find', 'listCollections', 'insert', 'update', 'create'];
    for (const command of commands) {
      const database = `opening_${command}`;
      await server.fail([command], { times: 2 }, { errorCode: 11_602 });
      await load.run(server.uri, database);
      await server.healed();
      await load.expectExact(server.client, server.uri, database);
    }
  });

  it.each(['create', 'createIndexes'])(
    'that refuses to %s: its reason, no document, and --resume goes on',
    async (command) => {
      const database = `refuses_${command}`;
      await load.run(server.uri, database);
      await server.fail([command], { times: 1000 }, { errorCode: 8 });
      // Shards are being made meanwhile, and wait.
      await expect(load.run(server.uri, database, { drop: true })).rejects.toThrow(
        /does not do what it is asked/,
      );
      await server.healed();
      for (const name of ['customers', 'orders', 'order_items']) {
        expect(await server.client.db(database).collection(name).countDocuments(), name).toBe(0);
      }
      await load.run(server.uri, database, { resume: true });
      await load.expectExact(server.client, server.uri, database);
    },
  );

  it('that has no disk space left: one sentence, and --resume goes on', async () => {
    const database = 'server_full';
    await server.fail(['insert'], { skip: 30 }, { errorCode: 14_031 });
    const { code, stdout, stderr } = await zava(load.args(server.uri, database, '--quiet'), {
      cwd: load.folder,
    });
    await server.healed();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^zava: [^\n]+ has no disk space left; [^\n]+ --resume goes on\.\n$/);
    expect(await load.done(server.client, database)).toBeGreaterThan(0);
    await load.run(server.uri, database, { resume: true });
    await load.expectExact(server.client, server.uri, database);
  });

  it('that answers with what nobody knows: one sentence without a stack', async () => {
    await server.fail(['insert'], { skip: 10 }, { errorCode: 8, errmsg: 'strange' });
    const { code, stderr } = await zava(load.args(server.uri, 'server_strange', '--quiet'), {
      cwd: load.folder,
    });
    await server.healed();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^zava: [^\n]+\n$/);
  });

  it('that is killed and started again, twice', async () => {
    const database = 'server_killed';
    const ends = load.run(server.uri, database, SLOW);
    for (const steps of [4, 12]) {
      await load.progressed(server.client, database, steps);
      await server.kill();
      await sleep(300);
      await server.restart();
    }
    await ends;
    await load.expectExact(server.client, server.uri, database);
  });

  it('that steps down and is elected again', async () => {
    const database = 'server_stepdown';
    const ends = load.run(server.uri, database, SLOW);
    for (const steps of [3, 10]) {
      await load.progressed(server.client, database, steps);
      await server.stepDown();
      await server.ready();
    }
    await ends;
    await load.expectExact(server.client, server.uri, database);
  });

  it('that is gone for longer than it is waited for: one sentence, and --resume goes on', async () => {
    const database = 'server_gone';
    const impatient = new FaultLoad(
      mkdtempSync(join(load.folder, 'impatient-')),
      'shards: { orders: 200, customers: 150 }\nload: { batch_documents: 100, connections: 2, retry_seconds: 1 }\n',
    );
    const ends = impatient.run(server.uri, database, SLOW).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    await load.progressed(server.client, database, 3);
    await server.kill();
    const error = await ends;
    await server.restart();
    expect(error).toMatchObject({ name: 'ZavaError' });
    expect(messageOf(error as Error, 'command line')).toMatch(
      /^There is no MongoDB server to be reached at .* --resume goes on\.$/,
    );
    await load.run(server.uri, database, { resume: true });
    await load.expectExact(server.client, server.uri, database);
  });
});

describe('a server that keeps no journal', () => {
  const server = faultServer(false, ['--nojournal']);

  it('is loaded as it is', async () => {
    await load.run(server.uri, 'forgetful');
    await load.expectExact(server.client, server.uri, 'forgetful');
  });
});

describe('a server that is no member of a replica set', () => {
  const server = faultServer(false);

  it('that is killed and started again', async () => {
    const database = 'alone_killed';
    const ends = load.run(server.uri, database, SLOW);
    await load.progressed(server.client, database, 4);
    await server.kill();
    await sleep(200);
    await server.restart();
    await ends;
    await load.expectExact(server.client, server.uri, database);
  });
});
