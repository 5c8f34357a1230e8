/** A run: what is written, counted and noted, what was delivered before, and what is lost and sent again. */
import { describe, expect, it } from 'vitest';
import { encodeDocuments } from '../../src/core/encode/documents.js';
import { makeCategories } from '../../src/core/generate/reference.js';
import { MODELS } from '../../src/core/model/index.js';
import type { Progress } from '../../src/core/progress.js';
import { run } from '../../src/engine/pipeline.js';
import { type Block, BlockPool } from '../../src/engine/pool/block-pool.js';
import { LoadControl } from '../../src/engine/sinks/load-control.js';
import type { Finalizing, Sink } from '../../src/engine/sinks/sink.js';
import type { Source } from '../../src/engine/sources/source.js';
import { tiny } from '../fixtures/worlds.js';

const categories = encodeDocuments(MODELS.categories, makeCategories(tiny));
const block = (step: string, more: Partial<Block> = {}): Block => ({
  step,
  collection: 'orders',
  documents: 10,
  bytes: new Uint8Array(100),
  size: 100,
  alreadyDelivered: false,
  ...more,
});

/** Two steps of tasks, of which the first one has two blocks, and one step that the coordinator makes. */
const source: Source<Block> = {
  start: 0,
  beside: ['reference'],
  after: [],
  tasks: (finished) => [
    [
      block('orders/0', { more: true }),
      block('orders/0'),
      block('orders/1', { alreadyDelivered: finished.has('orders/1') }),
    ],
  ],
  tasksFor: (steps) => [...steps].filter((step) => step !== 'reference').map((step) => block(step)),
  documentsOf: () => [['categories', categories]],
  expected: () => 50,
};

class NotedSink implements Sink {
  readonly delivery = { kind: 'transfer' } as const;
  readonly log: string[] = [];

  constructor(
    private readonly finished: string[] = [],
    private readonly lost: string[][] = [],
  ) {}

  async open() {
    return new Set(this.finished);
  }

  async write(collection: string) {
    this.log.push(`write ${collection}`);
    return collection === 'orders' ? 7 : undefined;
  }

  async commit(step: string, term: unknown) {
    this.log.push(`commit ${step} in ${term}`);
    if (step === 'refused') throw new Error('the step cannot be noted');
  }

  async finalize({ durable, indexing, indexed }: Finalizing) {
    const lost = this.lost.shift() ?? [];
    this.log.push(`finalize, ${lost.length} lost`);
    if (lost.length > 0) return lost;
    durable();
    indexing();
    indexed('orders');
    indexed('categories');
    return [];
  }

  async close() {}
}

function start(sink: NotedSink, from = source, onProgress?: (progress: Progress) => void) {
  const control = new LoadControl();
  const pool = new BlockPool(sink, 1, control, undefined);
  return run({ source: from, pool, sink, control, onProgress });
}

describe('a run', () => {
  it('notes a step once, when all of its pieces are written, with the term of its writes', async () => {
    const sink = new NotedSink();
    const { tally } = await start(sink);
    const commits = sink.log.filter((line) => line.startsWith('commit'));
    expect(commits.sort()).toEqual([
      'commit orders/0 in 7',
      'commit orders/1 in 7',
      'commit reference in undefined',
    ]);
    expect(sink.log.filter((line) => line === 'write orders')).toHaveLength(3);
    expect(Object.fromEntries(tally.documents)).toEqual({ orders: 30, categories: 9 });
    expect(tally.alreadyDelivered.documents).toBe(0);
  });

  it('counts what an earlier run delivered, and neither writes nor notes it', async () => {
    const sink = new NotedSink(['reference']);
    const said: Progress[] = [];
    const { tally } = await start(sink, source, (progress) => said.push(progress));
    expect(sink.log).not.toContain('write categories');
    expect(sink.log.join()).not.toContain('commit reference');
    expect(tally.alreadyDelivered).toEqual({ documents: 9, bytes: categories.bytes.length });
    const indexes = said.filter(({ phase }) => phase === 'indexes');
    // 9 categories with 2 indexes, 30 orders with 9.
    expect(indexes).toMatchObject([
      { done: 0, total: 2, share: 0 },
      { done: 1, total: 2, share: expect.closeTo((271 + 9.5) / 290, 9) },
      { done: 2, total: 2, share: 1 },
    ]);
  });

  it('sends again what was lost, until nothing is, and counts it once', async () => {
    const sink = new NotedSink([], [['reference', 'orders/1'], ['orders/1']]);
    const { tally } = await start(sink);
    expect(sink.log.filter((line) => line === 'commit orders/1 in 7')).toHaveLength(3);
    expect(sink.log.filter((line) => line === 'write categories')).toHaveLength(2);
    expect(sink.log.at(-1)).toBe('finalize, 0 lost');
    expect(Object.fromEntries(tally.documents)).toEqual({ orders: 30, categories: 9 });
  });

  it('fails with why a step could not be noted', async () => {
    const refused = { ...source, tasks: () => [[block('refused'), block('orders/1')]] };
    await expect(start(new NotedSink(), refused)).rejects.toThrow('the step cannot be noted');
  });
});
