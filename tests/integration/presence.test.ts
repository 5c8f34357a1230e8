/** Whether a server is silent, or only has much to do, or this process has, or is not there: heartbeat.ts, first-contact.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { makeClient } from '../../src/mongodb/connect.js';
import { unlessRefused } from '../../src/mongodb/first-contact.js';
import { closeWithTimeout, whileAnswering } from '../../src/mongodb/presence.js';
import { linkThatEnds } from '../fixtures/link-that-ends.js';
import { testServer } from '../fixtures/server.js';

const server = testServer();

/** How long a server may be silent here, in milliseconds, and work that takes longer than that. */
const PATIENCE_MS = 1500;
const LONGER_MS = 2000;

const clients: MongoClient[] = [];
function connected(uri: string): { client: MongoClient; uri: string } {
  const client = makeClient({ uri, connections: 1, compressors: [] });
  clients.push(client);
  return { client, uri };
}
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => closeWithTimeout(client.close())));
});

/** Keeps the only connection of a client busy in the server. */
async function occupy(client: MongoClient): Promise<unknown> {
  const collection = client.db('presence').collection('one');
  await collection.updateOne({}, { $set: { here: true } }, { upsert: true });
  return collection.findOne({ $where: `sleep(${LONGER_MS}); return true` });
}

describe('a server is not called silent', () => {
  it('where its commands fill all connections of the work', async () => {
    const place = connected(server.uri);
    await expect(whileAnswering(place, occupy(place.client), PATIENCE_MS)).resolves.toMatchObject({
      here: true,
    });
  });

  it('where this process was busy', async () => {
    const place = connected(server.uri);
    await place.client.db('presence').command({ ping: 1 });
    // Each piece lasts longer than the patience, and only between two of them is anything read.
    const work = (async () => {
      for (let i = 0; i < 2; i++) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONGER_MS);
        await sleep(1);
      }
      return 'done';
    })();
    expect(await whileAnswering(place, work, PATIENCE_MS)).toBe('done');
  });
});

it('a server that falls silent is told', async () => {
  const [, host] = /\/\/([^/]+)\//.exec(server.uri) ?? [];
  // The first question that it is asked is the first that it does not answer.
  const link = await linkThatEnds(host as string, 'ping', 'silent');
  const place = connected(`mongodb://${link.host}/?directConnection=true`);
  try {
    await expect(whileAnswering(place, occupy(place.client), PATIENCE_MS)).rejects.toThrow(
      /^127\.0\.0\.1:\d+ has not answered for 1\.5 s; see whether/,
    );
    expect(link.ended()).toBe(true);
  } finally {
    link.close();
  }
});

describe('a deployment whose hosts all refuse connections', () => {
  const host = () => new URL(server.uri).host;

  it('is not waited for where none of them was reached yet', async () => {
    const { client, uri } = connected('mongodb://127.0.0.1:1,127.0.0.1:2/?replicaSet=rs0');
    // Not the error of a search that ran out of time.
    await expect(unlessRefused(client, uri, client.connect())).rejects.toMatchObject({
      name: 'MongoNetworkError',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('is waited for where one may answer, or where the connection string says how long', async () => {
    const { client } = connected(`mongodb://127.0.0.1:1,${host()}/?replicaSet=zava`);
    expect(await unlessRefused(client, server.uri, client.db('presence').command({ ping: 1 }))).toMatchObject(
      {
        ok: 1,
      },
    );
    const { client: other, uri } = connected('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=900');
    await expect(unlessRefused(other, uri, other.connect())).rejects.toMatchObject({
      name: 'MongoServerSelectionError',
    });
  });

  it('is waited for where it was reached before', async () => {
    const link = await linkThatEnds(host(), 'find', 'gone');
    const { client, uri } = connected(
      `mongodb://${link.host}/?directConnection=true&heartbeatFrequencyMS=500`,
    );
    const work = async () => {
      await client.db('presence').command({ ping: 1 });
      await client
        .db('presence')
        .command({ find: 'one' })
        .catch(() => {});
      await sleep(LONGER_MS);
      return 'done';
    };
    expect(await unlessRefused(client, uri, work())).toBe('done');
    expect(link.ended()).toBe(true);
    link.close();
  });
});
