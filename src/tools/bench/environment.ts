/** What a benchmark was measured on: this machine and its software, and the server. No password is part of it. */
import { createRequire } from 'node:module';
import { type Db, type Document, type MongoClient, MongoServerError } from 'mongodb';
import { hostsOf } from '../../mongodb/connection-string.js';
import { machine } from './machine.js';
import type { InsertEnvironment } from './result.js';

/** The server of a client and this machine. @param uri where the client is connected to. */
export async function readEnvironment(connected: MongoClient, uri: string): Promise<InsertEnvironment> {
  const admin = connected.db('admin');
  const hello = await admin.command({ hello: 1 });
  const { version } = await admin.command({ buildInfo: 1 });
  const { zavaVersion: clientVersion, ...client } = machine();
  return {
    host: hostsOf(uri),
    serverVersion: version,
    topology: topologyOf(hello),
    members: await membersOf(hello, admin),
    storageEngine: await storageEngineOf(admin),
    ...client,
    clientVersion,
    driverVersion: driverVersion(),
  };
}

function driverVersion(): string {
  return createRequire(import.meta.url)('mongodb/package.json').version;
}

function topologyOf(hello: Document): InsertEnvironment['topology'] {
  if (hello.msg === 'isdbgrid') return 'sharded cluster';
  return hello.setName === undefined ? 'standalone' : 'replica set';
}

/** Members of the replica set, arbiters too; shards of a cluster, 0 where the user may not list them. */
async function membersOf(hello: Document, admin: Db): Promise<number> {
  const topology = topologyOf(hello);
  if (topology === 'standalone') return 1;
  if (topology === 'sharded cluster') {
    const { shards = [] } = await unlessRefused(admin.command({ listShards: 1 }));
    return shards.length;
  }
  return [hello.hosts, hello.passives, hello.arbiters].reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

/** A router has none of its own, and not every user may ask. */
async function storageEngineOf(admin: Db): Promise<string> {
  const { storageEngine } = await unlessRefused(admin.command({ serverStatus: 1 }));
  return storageEngine?.name ?? 'unknown';
}

/** The server's answer, empty where it refuses to give one. */
async function unlessRefused(answer: Promise<Document>): Promise<Document> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof MongoServerError) return {};
    throw error;
  }
}
