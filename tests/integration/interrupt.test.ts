/**
 * Ctrl-C in the middle: a quick end with exit code 130, words on how to go on, and no server left behind. And the
 * other way round: a server that ends in the middle.
 */
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { startEmbeddedServer } from '../../src/mongodb/embedded/server.js';
import {
  type Ended,
  eventually,
  mongodsUnder,
  type Running,
  start,
  succeed,
  temporaryFolder,
} from '../fixtures/cli.js';
import { bsonFile } from '../fixtures/cli-dump.js';
import { mongodBinary, testServer } from '../fixtures/server.js';

const folder = temporaryFolder();
const server = testServer();

/** Far more than could be made while a test waits. */
const LARGE = ['--preset', 'tiny', '--orders', '10000000', '--workers', '2'];

/** Usually well under a second; the bound is for busy machines. */
const SOON_MS = 5000;

/** Presses Ctrl-C once something is so, and expects an end soon after. */
async function interrupt(running: Running, when: () => boolean | Promise<boolean>): Promise<Ended> {
  try {
    await eventually(async () => {
      if (running.process.exitCode !== null) throw new Error(`it ended by itself: ${running.output.stderr}`);
      return when();
    });
    const pressed = performance.now();
    running.process.kill('SIGINT');
    const ended = await running.ended;
    expect(performance.now() - pressed).toBeLessThan(SOON_MS);
    return ended;
  } finally {
    running.process.kill('SIGKILL');
  }
}

const ordersIn = (uri: string, database: string) => async () => {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500 });
  try {
    return (await client.db(database).collection('orders').estimatedDocumentCount()) > 1000;
  } finally {
    await client.close();
  }
};

describe('Ctrl-C', () => {
  it('in a large dump ends it; what is left looks like no dump and is replaced by the next run', async () => {
    const out = join(folder, 'dump');
    // A whole dump that is being replaced: its manifest must not stay beside the unfinished files.
    await succeed(['generate', '--preset', 'tiny', '--out', out]);
    const running = start(['generate', ...LARGE, '--out', out, '--json']);
    const { code, stdout, stderr } = await interrupt(
      running,
      () => statSync(join(out, '.zava-unfinished/zava/orders.bson')).size > 1_000_000,
    );
    const message = `Interrupted. ${out} holds an unfinished dump; run the same command again with --resume to go on.`;
    expect(JSON.parse(stdout)).toEqual({ error: { kind: 'interrupted', exitCode: 130, message } });
    expect({ code, said: stderr.includes(`${message}\n`) }).toEqual({ code: 130, said: true });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
    expect(existsSync(join(out, 'zava'))).toBe(false);
    await succeed(['generate', '--preset', 'tiny', '--out', out]);
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    expect(statSync(bsonFile(out, 'orders')).size).toBe(manifest.collections.orders.bytes);
  });

  it('in a large load ends it; --drop then loads another one', async () => {
    const to = ['load', '--uri', server.uri];
    const running = start([...to, ...LARGE], { cwd: folder });
    const { code, stdout, stderr } = await interrupt(running, ordersIn(server.uri, 'zava'));
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(
      /Interrupted with at least [\d,]+ documents in database zava\. Run the same command with --resume to go on, or with --drop to start from scratch\.\n/,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    await succeed([...to, '--preset', 'tiny', '--drop', '--yes'], { cwd: folder });
    expect(await server.client.db('zava').collection('orders').countDocuments()).toBe(1000);
  });

  it('in a large load into the embedded server ends both', async () => {
    const cwd = join(folder, 'local');
    mkdirSync(cwd);
    const running = start(['load', '--local', ...LARGE], { cwd });
    const { code, stderr } = await interrupt(running, async () => {
      const { port } = JSON.parse(readFileSync(join(cwd, '.zava/server.json'), 'utf8'));
      return ordersIn(`mongodb://127.0.0.1:${port}/?directConnection=true`, 'zava')();
    });
    expect(code).toBe(130);
    expect(stderr).toContain('Run the same command with --resume to go on');
    expect(mongodsUnder(cwd)).toEqual([]);
  });

  it('while a server is looked for ends the search', async () => {
    // Something that hangs up on whoever connects: the driver tries again and again.
    let tried = false;
    const nobody = createServer((socket) => {
      tried = true;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    const running = start(['load', '--uri', `mongodb://127.0.0.1:${port}/`, '--preset', 'tiny'], {
      cwd: folder,
    });
    const { code } = await interrupt(running, () => tried);
    nobody.close();
    expect(code).toBe(130);
  });
});

it('a server that dies in the middle of a load: exit code 1 and the reason, without a stack', async () => {
  const data = join(folder, 'dying');
  const env = { ...process.env, ZAVA_MONGOD: await mongodBinary() };
  const dying = await startEmbeddedServer({ root: folder, env, dataDir: data });
  try {
    // It is looked for again for as long as the settings say.
    const config = join(folder, 'impatient.yaml');
    writeFileSync(config, 'load: { retry_seconds: 1 }\n');
    const running = start(['load', '--uri', dying.uri, '--config', config, ...LARGE], { cwd: folder });
    await eventually(ordersIn(dying.uri, 'zava'));
    process.kill(JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')).pid, 'SIGKILL');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^zava: There is no MongoDB server to be reached at 127\.0\.0\.1:\d+: .* --resume goes on\.$/m,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
  } finally {
    await dying.stop();
  }
});
