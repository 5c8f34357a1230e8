/**
 * A reset after changes of every kind, drawn at random: afterwards the database is exactly what the seed makes, and nothing
 * that was right was written to. RESET_SEED and RESET_RUNS try others.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChangeStreamDocument, type Document, MongoServerError } from 'mongodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings } from '../../src/core/settings/resolve.js';
import { loadDatabase } from '../../src/engine/load.js';
import { ShardThreads } from '../../src/engine/pool/shard-threads.js';
import type { ResetOutcome } from '../../src/tools/reset/result.js';
import { type ResetRun, resetDatabase } from '../../src/tools/reset/run.js';
import { verifyDatabase } from '../../src/tools/verify/verify.js';
import { temporaryFolder } from '../fixtures/cli.js';
import { fewProducts } from '../fixtures/few-products.js';
import { pick, random } from '../fixtures/random.js';
import { CHANGES, LARGE, shapes } from '../fixtures/reset.js';
import { testServer } from '../fixtures/server.js';

const SEED = Number(process.env.RESET_SEED ?? 1);
const RUNS = Number(process.env.RESET_RUNS ?? 12);

const folder = temporaryFolder();
const server = testServer();
const config = join(folder, 'zava.yaml');
const settings = () =>
  resolveSettings({ preset: 'tiny', config, database: 'changed', workers: 1 } as never, {
    env: {},
    cwd: folder,
  });

const reset = async (run: Partial<ResetRun> = {}): Promise<ResetOutcome> =>
  (await resetDatabase(settings(), server.uri, {
    soft: false,
    full: false,
    dryRun: false,
    ...run,
  })) as ResetOutcome;

let before: Document;

beforeAll(async () => {
  writeFileSync(config, `${fewProducts(folder)}shards: { orders: 300, customers: 100 }\n`);
  const asked = { drop: false, indexes: true };
  await loadDatabase(settings(), server.uri, asked, { threads: new ShardThreads(1, 'send') });
  before = await shapes(server.client.db('changed'));
});

/** A change that the server refuses, as by a validator of an earlier one, is none. */
function refused(error: unknown): string {
  if (error instanceof MongoServerError) return `refused: ${error.message}`;
  throw error;
}

/** Ids of the documents that are written to while `work` runs. */
async function writtenDuring(work: () => Promise<unknown>): Promise<Set<string>> {
  const db = server.client.db('changed');
  const stream = db.watch([{ $match: { 'ns.coll': { $not: /^_zava/ } } }], { maxAwaitTimeMS: 50 });
  const written = new Set<string>();
  const read = async () => {
    for (let event = await stream.tryNext(); event !== null; event = await stream.tryNext()) {
      const { ns, documentKey } = event as ChangeStreamDocument & { ns: Document; documentKey?: Document };
      if (documentKey !== undefined) written.add(`${ns.coll} ${JSON.stringify(documentKey._id)}`);
    }
  };
  await read();
  await work();
  await read();
  await stream.close();
  return written;
}

describe.each(Array.from({ length: RUNS }, (_, run) => run))('run %i', (run) => {
  it('is exactly the seed again', async () => {
    const draw = random(SEED, `reset ${run}`);
    const db = server.client.db('changed');
    const what: string[] = [];
    const touched = await writtenDuring(async () => {
      const kinds = { ...CHANGES, ...(draw() < 0.25 ? LARGE : {}) };
      for (let left = 1 + Math.floor(draw() * 12); left > 0; left--) {
        const [kind, change] = pick(Object.entries(kinds), draw);
        what.push(`${kind}: ${await change(db, draw).catch(refused)}`);
      }
    });
    const full = draw() < 0.4;
    const words = `${full ? '--full' : 'by what changed'}\n${what.join('\n')}`;
    let outcome: ResetOutcome | undefined;
    const written = await writtenDuring(async () => {
      outcome = await reset({ full });
    }).catch((error: unknown) => {
      throw new Error(words, { cause: error });
    });
    const verified = await verifyDatabase(settings(), server.uri, { explain: true });
    expect(verified.exact, `${words}\n${JSON.stringify(verified.collections)}`).toBe(true);
    expect(await shapes(db), words).toEqual(before);
    // What was dropped comes back whole.
    if (!what.some((change) => change.startsWith('drops') || change.startsWith('empties'))) {
      expect([...written].filter((id) => !touched.has(id))).toEqual([]);
      expect(outcome?.by).toBe(full ? 'comparison' : 'changes');
    }
    expect(written.size).toBe(outcome?.documents);
    const again = await reset({ dryRun: true });
    expect([again.documents, again.alterations, again.by]).toEqual([0, [], 'changes']);
  });
});
