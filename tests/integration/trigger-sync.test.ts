/** `zava trigger-sync` against a real server: every document is touched once, and untouched again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient, ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { SYNCED } from '../../src/core/model/ditto.js';
import { COLLECTION_NAMES, MODELS } from '../../src/core/model/index.js';
import { startEmbeddedServer } from '../../src/mongodb/embedded/server.js';
import { SYNC_FIELD } from '../../src/mongodb/sync-field.js';
import { validatorOf } from '../../src/mongodb/validator.js';
import { called } from '../fixtures/called.js';
import { eventually, start, succeed, temporaryFolder, zava } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { expectSameCollections } from '../fixtures/same-documents.js';
import { mongodBinary, testServer } from '../fixtures/server.js';
import { documentsById } from '../fixtures/server-facts.js';

const cwd = temporaryFolder();
const server = testServer();
const config = join(cwd, 'zava.yaml');
writeFileSync(config, `preset: tiny\n${fewProducts(cwd)}`);
const on = (database: string, ...args: string[]) => [
  ...['trigger-sync', '--uri', server.uri, '--database', database],
  ...args,
];
const run = (database: string, ...args: string[]) => zava(on(database, ...args), { cwd });
const load = (database: string) =>
  succeed(['load', '--uri', server.uri, '--config', config, '--database', database, '--quiet'], { cwd });

/** The marks that the documents of a collection have, and how many have each. */
async function marks(database: string, name: string): Promise<Record<string, number>> {
  const stages = [{ $group: { _id: { $ifNull: [`$${SYNC_FIELD}`, 'none'] }, count: { $sum: 1 } } }];
  const groups = await server.client.db(database).collection(name).aggregate(stages).toArray();
  return Object.fromEntries(groups.map(({ _id, count }) => [_id, count]));
}

const FAST = ['--rate', '1000000'];
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('trigger-sync', () => {
  it('marks all documents of the eight synced collections again each time; --undo leaves the bytes of the load', async () => {
    await load('touched');
    const db = server.client.db('touched');
    const before = await documentsById(db);
    const first = JSON.parse((await run('touched', '--json', ...FAST)).stdout);
    expect(first).toMatchObject({ command: 'trigger-sync', database: 'touched', mode: 'touch' });
    expect(first.mark).toMatch(ISO);
    const second = JSON.parse((await run('touched', '--json', ...FAST)).stdout);
    expect(second.mark > first.mark).toBe(true);
    for (const name of SYNCED) {
      const count = await db.collection(name).countDocuments();
      expect(await marks('touched', name)).toEqual({ [second.mark]: count });
      expect(second.collections).toContainEqual({ collection: name, documents: count });
    }
    expect(Object.keys(await marks('touched', 'product_embeddings'))).toEqual(['none']);
    const { code, stdout, stderr } = await run('touched', '--undo', ...FAST);
    expect(code).toBe(0);
    expect(stderr).toContain(`Removing ${SYNC_FIELD} from 3,635 documents of database touched at `);
    expect(stdout).toContain(`${SYNC_FIELD} was removed from 3,635 documents of database touched at `);
    expectSameCollections(await documentsById(db), before);
    expect(JSON.parse((await run('touched', '--undo', '--json')).stdout)).toMatchObject({ documents: 0 });
  });

  it('interrupted in the middle is finished by --resume, with one mark for all and none twice', async () => {
    await load('resumed');
    const orders = server.client.db('resumed').collection('order_items');
    const running = start(on('resumed', '--collections', 'order_items', '--rate', '400'), { cwd });
    await eventually(async () => {
      if (running.process.exitCode !== null) throw new Error(`it ended by itself: ${running.output.stderr}`);
      return (await orders.countDocuments({ [SYNC_FIELD]: { $exists: true } })) > 0;
    });
    running.process.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(
      /Interrupted with [\d,]+ of [\d,]+ documents done or a few more\. Run it again with --resume for the rest\.\n/,
    );
    const { none: left, ...done } = await marks('resumed', 'order_items');
    const [[mark]] = Object.entries(done) as [[string, number]];
    const args = ['--collections', 'order_items', '--resume', '--json', ...FAST];
    expect(JSON.parse((await run('resumed', ...args)).stdout)).toMatchObject({
      mode: 'resume',
      mark,
      documents: left,
    });
    expect(Object.keys(await marks('resumed', 'order_items'))).toEqual([mark]);
    expect(JSON.parse((await run('resumed', ...args)).stdout)).toMatchObject({ mark, documents: 0 });
    // A collection that lacks the mark is a part of the rest.
    const all = JSON.parse((await run('resumed', '--resume', '--json', ...FAST)).stdout);
    expect(all.mark).toBe(mark);
    expect(Object.keys(await marks('resumed', 'stores'))).toEqual([mark]);
  });

  it('is seen in a change stream, once for each document', async () => {
    const stores = server.client.db('seen').collection('stores');
    await stores.insertMany(['b', true, 'a', 1, 2.5].map((_id) => ({ _id: _id as never })));
    const stream = stores.watch([{ $match: { operationType: 'update' } }]);
    const ids: unknown[] = [];
    stream.on('change', (event) => {
      if (event.operationType === 'update') ids.push(event.documentKey._id);
    });
    try {
      await eventually(async () => {
        await stores.updateOne({ _id: 'a' as never }, { $inc: { tries: 1 } });
        return ids.length > 0;
      });
      await stores.updateOne({ _id: 'b' as never }, { $set: { last: true } });
      await eventually(() => ids.at(-1) === 'b');
      ids.length = 0;
      const { code, stderr } = await run('seen', '--rate', '10');
      expect(code).toBe(0);
      expect(stderr).toContain('Note: not there: categories,');
      expect(stderr).toContain(
        `Note: Ditto's connector will refuse stores until ${called('change-streams enable', server.uri, 'seen')} was run.`,
      );
      await eventually(() => ids.length >= 5);
      // In the order of BSON, across types.
      expect(ids).toEqual([1, 2.5, 'a', 'b', true]);
    } finally {
      await stream.close();
    }
  });
});

describe('what cannot be done is said', () => {
  it.each([
    ['--rate', '0', '--rate is 0; allowed is a whole number from 1 to 1000000.\n'],
    ['--rate', 'fast', "--rate is 'fast'; allowed is a whole number from 1 to 1000000.\n"],
    [
      '--collections',
      'product_embeddings',
      `--collections is 'product_embeddings', in which 'product_embeddings' is none of them; allowed is a list, separated by commas, of ${SYNCED.join(', ')}; the nearest is 'product_types'.\n`,
    ],
  ])('%s %s: exit code 2', async (flag, value, sentence) => {
    expect(await run('zava', flag, value)).toEqual({ code: 2, stdout: '', stderr: `zava: ${sentence}` });
  });

  it('--resume and --undo at once: exit code 2', async () => {
    expect((await run('zava', '--resume', '--undo')).code).toBe(2);
  });

  it('nothing to resume, and nothing there: exit code 1', async () => {
    await server.client.db('unmarked').collection('stores').insertOne({});
    const resume = await run('unmarked', '--resume');
    expect(resume).toMatchObject({ code: 1, stdout: '' });
    expect(resume.stderr).toContain('so that there is no run to resume; run it without --resume.\n');
    const nothing = await run('nothing_here');
    expect(nothing.code).toBe(1);
    expect(nothing.stderr).toContain(
      `holds none of ${SYNCED.join(', ')}; load it first with ${called('load', server.uri, 'nothing_here')}.\n`,
    );
  });

  it("a document that zava's own validator refuses without the field: it is named, for --undo too", async () => {
    const db = server.client.db('refused');
    await db.createCollection('stores', {
      validator: validatorOf(MODELS.stores),
    });
    const stores = db.collection('stores');
    const _id = new ObjectId('5e0be1008089e21800000000');
    await stores.insertOne({ _id, [SYNC_FIELD]: 'now' }, { bypassDocumentValidation: true });
    const again = { touch: 'go on with --resume.\n', '--undo': 'run this again.\n' };
    for (const mode of ['touch', '--undo'] as const) {
      const { code, stderr } = await run('refused', ...(mode === 'touch' ? [] : [mode]));
      expect(code).toBe(1);
      expect(stderr).toContain(
        `zava: stores in database refused at ${new URL(server.uri).host} has a validator that refuses the document with the _id '5e0be1008089e21800000000' as it stands; ${called('validate', server.uri, 'refused')} and `,
      );
      expect(stderr).toContain(`tell what is wrong with it; correct it, then ${again[mode]}`);
      expect(stderr).not.toContain('forbids');
    }
  });

  it('a validator that forbids the field: exit code 1', async () => {
    const db = server.client.db('forbidden');
    const validator = { $jsonSchema: { properties: { _id: {} }, additionalProperties: false } };
    await db.createCollection('stores', { validator });
    // One has the mark from before, which the validator forbids by now.
    const stores = db.collection<{ _id: string }>('stores');
    await stores.insertOne({ _id: 'a', [SYNC_FIELD]: 'then' } as never, { bypassDocumentValidation: true });
    await stores.insertOne({ _id: 'b' });
    const { code, stderr } = await run('forbidden');
    expect(code).toBe(1);
    expect(stderr).toContain(
      `zava: stores in database forbidden at ${new URL(server.uri).host} has a validator that forbids the field ${SYNC_FIELD};`,
    );
    // The same database lacks what it is asked for, and a load would be refused.
    const others = await run('forbidden', '--collections', 'orders');
    expect(others.code).toBe(1);
    expect(others.stderr).toContain('holds none of orders; --collections takes others: it holds stores.\n');
  });
});

it('a server that dies in the middle: exit code 1 and the reason, without a stack', async () => {
  const env = { ...process.env, ZAVA_MONGOD: await mongodBinary() };
  const dataDir = join(cwd, 'dying');
  const dying = await startEmbeddedServer({ root: cwd, env, dataDir });
  const client = new MongoClient(dying.uri);
  try {
    await succeed(['load', '--uri', dying.uri, '--config', config, '--quiet'], { cwd });
    const running = start(['trigger-sync', '--uri', dying.uri, '--rate', '500'], { cwd });
    const marked = { [SYNC_FIELD]: { $exists: true } };
    await eventually(async () => (await client.db('zava').collection('products').countDocuments(marked)) > 0);
    process.kill(JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')).pid, 'SIGKILL');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^zava: There is no MongoDB server to be reached at 127\.0\.0\.1:\d+: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
  } finally {
    await client.close();
    await dying.stop();
  }
});

it('all nine are known, eight of them synced', () => {
  expect(SYNCED).toEqual(COLLECTION_NAMES.filter((name) => name !== 'product_embeddings'));
});
