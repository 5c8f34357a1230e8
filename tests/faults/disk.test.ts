/** A disk that is really full, under a real mongod: what the server then does is its own affair, and differs. */
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPLICA_SET } from '../../src/mongodb/embedded/replica-set.js';
import { temporaryFolder, zava } from '../fixtures/cli.js';
import { FaultLoad } from '../fixtures/fault-load.js';
import { FaultServer } from '../fixtures/fault-server.js';
import { mayMount, mount, unmount } from '../fixtures/small-disk.js';

describe.runIf(mayMount())('a disk that is full', () => {
  const folder = temporaryFolder();
  const load = new FaultLoad(
    folder,
    'shards: { orders: 200, customers: 150 }\nload: { batch_documents: 100, connections: 2, retry_seconds: 2 }\n',
  );
  const disk = join(folder, 'disk');
  const filler = join(disk, 'filler');
  const server = new FaultServer(disk, REPLICA_SET);

  /** Takes all the room that the server leaves. */
  function fill(): void {
    for (let size = 2 ** 22; size >= 1024; ) {
      try {
        appendFileSync(filler, new Uint8Array(size));
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
        size /= 2;
      }
    }
  }

  beforeAll(async () => {
    mkdirSync(disk);
    mount(disk, 'size=1g');
    await server.start();
    await server.ready();
  });
  afterAll(async () => {
    await server.stop();
    unmount(disk);
  });

  it('in the middle of a load: one sentence, and with more room --resume goes on', async () => {
    const database = 'disk';
    const run = zava(load.args(server.uri, database, '--quiet', '--max-rate', '1000'), { cwd: folder });
    await load.progressed(server.client, database, 5);
    fill();
    const { code, stdout, stderr } = await run;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^zava: [^\n]+ --resume goes on\.\n$/);
    rmSync(filler);
    await server.kill();
    await server.restart();
    await load.run(server.uri, database, { resume: true });
    await load.expectExact(server.client, server.uri, database);
  });
});
