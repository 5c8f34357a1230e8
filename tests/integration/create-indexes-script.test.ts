/** examples/create_indexes.js, which is made for mongosh: up to date, and right for a real server. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { Db, Document } from 'mongodb';
import { expect, it } from 'vitest';
import { COLLECTION_NAMES } from '../../src/core/model/index.js';
import { LOAD_RECORD } from '../../src/mongodb/load-record.js';
import { REPOSITORY, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { testServer } from '../fixtures/server.js';

const cwd = temporaryFolder();
const server = testServer();
const SCRIPT = join(REPOSITORY, 'examples/create_indexes.js');

/** What mongosh calls `db`, over the driver. */
const shellOf = (db: Db) =>
  new Proxy(
    {},
    {
      get: (_, name: string) => ({
        createIndex: (key: Document, options: Document) =>
          db.collection(name).createIndex(key as never, options),
        createSearchIndex: (index: string, type: string, definition: Document) =>
          db.collection(name).createSearchIndex({ name: index, type, definition }),
      }),
    },
  );

/** mongosh waits for each call of `db` by itself. */
async function runScript(db: Db): Promise<string[]> {
  const printed: string[] = [];
  const waiting = readFileSync(SCRIPT, 'utf8').replace(/^( *)db\./gm, '$1await db.');
  await runInNewContext(`(async () => { ${waiting} })()`, {
    db: shellOf(db),
    print: (text: string) => printed.push(text),
  });
  return printed;
}

it('is what the model says', () => {
  execFileSync(process.execPath, [join(REPOSITORY, 'scripts/create-indexes.mjs'), '--check']);
});

it('builds the indexes that a load builds; a second time changes nothing', async () => {
  const db = server.client.db('script');
  await succeed(['load', '--uri', server.uri, '--preset', 'tiny', '--database', 'script', '--no-indexes'], {
    cwd,
  });
  for (const time of [1, 2]) {
    const printed = await runScript(db);
    expect([time, printed]).toEqual([time, [expect.stringMatching(/^The vector indexes were not made: /)]]);
    const { code, stdout } = await zava(
      ['indexes', 'list', '--uri', server.uri, '--database', 'script', '--json'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ present: 49, missing: 0, differing: 0, extra: 0 });
  }
  expect((await db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(
    [LOAD_RECORD, ...COLLECTION_NAMES].sort(),
  );
});
